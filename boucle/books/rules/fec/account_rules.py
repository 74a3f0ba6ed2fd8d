"""Accounts, third parties, lettrages and currencies over the whole file.

Source: rule book FEC-078, FEC-081 to FEC-087, FEC-091 to FEC-093, FEC-102.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import polars as pl

from boucle.books.rules.fec.book import Book
from boucle.books.rules.fec.calendar_rules import french
from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.typed import Names, Typer
from boucle.kernel.money import show

CHARTS = Path(__file__).resolve().parents[3] / "data" / "pcg"
COLLECTIVE = ("40", "41", "42", "43", "44", "45", "46")
FARM_PARENTS = ("24", "30", "31", "32", "33", "34", "35", "36", "37", "38", "74")
"""Divided otherwise by the chart of farms (PCG agricole): animals, stocks, aids."""
PARTIAL = "*"
REPEATS_SHARE = 2


@cache
def known_roots() -> frozenset[str]:
    """Beginnings of three digits that some edition of the chart, or a sector's, allows."""
    numbers: set[str] = set()
    for path in sorted(CHARTS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            numbers |= {row["number"] for row in csv.DictReader(file, delimiter=";")}
    roots = {number[:3] for number in numbers if len(number) >= 3}
    parents = {number for number in numbers if len(number) == 2}
    roots |= {parent + "0" for parent in parents}
    bare = {
        parent
        for parent in parents
        if not any(root[:2] == parent and root[2] != "0" for root in roots)
    }
    open_parents = bare.union(FARM_PARENTS)
    return frozenset(roots | {parent + digit for parent in open_parents for digit in "0123456789"})


def nearest_root(number: str) -> str:
    """An account of the chart that begins alike."""
    for length in (2, 1):
        near = sorted(root for root in known_roots() if root[:length] == number[:length])
        if near:
            return near[0]
    return "471"


def note_accounts(accounts: pl.DataFrame, typer: Typer, tally: Tally) -> None:
    """The chart, the labels, the lengths."""
    lengths: set[int] = set()
    for number in typer.accounts.index:
        if not number[:3].isdigit() or len(number) < 3:
            continue
        lengths.add(len(number))
        if number[0] not in "89" and number[:3] not in known_roots():
            tally.add("FEC-081", zone="CompteNum", value=number, y=nearest_root(number))
        if number[:2] in ("40", "41") and not number.isdigit():
            tally.add("FEC-083", zone="CompteNum", value=number)
    for digit in "89":
        own = accounts.filter(pl.col("number").str.starts_with(digit))
        gap = int(own["debit"].sum()) - int(own["credit"].sum())
        if gap:
            tally.add("FEC-081", "class", zone="CompteNum", value=digit, gap=show(gap))
    if len(lengths) > 1:
        tally.add("FEC-084", zone="CompteNum", value=min(lengths), y=max(lengths))
    kinds = (("Compte", "CompteLib", typer.accounts), ("Journal", "JournalLib", typer.journals),
             ("Auxiliaire", "CompAuxLib", typer.thirds))  # fmt: skip
    for what, zone, names in kinds:
        _note_labels(what, zone, names, tally)


def _note_labels(what: str, zone: str, names: Names, tally: Tally) -> None:
    for number, others in names.variants.items():
        labels = {names.first[names.index[number]], *others}
        if number and len(labels) > 1:
            tally.add(
                "FEC-082",
                zone=zone,
                value=" / ".join(sorted(labels)[:3]),
                quoi=what,
                num=number,
                n=len(labels),
            )


def note_parties(book: Book, typer: Typer, tally: Tally) -> None:
    """Auxiliaries over several accounts, or on accounts of no third party."""
    pairs = book.parties.table()
    if not pairs.width:
        return
    thirds, accounts = list(typer.thirds.index), list(typer.accounts.index)
    several = pairs.group_by("third").agg(pl.col("account"), pl.col("line").min())
    wide = several.filter(pl.col("account").list.len() > 1).sort("line")
    for row in wide.head(tally.kept_max).iter_rows(named=True):
        where = ", ".join(sorted(accounts[at] for at in row["account"][:6]))
        tally.add(
            "FEC-086", line=row["line"], zone="CompAuxNum", value=thirds[row["third"]], y=where
        )
    if wide.height > tally.kept_max:
        tally.many("FEC-086", "", wide.height - tally.kept_max, ())
    for row in (
        pairs.group_by("account").agg(pl.col("line").min()).sort("line").iter_rows(named=True)
    ):
        number = accounts[row["account"]]
        if number[:2] not in COLLECTIVE:
            tally.add("FEC-087", line=row["line"], zone="CompAuxNum", value=number)


def note_letters(book: Book, typer: Typer, tally: Tally) -> None:
    """Groups that do not balance, balance only over several accounts, or are dated too early."""
    groups = book.letters.table()
    if not groups.width:
        return
    accounts = list(typer.accounts.index)
    letter = pl.col("letter")
    partial = (letter == letter.str.to_lowercase()) & (letter != letter.str.to_uppercase())
    partial = partial | letter.str.contains(PARTIAL, literal=True)
    off = groups.filter((pl.col("gap") != 0) & ~partial)
    over = off.with_columns(
        (pl.col("gap").sum().over("letter") == 0).alias("across"),
    ).sort("line")
    for row in (
        over.filter("across")
        .unique("letter", maintain_order=True)
        .head(tally.kept_max)
        .iter_rows(named=True)
    ):
        tally.add("FEC-092", line=row["line"], zone="EcritureLet", value=row["letter"])
    alone = over.filter(~pl.col("across"))
    for row in alone.head(tally.kept_max).iter_rows(named=True):
        tally.add(
            "FEC-091", line=row["line"], zone="EcritureLet", value=row["letter"],
            num=accounts[row["account"]], gap=show(row["gap"]),
        )  # fmt: skip
    if alone.height > tally.kept_max:
        tally.many("FEC-091", "", alone.height - tally.kept_max, ())
    early = groups.filter(pl.col("letter_day") < pl.col("day")).sort("line")
    for row in early.head(tally.kept_max).iter_rows(named=True):
        tally.add(
            "FEC-093", line=row["line"], zone="DateLet", value=row["letter"],
            d=french(row["letter_day"]), y=french(row["day"]),
        )  # fmt: skip
    if early.height > tally.kept_max:
        tally.many("FEC-093", "", early.height - tally.kept_max, ())


def note_currencies(book: Book, tally: Tally) -> None:
    """The sign of amounts in currency, and a currency that is the file's own."""
    if book.seen["credit_plus"] and book.seen["credit_minus"]:
        tally.add("FEC-102", zone="Montantdevise")
    if book.seen["repeats"] * REPEATS_SHARE > book.lines:
        tally.add("FEC-078", zone="Idevise", value=book.currency)
    if book.seen["letters"] and book.seen["numbers"]:
        tally.add("FEC-038", "mixed", zone="Sens")
