"""Facts about recurring entries. Amounts are cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

EVERY = {"month": "Tous les mois", "quarter": "Tous les trimestres", "year": "Tous les ans"}
END_OF_MONTH = 31
"""The day that means the last one of whatever month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscription:
    """A recurring entry to write. `lines`: as the gate takes them, labels with `{mois}`.

    An amount that is counted at each due day: `formula`, `side` and `vat_code` instead.
    """

    label: str
    journal: str
    every: str
    day: int
    start: date
    until: date | None = None
    lines: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class RunRow:
    """What became of a subscription in a month."""

    month: date
    due: date
    state: str
    entry: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """A recurring entry of the Dossier and where it stands."""

    id: int
    label: str
    journal: str
    every: str
    day: int
    start: date
    until: date | None
    next: date | None
    active: bool
    lines: tuple[dict[str, Any], ...]
    runs: tuple[RunRow, ...]

    @property
    def every_label(self) -> str:
        """How often, in words."""
        return EVERY[self.every]

    @property
    def day_label(self) -> str:
        """On which day, in words."""
        return "fin de mois" if self.day == END_OF_MONTH else f"le {self.day}"

    @property
    def total(self) -> int:
        """Sum of the debits, in cents."""
        return sum(int(line.get("debit") or 0) for line in self.lines)

    @property
    def waiting(self) -> tuple[RunRow, ...]:
        """Months that were refused, oldest first."""
        return tuple(run for run in self.runs if run.state == "waiting")

    @property
    def made(self) -> int:
        """How many entries it made."""
        return sum(run.state == "made" for run in self.runs)


@dataclass(frozen=True, slots=True)
class Generated:
    """What a generation did: entries made, and (label, due day, reason) of what waits."""

    made: int
    waiting: tuple[tuple[str, date, str], ...]
