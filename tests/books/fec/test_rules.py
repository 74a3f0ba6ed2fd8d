"""Rules that the collection of edge files does not reach: one small file for each."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from boucle.books.rules import fec
from boucle.books.rules.fec.cells import BASE
from boucle.books.rules.fec.check import check_fec
from boucle.books.rules.fec.tally import rule_texts
from boucle.books.rules.fec.types import KnownDossier, Report, Scheme

TODAY = date(2026, 11, 24)
NAME = "732829320FEC20251231.txt"


@dataclass(frozen=True)
class L:
    """A line: account, debit, credit, and what differs from the usual."""

    account: str
    debit: str = "0,00"
    credit: str = "0,00"
    more: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class E:
    """An entry."""

    number: str
    lines: tuple[L, ...]
    journal: str = "VE"
    day: str = "20250115"
    valid: str = "20250228"
    more: dict[str, str] = field(default_factory=dict)


LABELS = {"AN": "À-nouveaux", "VE": "Ventes", "BQ": "Banque", "OD": "Opérations diverses"}
OPENING = E(
    "1", (L("101300", credit="100,00"), L("512000", debit="100,00")), "AN", "20250101", "20250131"
)
SALE = E("2", (L("411000", debit="120,00"), L("706000", credit="120,00")))
PAID = E(
    "3", (L("512000", debit="120,00"), L("411000", credit="120,00")), "BQ", "20250310", "20250331"
)
GOOD = (OPENING, SALE, PAID)


def rows(entries: tuple[E, ...]) -> list[dict[str, str]]:
    return [
        {
            "JournalCode": e.journal, "JournalLib": LABELS[e.journal], "EcritureNum": e.number,
            "EcritureDate": e.day, "CompteNum": line.account, "CompteLib": f"Compte {line.account}",
            "PieceRef": f"P{e.number}", "PieceDate": e.day, "EcritureLib": f"Opération {e.number}",
            "Debit": line.debit, "Credit": line.credit, "ValidDate": e.valid,
            **e.more, **line.more,
        }
        for e in entries
        for line in e.lines
    ]  # fmt: skip


def check(
    path: Path, entries: tuple[E, ...] = GOOD, known: KnownDossier | None = None, name: str = NAME
) -> Report:
    text = "\t".join(BASE) + "\r\n"
    for row in rows(entries):
        text += "\t".join(row.get(zone, "") for zone in BASE) + "\r\n"
    (path / name).write_bytes(text.encode())
    return check_fec(path / name, today=TODAY, known=known)


def with_lines(entry: E, *lines: L) -> E:
    return replace(entry, lines=lines)


def marked(entry: E, at: int, **zones: str) -> E:
    """The entry with cells of one line changed."""
    lines = list(entry.lines)
    lines[at] = replace(lines[at], more={**lines[at].more, **zones})
    return replace(entry, lines=tuple(lines))


def test_the_good_file_is_good(tmp_path: Path) -> None:
    assert check(tmp_path).counts == {}


FAR = tuple(
    E(str(n), SALE.lines, day=f"2025{n:02d}15", valid="20260131") for n in range(2, 9)
)  # fmt: skip
CASES: dict[str, tuple[str, str, tuple[E, ...]]] = {
    "late document": ("FEC-042", "alerte", (OPENING, marked(SALE, 0, PieceDate="20250120"), PAID)),
    "old document": ("FEC-043", "alerte", (OPENING, marked(SALE, 0, PieceDate="20210120"), PAID)),
    "two document days": (
        "FEC-046",
        "alerte",
        (OPENING, marked(SALE, 0, PieceDate="20250114"), PAID),
    ),
    "validated late": ("FEC-047", "alerte", (OPENING, SALE, replace(PAID, valid="20270115"))),
    "one validation day": ("FEC-049", "alerte", (replace(OPENING, valid="20260131"), *FAR)),
    "zeros": ("FEC-023", "alerte", (OPENING, marked(SALE, 0, DateLet="00000000"), PAID)),
    "placeholder": ("FEC-024", "alerte", (OPENING, marked(SALE, 0, EcritureLib="/"), PAID)),
    "one line": ("FEC-057", "rejet", (OPENING, with_lines(SALE, L("411000", debit="1,00")), PAID)),
    "month off": (
        "FEC-061",
        "rejet",
        (OPENING, with_lines(SALE, L("411000", debit="1,00"), L("706000")), PAID),
    ),
    "result in opening": (
        "FEC-072",
        "anomalie",
        (
            with_lines(OPENING, L("606000", debit="100,00"), L("101300", credit="100,00")),
            SALE,
            PAID,
        ),
    ),
    "centralisation": (
        "FEC-076",
        "alerte",
        (OPENING, marked(SALE, 0, EcritureLib="Centralisation VE"), PAID),
    ),
    "no inventory": (
        "FEC-077",
        "alerte",
        (
            OPENING,
            with_lines(SALE, L("218300", debit="120,00"), L("404000", credit="120,00")),
            PAID,
        ),
    ),
    "class 9": (
        "FEC-081",
        "anomalie",
        (
            OPENING,
            with_lines(SALE, L("911000", debit="120,00"), L("706000", credit="120,00")),
            PAID,
        ),
    ),
    "party in account": (
        "FEC-083",
        "alerte",
        (
            OPENING,
            with_lines(SALE, L("411DUP", debit="120,00"), L("706000", credit="120,00")),
            PAID,
        ),
    ),
    "lengths": (
        "FEC-084",
        "alerte",
        (
            OPENING,
            with_lines(SALE, L("4110000", debit="120,00"), L("706000", credit="120,00")),
            PAID,
        ),
    ),
    "party on two accounts": (
        "FEC-086",
        "alerte",
        (
            OPENING,
            marked(SALE, 0, CompAuxNum="C1", CompAuxLib="Dupont"),
            with_lines(
                PAID,
                L("512000", debit="120,00"),
                L("401000", credit="120,00", more={"CompAuxNum": "C1", "CompAuxLib": "Dupont"}),
            ),
        ),
    ),
    "party on a bank account": (
        "FEC-087",
        "alerte",
        (OPENING, SALE, marked(PAID, 0, CompAuxNum="C1", CompAuxLib="Dupont")),
    ),
    "opening by total": (
        "FEC-074",
        "alerte",
        (
            with_lines(OPENING, L("411000", debit="100,00"), L("101300", credit="100,00")),
            marked(SALE, 0, CompAuxNum="C1", CompAuxLib="Dupont"),
            PAID,
        ),
    ),
    "lettrage over accounts": (
        "FEC-092",
        "alerte",
        (
            OPENING,
            marked(SALE, 0, EcritureLet="A", DateLet="20250401"),
            marked(PAID, 0, EcritureLet="A", DateLet="20250401"),
            E(
                "4",
                (
                    L("401000", credit="240,00", more={"EcritureLet": "A", "DateLet": "20250401"}),
                    L("606000", debit="240,00"),
                ),
                "OD",
                "20250315",
                "20250331",
            ),
        ),
    ),
    "lettrage too early": (
        "FEC-093",
        "alerte",
        (
            OPENING,
            marked(SALE, 0, EcritureLet="A", DateLet="20250201"),
            marked(PAID, 1, EcritureLet="A", DateLet="20250201"),
        ),
    ),
    "signs of currency": (
        "FEC-102",
        "alerte",
        (
            OPENING,
            marked(SALE, 1, Montantdevise="130,00", Idevise="USD"),
            marked(PAID, 1, Montantdevise="-130,00", Idevise="USD"),
        ),
    ),
    "other currency": (
        "FEC-078",
        "alerte",
        tuple(
            replace(
                e,
                lines=tuple(
                    replace(
                        x,
                        more={
                            "Idevise": "CHF",
                            "Montantdevise": x.debit if x.debit != "0,00" else x.credit,
                        },
                    )
                    for x in e.lines
                ),
            )
            for e in GOOD
        ),
    ),
    "EUR that differs": (
        "FEC-103",
        "anomalie",
        (OPENING, marked(SALE, 0, Montantdevise="1,00", Idevise="EUR"), PAID),
    ),
    "settled into 12": (
        "FEC-075",
        "anomalie",
        (
            *GOOD,
            E(
                "4",
                (L("706000", debit="120,00"), L("120000", credit="120,00")),
                "OD",
                "20251231",
                "20260131",
            ),
        ),
    ),
    "numbers in words": (
        "FEC-050",
        "alerte",
        tuple(replace(e, number=f"{e.journal}-{'abc'[at]}") for at, e in enumerate(GOOD)),
    ),
}


@pytest.mark.parametrize("what", sorted(CASES))
def test_a_rule_finds_its_case(tmp_path: Path, what: str) -> None:
    rule, severity, entries = CASES[what]
    report = check(tmp_path, entries)
    assert report.counts.get(rule), report.counts
    assert report.severities[rule] == severity or report.verdict == severity
    assert all(f.message and "{" not in f.message for f in report.findings)


def test_what_the_dossier_knows_is_compared(tmp_path: Path) -> None:
    known = KnownDossier(
        siren="552100554",
        years=((date(2025, 7, 1), date(2026, 6, 30)),),
        previous_closing={"101300": -9_000, "512000": 10_000, "606000": -1_000},
        declared_result=5,
    )
    report = check(tmp_path, known=known)
    assert {"FEC-002", "FEC-006", "FEC-063", "FEC-073"} <= set(report.counts)


def test_the_previous_closing_that_agrees_is_no_finding(tmp_path: Path) -> None:
    known = KnownDossier(previous_closing={"101300": -10_000, "512000": 10_000})
    assert check(tmp_path, known=known).counts == {}


def test_no_opening_is_lawful_in_a_first_year(tmp_path: Path) -> None:
    entries = tuple(replace(e, number=str(at)) for at, e in enumerate((SALE, PAID), start=1))
    assert "FEC-071" in check(tmp_path, entries).counts
    assert check(tmp_path, entries, KnownDossier(first_year=True)).counts == {}
    born = (replace(OPENING, journal="OD"), SALE, PAID)
    assert check(tmp_path, born).counts == {}


def test_two_years_in_one_file(tmp_path: Path) -> None:
    later = tuple(
        E(str(n), SALE.lines, day=f"2026{n:02d}15", valid="20261031") for n in range(4, 9)
    )
    report = check(tmp_path, (*GOOD, *later))
    assert report.counts["FEC-044"] == 5
    assert report.counts["FEC-005"] == 1


def test_a_long_first_year_is_one_year(tmp_path: Path) -> None:
    long = (
        E("1", SALE.lines, day="20240901", valid="20240930"),
        E("2", SALE.lines, day="20250901", valid="20250930"),
    )
    report = check(tmp_path, long, KnownDossier(first_year=True))
    assert "FEC-044" not in report.counts
    assert report.identity.start == date(2024, 9, 1)


def sequence(make: Callable[[int, str], str]) -> tuple[E, ...]:
    """Two sales and two payments a month, numbered by `make(month, journal)` and a count."""
    entries = [OPENING]
    counts: dict[str, int] = {}
    for month in range(1, 7):
        for journal in ("VE", "VE", "BQ"):
            key = make(month, journal)
            counts[key] = counts.get(key, 0) + 1
            lines = SALE.lines if journal == "VE" else PAID.lines
            day = f"2025{month:02d}{10 + counts[key] % 15:02d}"
            entries.append(E(str(counts[key]), lines, journal, day, f"2025{month + 1:02d}05"))
    return tuple(entries)


@pytest.mark.parametrize(
    ("make", "scheme", "found"),
    [
        (lambda month, journal: journal, Scheme.JOURNAL, set()),
        (lambda month, journal: f"{journal}{month}", Scheme.JOURNAL_MONTH, {"FEC-050"}),
    ],
)
def test_the_scheme_of_numbers_is_found(
    tmp_path: Path, make: Callable[[int, str], str], scheme: Scheme, found: set[str]
) -> None:
    report = check(tmp_path, sequence(make))
    assert report.summary.scheme is scheme
    assert set(report.counts) == found


def test_gaps_are_listed_by_journal(tmp_path: Path) -> None:
    entries = tuple(
        e for e in sequence(lambda month, journal: journal) if (e.journal, e.number) != ("VE", "4")
    )
    report = check(tmp_path, entries)
    gap = next(f for f in report.findings if f.code == "FEC-051")
    assert gap.message == "1 numéro(s) manquant(s) dans VE\u00a0: 4"


def literals() -> set[tuple[str, str]]:
    """(rule, variant) of every call that names a rule."""
    found: set[tuple[str, str]] = set()
    for path in Path(fec.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                texts = [a.value for a in node.args[:2] if isinstance(a, ast.Constant)]
                if texts and str(texts[0]).startswith("FEC-"):
                    plain = len(node.args) < 2 or len(texts) == 2
                    found |= (
                        {(str(texts[0]), str(texts[1]) if len(texts) == 2 else "")}
                        if plain
                        else set()
                    )
    return found


def test_every_rule_has_its_text_and_every_text_its_rule() -> None:
    texts = rule_texts()
    assert literals() <= set(texts), literals() - set(texts)
    for key, text in texts.items():
        assert text.message and text.help and text.title and text.inspection and text.source, key
        assert "  " not in text.message + text.help + text.inspection, key
