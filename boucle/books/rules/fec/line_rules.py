"""Rules that one line tells, as expressions over the columns of a chunk.

Source: rule book FEC-020 to FEC-046, FEC-080, FEC-085 to FEC-111.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import polars as pl

from boucle.books.rules.fec.blocks import Chunk
from boucle.books.rules.fec.cells import Odd
from boucle.books.rules.fec.currencies import CURRENCIES
from boucle.books.rules.fec.header import Header
from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.types import Regime

PLACEHOLDERS = ("/", ".", "x", "X", "-", "..", "...", "*", "?")
ZEROS = r"^[0,./\-]*0[0,./\-]*$"
AMOUNT_ODDITIES = (
    (Odd.POINT, "FEC-030", ""),
    (Odd.THOUSANDS, "FEC-031", ""),
    (Odd.DECIMALS, "FEC-032", ""),
    (Odd.DECIMALS_LOST, "FEC-032", "lost"),
    (Odd.NEGATIVE, "FEC-034", ""),
)
SIDES = {"Debit": "debit", "Credit": "credit"}
TEXTS = ("JournalLib", "CompteLib", "CompAuxLib", "PieceRef", "EcritureLib")


@dataclass(frozen=True, slots=True)
class LineRule:
    """Lines for which `mask` holds are a finding about `zone`, whose text is shown."""

    rule: str
    variant: str
    zone: str
    mask: pl.Expr
    words: tuple[tuple[str, str], ...] = ()


def _filled(name: str) -> pl.Expr:
    return pl.col(name) != ""


def _blank(name: str) -> pl.Expr:
    return pl.col(name) == ""


def _has(column: str, odd: Odd) -> pl.Expr:
    return (pl.col(column) & int(odd)) != 0


def _compulsory(regime: Regime) -> Iterator[LineRule]:
    lawful = regime is not Regime.BIC
    for zone in ("EcritureNum", "EcritureDate", "EcritureLib"):
        yield LineRule("FEC-020", "", zone, _blank(zone))
    yield LineRule("FEC-020", "blank" if lawful else "", "CompteNum", _blank("CompteNum"))
    yield LineRule("FEC-020", "label", "CompteLib", _blank("CompteLib"))
    for zone in ("PieceRef", *(() if lawful else ("JournalCode", "JournalLib"))):
        yield LineRule("FEC-021", "", zone, _blank(zone))
    no_day = _has("piece_day_odd", Odd.EMPTY) | _has("piece_day_odd", Odd.ZEROS)
    yield LineRule("FEC-021", "", "PieceDate", no_day)
    no_stamp = _has("valid_odd", Odd.EMPTY) | _has("valid_odd", Odd.ZEROS)
    yield LineRule("FEC-022", "", "ValidDate", no_stamp, (("num", "EcritureNum"),))


def _blanks() -> Iterator[LineRule]:
    yield LineRule("FEC-023", "", "DateLet", _has("letter_day_odd", Odd.ZEROS))
    zero = _filled("Montantdevise") & _blank("Idevise") & (pl.col("foreign") == 0)
    yield LineRule("FEC-023", "", "Montantdevise", zero.fill_null(False))
    for zone in ("CompAuxNum", "EcritureLet"):
        yield LineRule("FEC-023", "", zone, _filled(zone) & pl.col(zone).str.contains(ZEROS))
    yield LineRule("FEC-024", "", "EcritureLib", pl.col("EcritureLib").is_in(PLACEHOLDERS))


def _amounts(signed: bool) -> Iterator[LineRule]:
    zones = dict(SIDES) if not signed else {"Montant": "debit", "Montant ": "credit"}
    for zone, column in {**zones, "Montantdevise": "foreign"}.items():
        odd = f"{column}_odd"
        for flag, rule, variant in AMOUNT_ODDITIES:
            if zone == "Montantdevise" and flag is Odd.NEGATIVE:
                continue
            yield LineRule(rule, variant, zone.strip(), _has(odd, flag))
        unreadable = _has(odd, Odd.UNREADABLE)
        yield LineRule("FEC-033", "unreadable", zone.strip(), unreadable)
        yield LineRule("FEC-033", "", zone.strip(), _has(odd, Odd.NOT_PLAIN) & ~unreadable)
        if column != "foreign":
            yield LineRule("FEC-035", "", zone.strip(), _has(odd, Odd.EMPTY))
    yield LineRule("FEC-036", "", "Debit", (pl.col("debit") != 0) & (pl.col("credit") != 0))
    yield LineRule("FEC-037", "", "Debit", (pl.col("debit") == 0) & (pl.col("credit") == 0))


def _dates() -> Iterator[LineRule]:
    columns = {
        "EcritureDate": "day",
        "PieceDate": "piece_day",
        "DateLet": "letter_day",
        "ValidDate": "valid",
    }
    for zone, column in columns.items():
        odd = f"{column}_odd"
        yield LineRule("FEC-040", "", zone, _has(odd, Odd.FORMAT))
        absent = _has(odd, Odd.ABSENT_DAY) | _has(odd, Odd.UNREADABLE)
        if zone == "EcritureDate":
            yield LineRule("FEC-041", "day", zone, absent | _has(odd, Odd.ZEROS))
        else:
            yield LineRule("FEC-041", "", zone, absent)
    yield LineRule("FEC-042", "", "PieceDate", pl.col("piece_day") > pl.col("day"))


def _accounts() -> Iterator[LineRule]:
    account = pl.col("CompteNum")
    shaped = account.str.contains("^[0-9]{3}")
    yield LineRule("FEC-080", "", "CompteNum", (account != "") & ~shaped)
    yield LineRule("FEC-085", "", "CompAuxNum", _filled("CompAuxNum") != _filled("CompAuxLib"))
    yield LineRule("FEC-090", "", "EcritureLet", _filled("EcritureLet") != _filled("DateLet"))


def _currencies() -> Iterator[LineRule]:
    amount, currency = _filled("Montantdevise"), _filled("Idevise")
    zero = _blank("Idevise") & (pl.col("foreign") == 0).fill_null(False)
    yield LineRule("FEC-100", "", "Idevise", (amount != currency) & ~zero)
    known = pl.col("Idevise").is_in(CURRENCIES)
    yield LineRule("FEC-101", "", "Idevise", currency & ~known)
    side = pl.col("debit") - pl.col("credit")
    other = (pl.col("Idevise") == "EUR") & (pl.col("foreign").abs() != side.abs())
    yield LineRule("FEC-103", "", "Montantdevise", other)
    same = (pl.col("Idevise") == "EUR") & (pl.col("foreign").abs() == side.abs())
    yield LineRule("FEC-103", "same", "Montantdevise", same)


def _cash() -> Iterator[LineRule]:
    yield LineRule("FEC-111", "", "DateRglt", _blank("DateRglt") | _blank("ModeRglt"))


def _signs() -> Iterator[LineRule]:
    side = pl.col("Sens").str.strip_chars()
    letter, number = side.is_in(["D", "C"]), side.is_in(["+1", "-1"])
    lower, form = side.is_in(["d", "c"]), side.is_in(["1", "+ 1", "- 1"])
    yield LineRule("FEC-038", "", "Sens", ~(letter | number | lower | form))
    yield LineRule("FEC-038", "case", "Sens", lower)
    yield LineRule("FEC-038", "form", "Sens", form)


@lru_cache(maxsize=64)
def rules_of(header: Header) -> tuple[LineRule, ...]:
    """The rules that this header lets one check: those whose zone is in the file."""
    rules = [
        *_compulsory(header.regime), *_blanks(), *_amounts(header.signed), *_dates(),
        *_accounts(), *_currencies(), *(_signs() if header.signed else ()),
        *(_cash() if header.regime in (Regime.BAT, Regime.BNCT) else ()),
    ]  # fmt: skip
    given = {*header.columns, *(("Debit", "Credit") if header.signed else ())}
    kept = [rule for rule in rules if rule.zone in given]
    return tuple(replace(rule, mask=rule.mask.fill_null(False)) for rule in kept)


def note_lines(
    typed: pl.DataFrame, header: Header, tally: Tally, chunk: Chunk, closing: date | None
) -> None:
    """Count the findings of every line rule, and list the first of each."""
    rules = [*rules_of(header), *_of_chunk(chunk, header, closing)]
    masks = typed.select(rule.mask.alias(str(at)) for at, rule in enumerate(rules))
    for at, count in enumerate(masks.sum().row(0)):
        if count:
            _note(typed, masks[str(at)], rules[at], count, tally)


def _of_chunk(chunk: Chunk, header: Header, closing: date | None) -> Iterator[LineRule]:
    """Rules that the bytes of the chunk call for, or that hang on the closing date."""
    if chunk.other_mark and header.separator in ("\t", "|"):
        other = "|" if header.separator == "\t" else "\t"
        for zone in TEXTS:
            yield LineRule("FEC-013", "other", zone, pl.col(zone).str.contains(other, literal=True))
    raw = [name for name in chunk.texts.columns if name != "line"]
    if chunk.spaces:
        padded = pl.any_horizontal(pl.col(f"raw:{name}") != pl.col(name) for name in raw)
        yield LineRule("FEC-025", "", "", padded)
    if closing is not None:
        old = date(closing.year - 2, closing.month, min(closing.day, 28))
        mask = (pl.col("piece_day") < old) & ~pl.col("opening")
        yield LineRule("FEC-043", "", "PieceDate", mask.fill_null(False))


def _note(typed: pl.DataFrame, mask: pl.Series, rule: LineRule, count: int, tally: Tally) -> None:
    room = tally.room(rule.rule)
    rows = typed.filter(mask).head(room) if room else typed.head(0)
    zone = rule.zone or None
    texts = rows[_shown_column(rule, rows)].to_list() if zone else [None] * rows.height
    if not rule.words:
        tally.many(rule.rule, rule.variant, count, zip(rows["line"], texts), zone)
        return
    for at, row in enumerate(rows.iter_rows(named=True)):
        words = {name: row[column] for name, column in rule.words}
        tally.add(rule.rule, rule.variant, line=row["line"], zone=zone, value=texts[at], **words)
    if count > rows.height:
        tally.many(rule.rule, rule.variant, count - rows.height, ())


def _shown_column(rule: LineRule, rows: pl.DataFrame) -> str:
    return rule.zone if rule.zone in rows.columns else "EcritureLib"
