"""Small FEC files for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.db import connection
from psycopg import sql

from boucle.books.rules.fec.cells import BASE
from tests import database
from tests.books.build import SIREN

AN, ACH, BQ = ("AN", "À-nouveaux"), ("ACH", "Achats"), ("BQ", "Banque")
BANK, CAPITAL, ENERGY = ("512000", "Banque"), ("101000", "Capital"), ("606100", "Énergie")
SUPPLIER, NOBODY = ("401000", "Fournisseurs"), ("", "")
SOUTH = ("F001", "Énergie du Sud")
ENTRIES = (
    (AN, "1", "0101", BANK, NOBODY, "500,00", "0,00", ""),
    (AN, "1", "0101", CAPITAL, NOBODY, "0,00", "500,00", ""),
    (ACH, "2", "0315", ENERGY, NOBODY, "120,00", "0,00", ""),
    (ACH, "2", "0315", SUPPLIER, SOUTH, "0,00", "120,00", "A"),
    (BQ, "3", "0420", SUPPLIER, SOUTH, "100,00", "0,00", "A"),
    (BQ, "3", "0420", BANK, NOBODY, "0,00", "100,00", ""),
)
"""Three entries of a year; the lettrage leaves 20,00 open."""


def rows_of(year: int) -> list[dict[str, str]]:
    """Their rows, cell by cell."""
    rows = []
    for journal, number, day, account, third, debit, credit, letter in ENTRIES:
        cells = (
            *journal, number, f"{year}{day}", *account, *third, f"P{number}", f"{year}{day}",
            f"Pièce {number}", debit, credit, letter, f"{year}0420" if letter else "",
            f"{year + 1}0115", "", "",
        )  # fmt: skip
        rows.append(dict(zip(BASE, cells, strict=True)))
    return rows


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    """A FEC of these rows: tab, UTF-8, CRLF."""
    lines = ["\t".join(BASE), *("\t".join(row[name] for name in BASE) for row in rows)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode())
    return path


def a_fec(
    folder: Path,
    *,
    year: int = 2025,
    siren: str = SIREN,
    spoil: Mapping[tuple[str, str], str] | None = None,
) -> Path:
    """A valid file; `spoil` gives (number, field) → text for the first line of an entry."""
    rows = rows_of(year)
    for (number, name), text in (spoil or {}).items():
        next(row for row in rows if row["EcritureNum"] == number)[name] = text
    return write(folder / f"{siren}FEC{year}1231.txt", rows)


def table_counts() -> dict[str, int]:
    """Rows of every table of the test's database, as its superuser counts them."""
    tables = (
        "select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname in ('boucle', 'staging') and c.relkind in ('r', 'p') order by 1, 2"
    )
    with database.connect("postgres", str(connection.settings_dict["NAME"])) as admin:
        counts = {}
        for schema, name in admin.execute(tables).fetchall():
            query = sql.SQL("select count(*) from {}").format(sql.Identifier(schema, name))
            (counts[name],) = admin.execute(query).fetchone() or (0,)
    return counts


def a_long_fec(folder: Path, *, entries: int, year: int = 2025, siren: str = SIREN) -> Path:
    """As many purchases as asked, two lines each, numbered from 1."""
    path = folder / f"{siren}FEC{year}1231.txt"
    with path.open("w", encoding="utf-8", newline="") as target:
        target.write("\t".join(BASE) + "\r\n")
        for number in range(1, entries + 1):
            day = f"{year}{1 + number * 12 // (entries + 1):02d}15"
            for account, debit, credit in (
                ("606100", "12,00", "0,00"),
                ("512000", "0,00", "12,00"),
            ):
                cells = (
                    "ACH", "Achats", str(number), day, account, f"Compte {account}", "", "",
                    f"P{number}", day, f"Achat {number}", debit, credit, "", "", f"{year + 1}0115",
                    "", "",
                )  # fmt: skip
                target.write("\t".join(cells) + "\r\n")
    return path
