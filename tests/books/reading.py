"""A Dossier with something to read: à-nouveaux, three months, validated entries and drafts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from boucle.access import public as access
from boucle.books.models import Journal
from boucle.kernel.act import system_act
from boucle.kernel.db import call_gate
from tests.books.build import a_dossier, a_line, a_year

_MANY = Path(__file__).with_name("many_lines.sql")


def write(
    dossier: int, *entries: dict[str, Any], validate: bool = False, label: str = "2025"
) -> None:
    """Save drafts, then validate all that stands in the year."""
    act = system_act()
    with access.write(act, dossier, "books.write"):
        for entry in entries:
            found = call_gate("books_save_draft", dossier, entry)
            assert "findings" not in found, found
    if validate:
        year = a_year(dossier, label)
        with access.write(act, dossier, "books.validate"):
            call_gate("books_validate", dossier, year.id, None, None, None)


def move(
    day: str, debit: str, credit: str, cents: int, *, journal: str = "OD", **more: Any
) -> dict[str, Any]:
    """An entry of two lines; `more` (third, label, piece_ref) goes to accounts of class 4."""
    sides = [a_line(debit, debit=cents), a_line(credit, credit=cents)]
    for side in sides:
        extra = dict(more)
        if not side["account"].startswith("4"):
            extra.pop("third", None)
        side.update(extra)
    return {"journal": journal, "date": day, "lines": sides}


def a_readable(
    siren: str = "732829320", *, years: tuple[int, ...] = (2024, 2025), openings: bool = True
) -> int:
    """Two years; 2025: AN of 1 000,00, sales in January, February and (draft) March."""
    dossier = a_dossier(siren=siren, years=years)
    with access.write(system_act(), dossier, "books.write"):
        Journal.objects.create(dossier_id=dossier, code="AN", label="À-nouveaux", type="an")
    if 2024 in years:
        write(
            dossier,
            move("2024-02-10", "411000", "707000", 50_000, journal="VTE", third="C001"),
            validate=True,
            label="2024",
        )
    if openings:
        write(dossier, move("2025-01-01", "512000", "101000", 100_000, journal="AN"))
        write(dossier, move("2025-01-01", "411000", "101000", 50_000, journal="AN", third="C001"))
    write(
        dossier,
        move("2025-01-15", "411000", "707000", 12_000, journal="VTE", third="C001"),
        move("2025-02-10", "512000", "411000", 12_000, journal="BQ", third="C001"),
        move("2025-02-20", "606100", "401000", 7_000, journal="ACH", third="F001"),
        validate=True,
    )
    write(dossier, move("2025-03-05", "411000", "707000", 30_000, journal="VTE", third="C001"))
    return dossier


def a_short_year(dossier: int, start: date, end: date, label: str) -> None:
    """Open a year of any length."""
    with access.write(system_act(), dossier, "books.write"):
        found = call_gate("books_open_year", dossier, label, start, end, "year")
    assert "findings" not in found, found


def many_lines(conn: Any, dossier: int, *, entries: int, thirds: int = 500) -> None:
    """Draft sales by the thousand over 2025, straight into the tables, as the superuser."""
    words = {"dossier": dossier, "entries": entries, "thirds": thirds}
    for statement in _MANY.read_text().split(";"):
        conn.execute(statement, words)
    conn.commit()
    conn.autocommit = True
    conn.execute("vacuum (analyze) boucle.books_line, boucle.books_entry")
    conn.execute("analyze boucle.books_balance_month, boucle.books_third_month")
    conn.execute("analyze boucle.books_third_party, boucle.books_account")
    conn.autocommit = False
