"""À-nouveaux and closing entries.

Source: rule book FEC-070 to FEC-077; LPF A. 47 A-1, VII 1° and 3°; BOI-CF-IOR-60-40-20 § 50, § 110.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from boucle.books.rules.fec.numbering import Numbering
from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.types import KnownDossier, Scheme
from boucle.kernel.money import show

CAPITAL = ("101", "102", "108", "104")
"""A contribution credited in the year, outside the à-nouveaux: a company that begins."""
RESULT = "12"
THIRDS = ("401", "411")
NEARLY_ALL = 2


def note_opening(
    whole: pl.DataFrame, accounts: pl.DataFrame, numbering: Numbering, known: KnownDossier,
    tally: Tally, *, may_be_partial: bool,
) -> None:  # fmt: skip
    """Present, in front, on balance sheet accounts only, equal to the previous closing."""
    if not whole["opening"].any():
        if not (known.first_year or may_be_partial or _begins(accounts, numbering)):
            tally.add("FEC-071")
        return
    _note_place(whole, numbering, tally)
    moved = accounts.filter((pl.col("an_debit") != 0) | (pl.col("an_credit") != 0))
    for row in moved.filter(pl.col("number").str.contains("^[67]")).iter_rows(named=True):
        tally.add("FEC-072", zone="CompteNum", value=row["number"])
    if known.previous_closing:
        _compare(moved, known, tally)


def _begins(accounts: pl.DataFrame, numbering: Numbering) -> bool:
    """The company was born in this year: its capital comes in, and the numbers begin at 1."""
    if numbering.ranked["rank"].min() != 1:
        return False
    capital = accounts.filter(pl.col("number").str.slice(0, 3).is_in(CAPITAL))
    return bool((capital["credit"] > 0).any())


def _note_place(whole: pl.DataFrame, numbering: Numbering, tally: Tally) -> None:
    opening = whole.filter("opening")
    first_other = whole.select(pl.col("first_line").filter(~pl.col("opening")).min()).item()
    if first_other is None:
        return
    behind = opening.filter(pl.col("first_line") > first_other)
    if behind.height:
        line = behind["first_line"][0]
        tally.add("FEC-070", line=line, value=behind["number"][0], count=behind.height)
        return
    if numbering.scheme is not Scheme.YEAR:
        return
    ranked = numbering.ranked.select("prefix", "rank", "opening", "first_line")
    lowest = (
        ranked.filter(~pl.col("opening"))
        .group_by("prefix")
        .agg(pl.col("rank").min().alias("lowest"))
    )
    late = (
        ranked.filter("opening").join(lowest, on="prefix").filter(pl.col("rank") > pl.col("lowest"))
    )
    if late.height:
        tally.add("FEC-070", "number", line=late["first_line"][0], count=late.height)


def _compare(moved: pl.DataFrame, known: KnownDossier, tally: Tally) -> None:
    """FEC-073: account by account; class 6 and 7 went into the result."""
    before = {number: cents for number, cents in (known.previous_closing or {}).items() if cents}
    now = {row["number"]: row["an_debit"] - row["an_credit"] for row in moved.iter_rows(named=True)}
    result = sum(cents for number, cents in before.items() if number[:1] in "67")
    wanted = {number: cents for number, cents in before.items() if number[:1] not in "67"}
    given_result = sum(cents for number, cents in now.items() if number[:2] == RESULT)
    known_result = sum(cents for number, cents in wanted.items() if number[:2] == RESULT)
    for number in sorted({*now, *wanted}):
        if number[:2] != RESULT and now.get(number, 0) != wanted.get(number, 0):
            tally.add(
                "FEC-073", zone="CompteNum", value=number,
                a=show(now.get(number, 0)), b=show(wanted.get(number, 0)),
            )  # fmt: skip
    if given_result != known_result + result:
        tally.add(
            "FEC-073", zone="CompteNum", value=RESULT, a=show(given_result),
            b=show(known_result + result),
        )  # fmt: skip


def note_collective(parties: pl.DataFrame, accounts: pl.DataFrame, tally: Tally) -> None:
    """FEC-074: third-party accounts opened by total, while the file has third parties."""
    if not parties.width:
        return
    with_thirds = set(parties["account"].to_list())
    for row in accounts.iter_rows(named=True):
        if row["number"][:3] in THIRDS and row["account"] in with_thirds and row["an_blank"]:
            tally.add("FEC-074", zone="CompteNum", value=row["number"])


def note_closing(
    whole: pl.DataFrame, accounts: pl.DataFrame, closing: date | None, today: date, tally: Tally
) -> tuple[str, ...]:
    """FEC-075 and FEC-077; the numbers of the entries that settle classes 6 and 7."""
    settling = whole.filter(pl.col("closes") & ~pl.col("opening"))
    numbers: list[str] = []
    for row in settling.head(tally.kept_max).iter_rows(named=True):
        numbers.append(str(row["number"]))
        tally.add("FEC-075", line=row["first_line"], value=row["number"], num=row["number"])
    if closing is not None and closing < today:
        number = pl.col("number")
        moved = accounts.filter(pl.col("debit") + pl.col("credit") != 0)
        fixed = moved.filter(number.str.contains("^2[0-7]")).height
        inventory = moved.filter(
            number.str.contains("^(28|29|39|49|603|68|78|486|487|408|418)")
            & (pl.col("debit") - pl.col("an_debit") + pl.col("credit") - pl.col("an_credit") != 0)
        ).height
        if fixed and not inventory:
            tally.add("FEC-077")
    return tuple(numbers)
