"""Financial years and closed months, through the gate."""

from __future__ import annotations

from datetime import date

from boucle.access import public as access
from boucle.books.models import Journal
from boucle.books.rules import fiscal_year as rule
from boucle.books.texts import finding_of
from boucle.books.types import FiscalYearRow
from boucle.kernel import audit, events
from boucle.kernel.act import Act
from boucle.kernel.db import call_gate, run_sql
from boucle.kernel.errors import Finding, NotFound, Refused


def open_year(
    act: Act, dossier_id: int, label: str | None, start: date, end: date
) -> FiscalYearRow:
    """Open a financial year; the same dates again change nothing.

    The label is by default the year in which it ends. Numbering follows the year before.
    Raises Refused: reversed, over 24 months, gap or overlap with the others.
    """
    wanted = (label or str(end.year)).strip()
    findings = year_findings(start, end, wanted)
    if findings:
        raise Refused(findings)
    with access.write(act, dossier_id, "books.validate"):
        return open_in_scope(act, dossier_id, wanted, start, end)


def year_findings(start: date, end: date, label: str = "") -> list[Finding]:
    """What is wrong with a year, whatever the others are."""
    findings = []
    text = rule.problem(start, end)
    if text:
        findings.append(
            Finding(code="books.year.dates", message=text, field="end", value=end.isoformat())
        )
    if len(label) > rule.LABEL_MAX or not label.isprintable() or "/" in label:
        findings.append(
            Finding(
                code="books.year.label",
                field="label",
                value=label[:60],
                message="Le nom d’un exercice a 20 caractères au plus, sans barre oblique.",
            )
        )
    return findings


def open_in_scope(act: Act, dossier_id: int, label: str, start: date, end: date) -> FiscalYearRow:
    """The gate's call and its audit, in the open scope. Raises Refused."""
    known = run_sql("books/years", into=FiscalYearRow, dossier=dossier_id)
    numbering = known[-1].numbering if known else "year"
    answer = call_gate("books_open_year", dossier_id, label, start, end, numbering)
    _refuse(answer)
    years = run_sql("books/years", into=FiscalYearRow, dossier=dossier_id)
    year = next(row for row in years if row.id == answer["year"])
    if answer["created"]:
        after = {"label": year.label, "start": start, "end": end}
        audit.record(act, "books.year.opened", dossier_id=dossier_id, after=after)
    return year


def close_year(act: Act, dossier_id: int, label: str) -> None:
    """Close a year: it takes no entry any more. Raises NotFound; Refused while drafts are left."""
    _set_state(act, dossier_id, label, "closed")


def reopen_year(act: Act, dossier_id: int, label: str) -> None:
    """Open a closed year again. Raises NotFound."""
    _set_state(act, dossier_id, label, "open")


def _set_state(act: Act, dossier_id: int, label: str, state: str) -> None:
    with access.write(act, dossier_id, "books.manage"):
        years = run_sql("books/years", into=FiscalYearRow, dossier=dossier_id)
        year = next((row for row in years if row.label == label), None)
        if year is None:
            raise NotFound(f"Le dossier n’a pas d’exercice « {label} ».")
        _refuse(call_gate("books_set_year_state", dossier_id, year.id, state))
        verb = "books.year.closed" if state == "closed" else "books.year.reopened"
        audit.record(act, verb, dossier_id=dossier_id, after={"label": label})
        events.tell(dossier_id, "period", label)


def lock_month(
    act: Act, dossier_id: int, journal: str, month: date, *, locked: bool = True
) -> None:
    """Close a journal (its code) for the month of that day, or open it again.

    Raises NotFound for an unknown journal; Refused while the month has drafts.
    """
    with access.write(act, dossier_id, "books.validate"):
        row = Journal.objects.filter(dossier_id=dossier_id, code=journal).first()
        if row is None:
            raise NotFound(f"Le dossier n’a pas de journal « {journal} ».")
        _refuse(call_gate("books_lock_month", dossier_id, row.id, month, locked))
        verb = "books.month.locked" if locked else "books.month.unlocked"
        after = {"journal": journal, "month": month.isoformat()[:7]}
        audit.record(act, verb, dossier_id=dossier_id, after=after)
        events.tell(dossier_id, "period", f"{journal}/{month:%Y-%m}")


def _refuse(answer: dict[str, object]) -> None:
    if answer.get("missing"):
        raise NotFound
    findings = answer.get("findings")
    if isinstance(findings, list):
        raise Refused([finding_of(raw) for raw in findings])
