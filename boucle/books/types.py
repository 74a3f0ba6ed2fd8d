"""Facts about the books that several parts share. Amounts are cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FiscalYearRow:
    """An exercice, closed interval of days."""

    id: int
    label: str
    start_date: date
    end_date: date
    state: str
    numbering: str

    @property
    def is_closed(self) -> bool:
        """No write goes in any more."""
        return self.state == "closed"

    @property
    def start(self) -> date:
        """First day."""
        return self.start_date

    @property
    def end(self) -> date:
        """Last day."""
        return self.end_date
