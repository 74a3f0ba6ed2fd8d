"""What is typed in the search field, as terms of the search index.

Several words must all hold. A word is the start of a word of a label, a piece or a third party;
digits are an account, a piece or an amount in whole euros too.

| typed | found |
|---|---|
| `dupont` | labels, pieces and third parties with a word that begins so |
| `"loyer mars"` | the whole words, not their beginnings |
| `1234,56` | this amount, debit or credit |
| `>1000` `>=1000` `<500` `100..500` `100..` | amounts between |
| `471` `compte:471` | accounts that begin so |
| `12/03/2025` `03/2025` `01/03/2025..15/03/2025` | the day, the month, the days |
| `n°1234` `#1234` | the entry of this number |
| `pièce:F-118` | pieces that begin so |
| `non lettré` | a line without whole lettrage on a lettrable account |
| `471 non lettré` | such a line on an account that begins so |

The text comes in prepared by the database (`fr_key`: lower case, no accents), as the index is.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from boucle.kernel.money import CENTS_MAX

WORDS_MAX = 12
ANY: dict[str, Any] = {"ranges": [["m:", "m;"]]}
"""Every entry has an amount: for a search of days alone."""
_TOP = "\U0010ffff"
_AMOUNT = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d{1,15}(?:[.,]\d{1,2})?"
_SPACED = re.compile(r"(?<![\w.,/-])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})(?![\w.,/-])")
_COMPARE = re.compile(rf"(>=|<=|>|<)\s*(-?)({_AMOUNT})(?![\w,])\s*(?:€|eur)?")
_BETWEEN = re.compile(rf"(?<![\w.,/])({_AMOUNT})?\.\.({_AMOUNT})?(?![\w.,/])")
_DAY = r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{4}"
_DAYS = re.compile(rf"(?<![\w/.-])({_DAY})(?:\.\.({_DAY}))?(?![\w/-])")
_NUMBER = re.compile(r"(?:\bn\s?°\s*|\bno\s*(?=\d)|\bnum[eé]ro[ :]\s*|#)([\w./-]{1,40})")
_FIELD = re.compile(r"\b(compte|piece)\s?:\s*(\S{1,60})")
_UNLETTERED = re.compile(r"\bnon[ -]?lettree?s?\b")
_QUOTED = re.compile(r"[\"«“]([^\"»”]{1,200})(?:[\"»”]|$)|<<\s*([^>]{1,200}?)\s*>>")
_EXACT_AMOUNT = re.compile(r"^\d{1,15}[.,]\d{1,2}$")


@dataclass(slots=True)
class Search:
    """Terms that must all hold (as `books_search` takes them), days, what was not understood."""

    terms: list[dict[str, Any]] = field(default_factory=list)
    start: date | None = None
    end: date | None = None
    problems: list[str] = field(default_factory=list)
    amount: int | None = None
    unlettered: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing to look for."""
        return not self.terms and self.start is None


def parse_search(key: str) -> Search:
    """The search that a prepared text asks for. Never raises: what is unclear is a word."""
    found = Search()
    rest = key
    for pattern, take in (
        (_QUOTED, _quoted),
        (_UNLETTERED, _unlettered),
        (_FIELD, _named_field),
        (_NUMBER, _number),
        (_DAYS, _days),
        (_COMPARE, _compare),
        (_BETWEEN, _between),
        (_SPACED, _spaced),
    ):
        rest = pattern.sub(partial(take, found), rest)
    for word in rest.split():
        _word(found, word)
    if found.unlettered:
        _only_unlettered(found)
    if found.start is not None and not found.terms:
        found.terms.append(dict(ANY))
    if len(found.terms) > WORDS_MAX:
        found.terms = found.terms[:WORDS_MAX]
        found.problems.append(f"Seuls les {WORDS_MAX} premiers mots comptent.")
    return found


