"""What the FEC of a year is made of, and the exports of the past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from boucle.access import public as access
from boucle.books.rules import fec_name
from boucle.books.types import FiscalYearRow
from boucle.books.types_export import (
    ExportKind,
    ExportRow,
    FecContent,
    FecFacts,
    FecGap,
    FecJournal,
    FecTotals,
)
from boucle.kernel.act import Act
from boucle.kernel.db import run_one, run_sql
from boucle.tenancy.public import DossierRow

SHOWN_EXPORTS = 50
_WHOLE: dict[str, object] = {
    "half": 0, "cut_usual": True, "cut_valid": "infinity", "cut_batch": 0, "cut_rank": 0,
    "from_entry": 0, "to_entry": 2**62,
}  # fmt: skip
"""Parameters of `fec_export.sql` that say which part of the file is wanted: all of it."""


@dataclass(frozen=True, slots=True)
class FecSource:
    """Where the rows of a file come from, and what they must add up to."""

    kind: ExportKind
    regime: str
    numbering: str
    facts: FecFacts
    totals: FecTotals
    parameters: dict[str, object]

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields of the regime, in legal order."""
        return fec_name.columns(self.regime)

    @property
    def dossier_id(self) -> int:
        """Whose books."""
        return int(str(self.parameters["dossier"]))


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place in the order of the file, and the entries of each half by their identifiers."""

    usual: bool
    valid: str
    batch: int
    rank: int
    first_from: int
    first_to: int
    second_from: int
    second_to: int


def halves_of(source: FecSource, second: Any) -> tuple[dict[str, object], dict[str, object]]:
    """Parameters of the first and the second half of the file, asked on the second connection."""
    wanted = {key: source.parameters[key] for key in ("dossier", "year", "drafts")}
    (cut,) = run_sql("books/fec_export_halves", into=_Cut, second=second, **wanted)
    both = source.parameters | {
        "cut_usual": cut.usual, "cut_valid": cut.valid, "cut_batch": cut.batch,
        "cut_rank": cut.rank,
    }  # fmt: skip
    return (
        both | {"half": 1, "from_entry": cut.first_from, "to_entry": cut.first_to},
        both | {"half": 2, "from_entry": cut.second_from, "to_entry": cut.second_to},
    )


def totals_of(dossier_id: int, year_id: int, *, with_drafts: bool) -> FecTotals:
    """What the file must hold. Inside an open scope."""
    found = run_one(
        "books/fec_export_totals", into=FecTotals,
        dossier=dossier_id, year=year_id, drafts=with_drafts,
    )  # fmt: skip
    assert found is not None
    return found


def source_of(dossier: DossierRow, year: FiscalYearRow, *, with_drafts: bool) -> FecSource:
    """What the file needs (its description: `content_of`). Inside an open scope."""
    facts = run_one("books/fec_export_facts", into=FecFacts, dossier=dossier.id, year=year.id)
    assert facts is not None
    totals = totals_of(dossier.id, year.id, with_drafts=with_drafts)
    regime = fec_name.widest(dossier.fec_regime, *facts.regimes.split())
    parameters: dict[str, object] = {
        "dossier": dossier.id,
        "year": year.id,
        "drafts": with_drafts,
        "width": len(fec_name.columns(regime)),
        "first": totals.first or year.start_date,
        "last": totals.last or year.end_date,
        **_WHOLE,
    }
    kind = fec_name.export_kind(drafts_left=totals.drafts, with_drafts=with_drafts)
    return FecSource(kind, regime, year.numbering, facts, totals, parameters)


def content_of(source: FecSource) -> FecContent:
    """What the description says of the journals and of their numbers. Inside an open scope."""
    asked = {key: source.parameters[key] for key in ("dossier", "year")}
    journals = run_sql(
        "books/fec_export_journals", into=FecJournal, drafts=source.parameters["drafts"], **asked
    )
    gaps = run_sql("books/fec_export_gaps", into=FecGap, numbering=source.numbering, **asked)
    return FecContent(
        totals=source.totals, journals=tuple(journals), gaps=tuple(gaps), facts=source.facts
    )


def export_state(act: Act, dossier: DossierRow, year: FiscalYearRow) -> FecContent:
    """What an export would hold now: for the screen that offers it."""
    with access.read(act, dossier.id, "books.read"):
        return content_of(source_of(dossier, year, with_drafts=False))


def exports_of(act: Act, dossier: DossierRow, year: FiscalYearRow) -> list[ExportRow]:
    """The exports of the year, latest first, at most 50."""
    with access.read(act, dossier.id, "books.read"):
        return run_sql(
            "books/fec_exports", into=ExportRow,
            dossier=dossier.id, year=year.id, limit=SHOWN_EXPORTS,
        )  # fmt: skip
