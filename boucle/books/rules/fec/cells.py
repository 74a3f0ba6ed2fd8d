"""One cell of a FEC: the single definition of how the ledger prints it and how it is read.

Canonical print: dates AAAAMMJJ, amounts `1234,56` with `0,00` on the empty side, texts as they
are. What a file wrote otherwise is kept beside the line (`cells`) and printed back.
Source: art. A. 47 A-1 LPF, XII; reading tolerances in the rule book FEC-030 to FEC-041.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntFlag
from functools import lru_cache

from boucle.kernel.money import CENTS_MAX, plain

BASE = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib",
    "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit",
    "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
CASH = ("DateRglt", "ModeRglt", "NatOp", "IdClient")


class Odd(IntFlag):
    """What is unusual in the writing of an amount or of a date."""

    NONE = 0
    POINT = 1
    THOUSANDS = 2
    DECIMALS = 4
    DECIMALS_LOST = 8
    NOT_PLAIN = 16
    NEGATIVE = 32
    EMPTY = 64
    FORMAT = 128
    ABSENT_DAY = 256
    ZEROS = 512
    UNREADABLE = 1024


@dataclass(frozen=True, slots=True)
class ReadAmount:
    """Value in minor units (None: unreadable) and what was odd about the text."""

    minor: int | None
    odd: Odd


@dataclass(frozen=True, slots=True)
class ReadDate:
    """The day (None: empty or absent from the calendar) and what was odd about the text."""

    day: date | None
    odd: Odd


_GROUPING = " \u00a0\u202f\u2009'\u2019"
_PLAIN = re.compile(r"^([+-]?)(\d+)(?:([.,])(\d*))?([+-]?)$")
_EXPONENT = re.compile(r"^([+-]?)(\d+)(?:[.,](\d*))?[eE]([+-]?\d{1,2})$")
_DRESSED = re.compile(
    r"^(\()?\s*(?:EUR|€|\$|F)?\s*(.*?)\s*(?:EUROS?|EUR|€|\$|F)?\s*(CR|DB|DR|C|D)?(\))?$", re.I
)


def show_amount(minor: int, decimals: int = 2) -> str:
    """Amount in minor units as the ledger prints it: 123456 → `1234,56`; JPY (0): `1234`."""
    if decimals == 2:
        return plain(minor)
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor)).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]},{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def show_date(day: date | None) -> str:
    """A day as AAAAMMJJ; nothing for no day."""
    return "" if day is None else f"{day.year:04d}{day.month:02d}{day.day:02d}"


@lru_cache(maxsize=20_000)
def read_amount(text: str, decimals: int = 2) -> ReadAmount:
    """Value of an amount as files write it, in minor units, half away from zero beyond.

    `1.234` alone is read as one unit and 234 thousandths: a group is only a group beside a
    decimal mark or another group.
    """
    tidy = text.strip(_GROUPING)
    if not tidy:
        return ReadAmount(0, Odd.EMPTY)
    odd, number = _without_groups(tidy)
    match = _PLAIN.match(number)
    if match is None:
        return _read_dressed(number, decimals, odd)
    lead, whole, mark, rest, trail = match.groups()
    if lead and trail:
        return ReadAmount(None, odd | Odd.NOT_PLAIN | Odd.UNREADABLE)
    odd |= Odd.POINT if mark == "." else Odd.NONE
    return _scaled(whole, rest or "", decimals, odd, negative="-" in (lead, trail))


def _without_groups(tidy: str) -> tuple[Odd, str]:
    """The text without thousands separators, and whether there were any."""
    bare = re.sub(rf"(?<=\d)[{_GROUPING}](?=\d)", "", tidy)
    if bare.count(".") and bare.count(","):
        last = max(bare.rfind("."), bare.rfind(","))
        bare = bare[:last].replace(".", "").replace(",", "") + bare[last:].replace(".", ",")
    elif bare.count(".") > 1 or bare.count(",") > 1:
        bare = bare.replace(".", "").replace(",", "")
    return (Odd.THOUSANDS if bare != tidy else Odd.NONE), bare


def _scaled(whole: str, rest: str, decimals: int, odd: Odd, *, negative: bool) -> ReadAmount:
    if len(rest) > decimals:
        lost = rest[decimals:].strip("0") != ""
        odd |= Odd.DECIMALS_LOST if lost else Odd.DECIMALS
    if len(whole) + len(rest) > 40:
        return ReadAmount(None, odd | Odd.NOT_PLAIN | Odd.UNREADABLE)
    minor = int(whole + rest[:decimals].ljust(decimals, "0"))
    if rest[decimals : decimals + 1] >= "5":
        minor += 1
    if minor > CENTS_MAX:
        return ReadAmount(None, odd | Odd.NOT_PLAIN | Odd.UNREADABLE)
    if negative and minor:
        return ReadAmount(-minor, odd | Odd.NEGATIVE)
    return ReadAmount(minor, odd)


def _read_dressed(number: str, decimals: int, odd: Odd) -> ReadAmount:
    """Exponent, currency sign, parentheses, DB/CR: read, and said to be no plain number."""
    odd |= Odd.NOT_PLAIN
    if match := _EXPONENT.match(number):
        sign, whole, rest, power = match.groups()
        digits, shift = whole + (rest or ""), int(power) - len(rest or "")
        if shift >= 0:
            return _scaled(digits + "0" * shift, "", decimals, odd, negative=sign == "-")
        digits = digits.rjust(1 - shift, "0")
        return _scaled(digits[:shift], digits[shift:], decimals, odd, negative=sign == "-")
    dressed = _DRESSED.match(number)
    if dressed and dressed[2] != number and _PLAIN.match(dressed[2]):
        inner = read_amount(dressed[2], decimals)
        if inner.minor is not None and dressed[1] and dressed[4]:
            return ReadAmount(-inner.minor, odd | inner.odd | Odd.NEGATIVE)
        return ReadAmount(inner.minor, odd | inner.odd)
    return ReadAmount(None, odd | Odd.UNREADABLE)


_EIGHT = re.compile(r"^\d{8}$")
_SPLIT = re.compile(r"^(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})(?:[T ].*)?$")
_TIMED = re.compile(r"^(\d{8})[T ]\d.*$")
_ZEROS = re.compile(r"^[0/.\- ]+$")
YEARS = range(1900, 2100)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year in YEARS else None


@lru_cache(maxsize=20_000)
def read_date(text: str) -> ReadDate:
    """The day a text means. JJMMAAAA never clashes with AAAAMMJJ: its month would be 19 or 20."""
    tidy = text.strip()
    if not tidy:
        return ReadDate(None, Odd.EMPTY)
    if _ZEROS.match(tidy):
        return ReadDate(None, Odd.ZEROS)
    if timed := _TIMED.match(tidy):
        inner = read_date(timed[1])
        return ReadDate(inner.day, inner.odd | Odd.FORMAT)
    if _EIGHT.match(tidy):
        if found := _day(tidy[:4], tidy[4:6], tidy[6:]):
            return ReadDate(found, Odd.NONE)
        found = _day(tidy[4:], tidy[2:4], tidy[:2])
        return ReadDate(found, Odd.FORMAT if found else Odd.ABSENT_DAY)
    if split := _SPLIT.match(tidy):
        first, middle, last = split.groups()
        found = _day(first, middle, last) if len(first) == 4 else _day(last, middle, first)
        return ReadDate(found, Odd.FORMAT if found else Odd.FORMAT | Odd.ABSENT_DAY)
    return ReadDate(None, Odd.FORMAT | Odd.UNREADABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """A line as the ledger holds it; `cells` are the raw cells it would print otherwise."""

    journal: str
    journal_label: str
    number: str
    day: date | None
    account: str
    account_label: str
    third: str = ""
    third_label: str = ""
    piece: str = ""
    piece_date: date | None = None
    label: str = ""
    debit: int = 0
    credit: int = 0
    letter: str = ""
    letter_date: date | None = None
    valid: date | None = None
    currency_amount: int | None = None
    currency: str = ""
    currency_decimals: int = 2
    cells: Mapping[str, str] | None = None


def render_row(line: LedgerLine, extra: tuple[str, ...] = ()) -> list[str]:
    """The cells of a line in legal order, then those of `extra` columns from `cells`."""
    amount = line.currency_amount
    printed = dict(
        zip(
            BASE,
            (
                line.journal, line.journal_label, line.number if line.valid else "",
                show_date(line.day), line.account, line.account_label, line.third,
                line.third_label, line.piece, show_date(line.piece_date), line.label,
                plain(line.debit), plain(line.credit), line.letter, show_date(line.letter_date),
                show_date(line.valid),
                "" if amount is None else show_amount(amount, line.currency_decimals),
                line.currency,
            ),
            strict=True,
        )
    )  # fmt: skip
    kept = line.cells or {}
    return [kept.get(name, printed.get(name, "")) for name in (*BASE, *extra)]
