"""A chart of accounts that comes as a file: CSV of any product, or XLSX.

Bounded: 5 MiB of file, 60 MiB once unzipped, 20,000 lines. Every wrong line is told, with its
number in the file.
"""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from boucle.books.rules import accounts
from boucle.kernel.errors import Finding

BYTES_MAX = 5 << 20
UNZIPPED_MAX = 60 << 20
LINES_MAX = 20_000
SEPARATORS = (";", "\t", "|", ",")
NAMES = {
    "number": ("compte", "numero", "numerodecompte", "numero compte", "comptenum", "n", "no"),
    "label": ("libelle", "intitule", "nom", "designation", "comptelib", "label"),
}


@dataclass(frozen=True, slots=True)
class FileAccount:
    """A line of the file: number tidied, label trimmed."""

    line: int
    number: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPlan:
    """What an import would do: for a human to judge, nothing written."""

    new: tuple[FileAccount, ...]
    relabelled: tuple[tuple[FileAccount, str], ...]
    same: int
    wrong: tuple[Finding, ...]


def read_chart(name: str, data: bytes) -> list[FileAccount]:
    """The lines of a file. Raises ValueError with a French sentence when it is no chart."""
    found = list(_lines(table_of(name, data)))
    if not found:
        raise ValueError("Aucune ligne ne ressemble à un compte suivi d’un libellé.")
    return found


def table_of(name: str, data: bytes) -> list[list[str]]:
    """The cells of a CSV or of the first sheet of an XLSX. Raises ValueError in French."""
    if len(data) > BYTES_MAX:
        raise ValueError("Le fichier dépasse 5 Mo : une liste de comptes en fait bien moins.")
    if not data.strip():
        raise ValueError("Le fichier est vide.")
    return _xlsx(data) if data[:2] == b"PK" else _csv(name, data)


def _xlsx(data: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > UNZIPPED_MAX:
                raise ValueError("Le classeur est trop gros une fois décompressé.")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        rows = sheet.to_python(nrows=LINES_MAX + 2)
    except (zipfile.BadZipFile, CalamineError, OSError, IndexError) as error:
        raise ValueError("Ce classeur est illisible : enregistrez-le en XLSX ou en CSV.") from error
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    """A number that a spreadsheet took for one comes back without its decimals."""
    text = str(cell)
    return text.removesuffix(".0") if text.replace(".", "", 1).isdigit() else text


def _csv(name: str, data: bytes) -> list[list[str]]:
    if b"\x00" in data:
        raise ValueError(f"« {name} » n’est ni un CSV ni un classeur XLSX.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.splitlines()[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=separator)
        return [row for row, _ in zip(reader, range(LINES_MAX + 2))]
    except csv.Error as error:
        raise ValueError("Le CSV est mal formé : un guillemet n’est pas fermé.") from error


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[FileAccount]:
    if len(rows) > LINES_MAX + 1:
        raise ValueError("Le fichier dépasse 20 000 lignes : découpez-le.")
    number_at, label_at, begin = _columns(rows[0] if rows else ())
    for line, row in enumerate(rows[begin:], start=begin + 1):
        if not any(cell.strip() for cell in row):
            continue
        number, label = (row[at] if at < len(row) else "" for at in (number_at, label_at))
        yield FileAccount(line, accounts.tidy(number), label.strip())


def _columns(header: Sequence[str]) -> tuple[int, int, int]:
    """Where number and label stand, and the first line of data."""
    plain = [_plain(cell) for cell in header]
    found = {
        what: next((at for at, cell in enumerate(plain) if cell in names), None)
        for what, names in NAMES.items()
    }
    number, label = found["number"], found["label"]
    if number is not None and label is not None:
        return number, label, 1
    is_data = bool(header) and accounts.number_problem(accounts.tidy(header[0])) is None
    return 0, 1, 0 if is_data else 1


def _plain(cell: str) -> str:
    decomposed = unicodedata.normalize("NFD", cell.strip().lower())
    return "".join(c for c in decomposed if c.isalpha() or c == " ")


def plan_chart(lines: Iterable[FileAccount], known: Mapping[str, str]) -> ChartPlan:
    """Sort the lines: new accounts, other labels, the same, and what is wrong."""
    new: dict[str, FileAccount] = {}
    relabelled: list[tuple[FileAccount, str]] = []
    wrong: list[Finding] = []
    seen: set[str] = set()
    same = 0
    for each in lines:
        problems = list(_problems(each, seen))
        wrong += problems
        seen.add(each.number)
        if problems:
            continue
        if each.number not in known:
            new[each.number] = each
        elif known[each.number] != each.label:
            relabelled.append((each, known[each.number]))
        else:
            same += 1
    return ChartPlan(
        new=tuple(new.values()), relabelled=tuple(relabelled), same=same, wrong=tuple(wrong)
    )


def _problems(each: FileAccount, seen: set[str]) -> Iterator[Finding]:
    checks = [
        ("number", each.number, accounts.number_problem(each.number)),
        ("label", each.label, accounts.label_problem(each.label)),
    ]
    if each.number in seen:
        checks.append(("number", each.number, f"Le compte {each.number} est déjà plus haut."))
    for name, value, text in checks:
        if text:
            yield Finding(
                code=f"books.account.{name}", message=text, line=each.line, field=name,
                value=value[:60],
            )  # fmt: skip