def amounts_near(cents: int) -> list[int]:
    """Amounts that a slip makes of this one: two figures swapped, one missing or one too many."""
    digits = str(cents)
    near: set[str] = set()
    for at in range(len(digits) - 1):
        near.add(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
    for at in range(len(digits)):
        near.add(digits[:at] + digits[at + 1 :])
    for at in range(len(digits) + 1):
        near.update(digits[:at] + figure + digits[at:] for figure in "0123456789")
    return sorted({int(text) for text in near if text} - {cents, 0})


def amount_term(amounts: list[int]) -> dict[str, Any]:
    """One of these amounts, in cents."""
    return {"points": [_amount_token(cents) for cents in amounts], "ranges": []}


def _quoted(found: Search, match: re.Match[str]) -> str:
    for word in re.findall(r"[a-z0-9]{2,}", match[1] or match[2] or ""):
        found.terms.append({"ranges": [], "points": [f"w:{word[:60]}"]})
    return " "


def _unlettered(found: Search, match: re.Match[str]) -> str:
    found.unlettered = True
    return " "


def _only_unlettered(found: Search) -> None:
    """Figures that stand beside are accounts; without any, every lettrable account is meant."""
    accounts = [term for term in found.terms if "accounts" in term]
    for at, term in enumerate(found.terms):
        if "accounts" in term:
            found.terms[at] = {"ranges": [], "accounts": term["accounts"], "open": True}
    if accounts:
        found.amount = None
    else:
        found.terms.append({"ranges": [], "accounts": [], "open": True})


def _named_field(found: Search, match: re.Match[str]) -> str:
    if match[1] == "compte":
        found.terms.append({"ranges": [], "accounts": _prefixes(match[2])})
    else:
        found.terms.append({"ranges": [_prefix("p:", match[2])]})
    return " "


def _number(found: Search, match: re.Match[str]) -> str:
    digits = re.search(r"(\d{1,18})\D*$", match[1])
    if digits is None:
        found.problems.append(f"« {match[1]} » n’est pas un numéro d’écriture.")
        return " "
    plain = match[1].isdecimal()
    number = {"text": None if plain else match[1], "rank": int(digits[1])}
    found.terms.append({"ranges": [], "numbers": [number]})
    return " "


def _days(found: Search, match: re.Match[str]) -> str:
    first = _span(match[1])
    last = _span(match[2]) if match[2] else first
    if first is None or last is None or last[1] < first[0]:
        found.problems.append(
            f"« {match[0]} » n’est pas une date ; écrivez par exemple 12/03/2025."
        )
        return " "
    found.start = max(first[0], found.start or first[0])
    found.end = min(last[1], found.end or last[1])
    return " "


def _span(text: str) -> tuple[date, date] | None:
    """First and last day of a day or a month."""
    parts = [int(part) for part in re.split(r"[/-]", text)]
    try:
        if "-" in text:
            day = date(*parts)
        elif len(parts) == 3:
            day = date(parts[2] + (2000 if parts[2] < 100 else 0), parts[1], parts[0])
        else:
            start = date(parts[1], parts[0], 1)
            return start, date(parts[1], parts[0], monthrange(parts[1], parts[0])[1])
    except ValueError:
        return None
    return day, day


def _compare(found: Search, match: re.Match[str]) -> str:
    cents = _cents(match[3])
    low, high = {
        ">": (cents + 1, CENTS_MAX), ">=": (cents, CENTS_MAX),
        "<": (0, cents - 1), "<=": (0, cents),
    }[match[1]]  # fmt: skip
    found.terms.append({"ranges": [_amounts(low, high)]})
    return " "


def _between(found: Search, match: re.Match[str]) -> str:
    if match[1] is None and match[2] is None:
        return " "
    low = _cents(match[1]) if match[1] else 0
    high = _cents(match[2]) if match[2] else CENTS_MAX
    if high < low:
        low, high = high, low
    found.terms.append({"ranges": [_amounts(low, high)]})
    return " "


def _spaced(found: Search, match: re.Match[str]) -> str:
    _exactly(found, _cents(match[0]))
    return " "


def _word(found: Search, word: str) -> None:
    bare = word.strip(",;:!?()[]{}'’\"").removesuffix("€")
    if _EXACT_AMOUNT.match(bare.lstrip("-+")):
        _exactly(found, _cents(bare.lstrip("-+")))
        return
    parts = [part for part in re.split(r"[^a-z0-9]+", bare) if part]
    if not parts:
        return
    ranges_of_piece = [_prefix("p:", bare)] if len(bare) > 1 else []
    if len(parts) > 1:
        for part in parts:
            if len(part) > 1:
                found.terms.append({"ranges": [_prefix("w:", part), *ranges_of_piece]})
        if all(len(part) == 1 for part in parts):
            found.terms.append({"ranges": ranges_of_piece})
        return
    term: dict[str, Any] = {"ranges": [_prefix("w:", bare), *ranges_of_piece]}
    if bare[0].isdigit():
        term["accounts"] = _prefixes(bare)
        if bare.isdecimal() and len(bare) <= 13:
            term["points"] = [_amount_token(int(bare) * 100)]
            found.amount = int(bare) * 100
    found.terms.append(term)


def _exactly(found: Search, cents: int) -> None:
    found.amount = cents
    found.terms.append(amount_term([cents]))


def _prefixes(text: str) -> list[str]:
    """Account numbers as they may be written."""
    return sorted({text, text.upper()})


def _prefix(kind: str, word: str) -> list[str]:
    """Tokens that begin so; the index cuts them at 60 characters."""
    return [f"{kind}{word[:60]}", f"{kind}{word[:60]}{_TOP}"]


def _amounts(low: int, high: int) -> list[str]:
    """Tokens of amounts from low to high cents, both included."""
    return [_amount_token(low), _amount_token(high) + _TOP]


def _amount_token(cents: int) -> str:
    return f"m:{min(max(cents, 0), 10**16 - 1):016d}"


def _cents(text: str) -> int:
    plain = re.sub(r"[ \u00a0\u202f]", "", text).replace(",", ".")
    whole, _, decimals = plain.partition(".")
    return min(int(whole) * 100 + int(decimals.ljust(2, "0") or 0), 10**16 - 1)
