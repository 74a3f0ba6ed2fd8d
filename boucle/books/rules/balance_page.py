"""A long balance, cut after an account: totals stay those of the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from boucle.books.types_reading import BalanceClass, BalanceLine


@dataclass(frozen=True, slots=True)
class ClassOnPage:
    """A class with its lines on the page; the sub-total comes where the last line is."""

    whole: BalanceClass
    lines: tuple[BalanceLine, ...]
    ends: bool


def page_of_classes(
    classes: Iterable[BalanceClass], after: str, limit: int
) -> tuple[list[ClassOnPage], str | None]:
    """The classes of a page of at most `limit` accounts after a number, and the next number."""
    shown: list[ClassOnPage] = []
    left, last = limit, None
    for whole in classes:
        ahead = [line for line in whole.lines if not after or line.number > after]
        if not ahead:
            continue
        if left == 0:
            return shown, last
        lines = tuple(ahead[:left])
        left -= len(lines)
        last = lines[-1].number
        shown.append(ClassOnPage(whole, lines, len(lines) == len(ahead)))
        if len(lines) < len(ahead):
            return shown, last
    return shown, None
