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
    shared_version: int = 0

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


LIBRARY_STATES = {
    "absent": "Pas dans ce dossier",
    "same": "À jour",
    "older": "Mise à jour disponible",
    "changed": "Modifié dans ce dossier",
    "taken": "Un autre modèle porte ce code",
}


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """A model of the cabinet's library, and how it stands in a Dossier (`LIBRARY_STATES`)."""

    code: str
    label: str
    version: int
    lines: int
    state: str

    @property
    def state_label(self) -> str:
        """How it stands, in words."""
        return LIBRARY_STATES[self.state]

    @property
    def can_be_taken(self) -> bool:
        """Whether taking it changes the Dossier."""
        return self.state in ("absent", "older", "changed")
