"""What the address of a report asks for: period, drafts, accounts, lettrage, place in the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from boucle.books.rules.period import Period, month_start, months_of, parse_period, whole_year
from boucle.books.types import FiscalYearRow
from boucle.books.web.request import BooksRequest
from boucle.kernel.errors import WrongUse

LETTERED = {"oui": True, "non": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of a report as read; `problem` says in French what could not be read."""

    period: Period
    drafts: bool = False
    account: str = ""
    third: str = ""
    lettrage: str = ""
    unmoved: bool = False
    after: str = ""
    format: str = ""
    problem: str = ""
    months: list[date] = field(default_factory=list)

    @property
    def status(self) -> int:
        """422 where a filter could not be read."""
        return 422 if self.problem else 200

    @property
    def lettered(self) -> bool | None:
        """Settled lines, open lines, or both."""
        return LETTERED.get(self.lettrage)

    @property
    def first_month(self) -> date:
        """The month in which the period starts."""
        return month_start(self.period.start)

    @property
    def last_month(self) -> date | None:
        """The month with which it ends; None for an accounting date inside one."""
        return None if self.period.is_cut else month_start(self.period.end)

    @property
    def until(self) -> date | None:
        """The accounting date, where it cuts a month."""
        return self.period.end if self.period.is_cut else None

    @property
    def is_filtered(self) -> bool:
        """Whether an empty page may come from the filters."""
        wanted = (self.account, self.third, self.lettrage)
        return any(wanted) or not self.period.is_whole_year

    @property
    def carried(self) -> str:
        """Period and drafts as a query string, for the links that go down."""
        words = self.period.query()
        if self.drafts:
            words["brouillard"] = "1"
        return f"?{urlencode(words)}" if words else ""

    @property
    def month_before(self) -> str:
        """`2024-12`: the month before the period in the year; empty at its start."""
        at = self.months.index(self.first_month)
        if self.period.is_whole_year:
            at = len(self.months)
        return f"{self.months[at - 1]:%Y-%m}" if at > 0 else ""

    @property
    def month_after(self) -> str:
        """The month after it; empty at the end of the year."""
        at = -1 if self.period.is_whole_year else self.months.index(month_start(self.period.end))
        return f"{self.months[at + 1]:%Y-%m}" if at + 1 < len(self.months) else ""


def read_filters(request: BooksRequest, *, days: bool = True) -> Asked:
    """The filters of this request. `days`: whether an accounting date is understood.

    What cannot be read leaves the whole year and a `problem`.
    """
    words = {name: _plain(str(value)) for name, value in request.GET.items()}
    if not days:
        words.pop("au", None)
    period, problem = _period(request.year, words)
    lettrage = words.get("lettrage", "")
    if lettrage and lettrage not in LETTERED:
        lettrage, problem = "", problem or "Lettrage : choisissez « lettrées » ou « non lettrées »."
    return Asked(
        period=period,
        drafts=words.get("brouillard", "") not in {"", "0"},
        account=words.get("compte", "")[:20],
        third=words.get("tiers", "")[:40],
        lettrage=lettrage,
        unmoved=words.get("tous", "") not in {"", "0"},
        after=words.get("apres", ""),
        format=words.get("format", ""),
        problem=problem,
        months=months_of(request.year),
    )


def _plain(text: str) -> str:
    """The text without what no account, date or key holds (a database refuses NUL)."""
    return "".join(sign for sign in text if sign.isprintable()).strip()


def _period(year: FiscalYearRow, words: Mapping[str, str]) -> tuple[Period, str]:
    try:
        return parse_period(year, words), ""
    except WrongUse as error:
        return whole_year(year), f"Période : {error} L’exercice entier est affiché."
