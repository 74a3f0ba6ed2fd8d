"""A Dossier set up, renamed, archived."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

from boucle.access import public as access
from boucle.books.commands.chart import insert_accounts, tidied
from boucle.books.commands.entry_models import insert_usual
from boucle.books.commands.journals import USUAL, insert_journals
from boucle.books.commands.vat_codes import open_usual
from boucle.books.commands.years import open_in_scope, year_findings
from boucle.books.rules import pcg
from boucle.books.types_setup import NewJournal, OpenedBooks
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, Refused
from boucle.tenancy.public import (
    DossierChanges,
    NewDossier,
    check_new,
    set_archived,
    update_dossier,
)

DIGITS = (3, 4, 5, 6, 7, 8, 9, 10)


def open_books(
    act: Act,
    dossier_id: int,
    start: date,
    end: date,
    chart: str | None = None,
    *,
    digits: int = pcg.DIGITS_USUAL,
    label: str | None = None,
    vat_due_on: str = "debits",
) -> OpenedBooks:
    """First year, national chart (by the year's first day unless named), usual journals and codes.

    `vat_due_on`: when the VAT of sales is due. Safe to call again: what is there stays. Raises
    Refused (dates, unknown chart), Forbidden.
    """
    named = chart or pcg.vintage(start)
    findings = books_findings(start, end, named, digits)
    if findings:
        raise Refused(findings)
    accounts = [tidied(pair) for pair in pcg.usual_accounts(named, digits)]
    numbers = sorted(account.number for account in accounts)
    with access.write(act, dossier_id, "books.manage"):
        year = open_in_scope(act, dossier_id, label or str(end.year), start, end)
        added = insert_accounts(dossier_id, accounts)
        journals = insert_journals(dossier_id, [_with_contra(each, numbers) for each in USUAL])
        insert_usual(dossier_id)
        codes = open_usual(dossier_id, digits, vat_due_on)
        done = OpenedBooks(
            year=year.label, chart=named, accounts=added, journals=journals, vat_codes=codes
        )
        audit.record(act, "books.opened", dossier_id=dossier_id, after=asdict(done))
    return done


def books_findings(start: date, end: date, chart: str, digits: int) -> list[Finding]:
    """What is wrong with the first year or the chart."""
    findings = year_findings(start, end)
    if chart not in pcg.vintages():
        known = ", ".join(pcg.vintages())
        findings.append(
            Finding(
                code="books.chart.unknown",
                field="chart",
                value=chart,
                message=f"Le plan « {chart} » n’existe pas (plans : {known}).",
            )
        )
    if digits not in DIGITS:
        findings.append(
            Finding(
                code="books.chart.digits",
                field="digits",
                value=str(digits),
                message="Un compte compte de 3 à 10 chiffres.",
            )
        )
    return findings


def _with_contra(journal: NewJournal, numbers: list[str]) -> NewJournal:
    """The contra account of a bank or till: the first of the chart that begins so."""
    if not journal.contra_number:
        return journal
    found = next((n for n in numbers if n.startswith(journal.contra_number)), "")
    return replace(journal, contra_number=found)


def open_dossier(
    act: Act,
    new: NewDossier,
    start: date,
    end: date,
    chart: str | None = None,
    *,
    digits: int = pcg.DIGITS_USUAL,
    vat_due_on: str = "debits",
) -> int:
    """A new Dossier with its books, ready to be kept; its number.

    Everything is checked first, so that all findings come at once. Raises Refused.
    """
    findings: list[Finding] = []
    try:
        check_new(new)
    except Refused as refusal:
        findings.extend(refusal.findings)
    findings += books_findings(start, end, chart or pcg.vintage(start), digits)
    if findings:
        raise Refused(findings)
    dossier_id = access.create_dossier(act, new)
    try:
        open_books(act, dossier_id, start, end, chart, digits=digits, vat_due_on=vat_due_on)
    except BaseException:
        access.drop_empty_dossier(act, dossier_id)
        raise
    return dossier_id


def change_identity(act: Act, dossier_id: int, changes: DossierChanges) -> None:
    """SIREN (until the first entry), name, form and regimes.

    Raises Refused, Forbidden without the right to manage.
    """
    with access.write(act, dossier_id, "books.manage"):
        update_dossier(dossier_id, changes)
        audit.record(act, "tenancy.dossier.changed", dossier_id=dossier_id, after=asdict(changes))


def archive(act: Act, dossier_id: int) -> None:
    """Take the Dossier out of use: it is read, nothing is deleted, its SIREN may be opened anew.

    Raises Forbidden without the right to manage, Conflict while a validation or an import goes on.
    """
    _set_archived(act, dossier_id, archived=True)


def take_back(act: Act, dossier_id: int) -> None:
    """Take an archived Dossier back into use. Raises Forbidden, Refused when its SIREN is taken."""
    _set_archived(act, dossier_id, archived=False)


def _set_archived(act: Act, dossier_id: int, *, archived: bool) -> None:
    with access.write(act, dossier_id, "books.manage"):
        if set_archived(dossier_id, archived=archived):
            verb = "tenancy.dossier.archived" if archived else "tenancy.dossier.taken_back"
            audit.record(act, verb, dossier_id=dossier_id)
