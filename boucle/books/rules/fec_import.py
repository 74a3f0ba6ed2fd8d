"""What an import did, in facts: from the report and the gate's answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from boucle.books.rules.fec.types import Report
from boucle.books.types_import import Imported, YearPlan

if TYPE_CHECKING:
    import polars as pl

    from boucle.books.rules.fec_sums import AccountSums


def summary_of(report: Report, plan: YearPlan) -> dict[str, Any]:
    """What is kept of the report beside the import; cents."""
    return {
        "verdict": report.verdict,
        "regime": report.regime,
        "lines": report.lines,
        "entries": report.entries,
        "debit": report.debit,
        "credit": report.credit,
        "counts": dict(report.counts),
        "encoding": report.identity.encoding,
        "separator": report.identity.separator,
        "scheme": report.summary.scheme,
        "repairs": dict(report.summary.repairs),
        "year_basis": plan.basis,
        "has_opening": report.summary.has_opening,
    }


def balance_of(sums: AccountSums, refs: pl.DataFrame | None) -> list[list[Any]]:
    """Number, debit and credit of each account of the file: kept beside the import as its proof."""
    found = () if refs is None else sums.of(refs)
    return [[each.number, each.debit, each.credit] for each in found]


def decisions_of(report: Report, plan: YearPlan) -> tuple[str, ...]:
    """What was decided without asking, and how many repairs of each kind, in French."""
    repairs = (f"{count} × {repair}" for repair, count in report.summary.repairs.items())
    return (f"Exercice {plan.label} ({plan.basis})", *repairs)


def imported(
    file: str, digest: str, answer: Mapping[str, Any], label: str, plan: YearPlan, report: Report
) -> Imported:
    """From the answer of `books_import_staged`."""
    return Imported(
        file=file,
        digest=digest,
        years=(label,),
        journals=int(answer.get("journals", 0)),
        accounts=int(answer.get("accounts", 0)),
        third_parties=int(answer.get("third_parties", 0)),
        entries=int(answer.get("entries", 0)),
        lines=int(answer.get("lines", 0)),
        skipped=int(answer.get("skipped", 0)),
        drafts=int(answer.get("drafts") or 0),
        batch=answer.get("batch"),
        hash=answer.get("hash"),
        already=bool(answer.get("already")),
        import_id=answer.get("import"),
        decisions=decisions_of(report, plan),
        report=summary_of(report, plan),
    )


def already_in(
    file: str, digest: str, label: str, import_id: int, entries: int, lines: int
) -> Imported:
    """A file whose bytes came in before: nothing is done."""
    return Imported(
        file=file, digest=digest, years=(label,), journals=0, accounts=0, third_parties=0,
        entries=0, lines=0, skipped=entries, drafts=0, already=True, import_id=import_id,
        decisions=(
            f"{file} est déjà importé ({entries} écritures, {lines} lignes) : rien n’a changé.",
        ),
    )  # fmt: skip
