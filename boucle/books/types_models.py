"""Facts about models of entries and shortcuts. Amounts are cents."""

from __future__ import annotations

from dataclasses import dataclass

ASKED = "?"
"""The third party of a line that is asked for when the model is used."""
LINES_MAX = 60


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A line: where it goes, on which side (D or C), and the formula of its amount."""

    account: str = ""
    third: str = ""
    side: str = "D"
    label: str = ""
    formula: str = ""
    vat_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewModel:
    """A model to write. `journals`: natures where it applies, none = all."""

    code: str
    label: str
    journals: tuple[str, ...] = ()
    lines: tuple[ModelLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model of the Dossier."""

    id: int
    code: str
    label: str
    journals: tuple[str, ...]
    lines: tuple[ModelLine, ...]

    def applies_to(self, journal_type: str) -> bool:
        """Whether the model is offered in journals of this nature."""
        return not self.journals or journal_type in self.journals


@dataclass(frozen=True, slots=True)
class ShortcutRow:
    """Letters that stand for an account; `own`: set in this Dossier, else the usual one."""

    code: str
    account: str
    label: str
    own: bool
