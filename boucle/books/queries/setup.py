"""What the settings show: chart, journals and their months, third parties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from boucle.access import public as access
from boucle.books.models import ThirdParty
from boucle.books.types import FiscalYearRow
from boucle.books.types_setup import AccountRow, JournalMonth, JournalRow, ThirdPartyRow
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.kernel.errors import NotFound

PAGE = 200


def chart_page(
    act: Act,
    dossier_id: int,
    *,
    text: str = "",
    of_class: str = "",
    inactive: bool = True,
    after: str = "",
    limit: int = PAGE,
) -> list[AccountRow]:
    """Accounts by number, after `after`; one more than `limit`, to know whether more follow."""
    with access.read(act, dossier_id, "books.read"):
        return run_sql(
            "books/chart", into=AccountRow, dossier=dossier_id, text=text.strip(),
            **{"class": of_class}, inactive=inactive, after=after, limit=limit + 1,
        )  # fmt: skip


def every_account(act: Act, dossier_id: int) -> Iterator[AccountRow]:
    """The whole chart by number, a page at a time."""
    after = ""
    while True:
        rows = chart_page(act, dossier_id, after=after, limit=1_000)
        yield from rows[:1_000]
        if len(rows) <= 1_000:
            return
        after = rows[999].number


@dataclass(frozen=True, slots=True)
class _Named:
    number: str
    label: str


def chart_labels(act: Act, dossier_id: int) -> dict[str, str]:
    """Label by number, of the whole chart."""
    with access.read(act, dossier_id, "books.read"):
        rows = run_sql("books/chart_labels", into=_Named, dossier=dossier_id)
    return {row.number: row.label for row in rows}


def account_for(act: Act, dossier_id: int, number: str) -> AccountRow:
    """The account of that number. Raises NotFound."""
    with access.read(act, dossier_id, "books.read"):
        found = run_sql("books/account_row", into=AccountRow, dossier=dossier_id, number=number)
    if not found:
        raise NotFound(f"Le plan n’a pas de compte « {number} ».")
    return found[0]


OWN_JOURNALS = "books/own_journals"
"""What `journals_of` gives, asked with the scope: rows of `JournalRow`."""


def journals_of(act: Act, dossier_id: int) -> list[JournalRow]:
    """The journals of the Dossier, by code."""
    with access.read(act, dossier_id, "books.read"):
        return run_sql("books/journals_setup", into=JournalRow, dossier=dossier_id)


def journal_months(act: Act, dossier_id: int, year: FiscalYearRow) -> list[JournalMonth]:
    """Months of the year in which a journal has lines, drafts or a lock."""
    with access.read(act, dossier_id, "books.read"):
        return run_sql(
            "books/journal_month_states", into=JournalMonth, dossier=dossier_id, year=year.id,
            start=year.start_date, end=year.end_date,
        )  # fmt: skip


def third_party_for(act: Act, dossier_id: int, number: str) -> ThirdPartyRow:
    """The third party of that number. Raises NotFound."""
    with access.read(act, dossier_id, "books.read"):
        row = ThirdParty.objects.filter(dossier_id=dossier_id, number=number).first()
    if row is None:
        raise NotFound(f"Le dossier n’a pas de tiers « {number} ».")
    return ThirdPartyRow(
        row.number, row.label, row.siren, row.contra_number, row.vat_code, row.active
    )
