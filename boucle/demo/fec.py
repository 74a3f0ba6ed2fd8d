"""Write a year of the demo as an official FEC (art. A. 47 A-1 LPF, 18 columns)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from boucle.demo.types import DemoEntry, DemoYear
from boucle.kernel.money import plain

HEADER = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib",
    "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit",
    "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip


def write_fec(year: DemoYear, out_dir: Path) -> Path:
    """Write the validated entries as `SIRENFECAAAAMMJJ.txt` (tab, CRLF, UTF-8); gives its path."""
    path = out_dir / f"{year.siren}FEC{year.end:%Y%m%d}.txt"
    names = {journal.code: journal.label for journal in year.journals}
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("\t".join(HEADER) + "\r\n")
        for entry in year.entries:
            if entry.validated:
                file.writelines("\t".join(row) + "\r\n" for row in _rows(entry, names))
    return path


def _day(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""


def _rows(entry: DemoEntry, names: dict[str, str]) -> Iterator[tuple[str, ...]]:
    day, piece_day, valid = _day(entry.date), _day(entry.piece_date), _day(entry.valid_date)
    for line in entry.lines:
        foreign = "" if line.currency_amount is None else plain(line.currency_amount)
        yield (
            entry.journal, names[entry.journal], str(entry.number), day,
            line.account, line.account_label, line.third, line.third_label,
            line.piece_ref or entry.piece_ref, piece_day, line.label,
            plain(line.debit), plain(line.credit),
            line.letter, _day(line.letter_date), valid, foreign, line.currency,
        )  # fmt: skip
