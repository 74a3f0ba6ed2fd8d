"""Double entry: entries, journals, months and file; entries that number, order or size betrays.

Source: rule book FEC-054, FEC-055, FEC-057, FEC-060 to FEC-063.
"""

from __future__ import annotations

import polars as pl

from boucle.books.rules.fec.book import Book
from boucle.books.rules.fec.merges import Merges
from boucle.books.rules.fec.tally import Tally
from boucle.kernel.money import show


def whole_entries(entries: pl.DataFrame, merges: Merges) -> pl.DataFrame:
    """One row for each entry, the merged segments made one."""
    if not merges.table.height:
        return entries.with_columns(pl.lit(1).cast(pl.UInt32).alias("segments"))
    owner = entries.join(merges.table, on="no", how="left", maintain_order="left").with_columns(
        pl.coalesce("entry_no", "no").alias("entry_no")
    )
    first = ("journal", "number", "day", "first_line", "split", "opening")
    return (
        owner.sort("first_line")
        .group_by("entry_no", maintain_order=True)
        .agg(
            *(pl.col(name).first() for name in first),
            pl.when(pl.col("valid").is_null().any()).then(None).otherwise(pl.col("valid").first()).alias("valid"),
            pl.col("last_line").last(),
            pl.col("count").sum(), pl.col("central").first(),
            pl.col("several_days").any(), pl.col("closes").all(), pl.col("settled").all(),
            pl.len().alias("segments"),
        )
        .rename({"entry_no": "no"})
    )  # fmt: skip


def note_entries(whole: pl.DataFrame, merges: Merges, tally: Tally) -> None:
    """Unbalanced, of one line, scattered, or not told apart by their number."""
    unbalanced = merges.unbalanced
    if unbalanced.height:
        unbalanced = unbalanced.group_by("journal", "number", maintain_order=True).agg(
            pl.col("first_line").min(), pl.col("gap").sum()
        )
    for row in unbalanced.head(tally.kept_max).iter_rows(named=True):
        tally.add(
            "FEC-060", line=row["first_line"], zone="EcritureNum", value=row["number"],
            num=row["number"], gap=show(row["gap"]),
        )  # fmt: skip
    _rest("FEC-060", unbalanced, tally)
    single = whole.filter(pl.col("count") == 1)
    for row in single.head(tally.kept_max).iter_rows(named=True):
        tally.add("FEC-057", line=row["first_line"], value=row["number"], num=row["number"])
    _rest("FEC-057", single, tally)
    if merges.apart.height:
        _note_apart(whole, tally)
    _note_keys(whole, merges, tally)


def _rest(rule: str, frame: pl.DataFrame, tally: Tally) -> None:
    if frame.height > tally.kept_max:
        tally.many(rule, "", frame.height - tally.kept_max, ())


def _note_apart(whole: pl.DataFrame, tally: Tally) -> None:
    spread = pl.col("last_line") - pl.col("first_line") + 1
    apart = whole.filter((pl.col("segments") > 1) & (spread > pl.col("count")))
    for row in apart.head(tally.kept_max).iter_rows(named=True):
        tally.add("FEC-054", line=row["first_line"], value=row["number"], num=row["number"])
    _rest("FEC-054", apart, tally)


def _note_keys(whole: pl.DataFrame, merges: Merges, tally: Tally) -> None:
    """FEC-055: the number holds several entries, or one entry stands over several journals."""
    cut = whole.filter(pl.col("split")).filter(pl.struct("journal", "number").is_first_distinct())
    for row in cut.head(tally.kept_max).iter_rows(named=True):
        by = (
            "journal, numéro, date"
            if any(c in row["number"] for c in "123456789")
            else "journal, date, pièce"
        )
        tally.add("FEC-055", line=row["first_line"], zone="EcritureNum", value=by)
    _rest("FEC-055", cut, tally)
    if merges.across.height:
        over = merges.across.filter(pl.col("no") == pl.col("entry_no"))
        for row in over.head(tally.kept_max).iter_rows(named=True):
            tally.add("FEC-055", line=row["first_line"], zone="EcritureNum", value="numéro seul")
        _rest("FEC-055", over, tally)


def entry_key(whole: pl.DataFrame, merges: Merges) -> str:
    """How the lines were grouped, in words."""
    if merges.across.height:
        return "numéro"
    if whole.width and whole["split"].any():
        numbers = whole.filter(pl.col("split"))["number"]
        meaningful = numbers.str.contains("[1-9]").all()
        return "journal, numéro, date" if meaningful else "journal, date, pièce"
    return "journal, numéro"


def note_totals(book: Book, codes: list[str], tally: Tally) -> None:
    """Journals, months of a journal, the file."""
    months = book.months.table()
    if not months.width:
        return
    debit, credit = int(months["debit"].sum()), int(months["credit"].sum())
    if debit != credit:
        tally.add("FEC-062", value=show(debit - credit), d=show(debit), c=show(credit))
    off = months.filter(pl.col("debit") != pl.col("credit")).sort("journal", "month")
    for row in off.head(tally.kept_max).iter_rows(named=True):
        month = f"{row['month']:%m/%Y}" if row["month"] else "sans date"
        tally.add(
            "FEC-061", value=codes[row["journal"]], j=codes[row["journal"]], x=month,
            gap=show(row["debit"] - row["credit"]),
        )  # fmt: skip
    _rest("FEC-061", off, tally)
