"""Entries whose lines stand apart: found at the end of the file among what did not balance.

Source: rule book FEC-054, FEC-055, §13: first (JournalCode, EcritureNum), then EcritureNum alone
where a file writes one entry over several journals.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

MERGE_SCHEMA = {"no": pl.Int64, "entry_no": pl.Int64}


@dataclass(frozen=True, slots=True)
class Merges:
    """`table` (no, entry_no), how many entries it makes by each key, and what stays unbalanced."""

    table: pl.DataFrame
    apart: pl.DataFrame
    across: pl.DataFrame
    unbalanced: pl.DataFrame


def find_merges(open_ones: pl.DataFrame) -> Merges:
    """What belongs together among the segments that `Book.unsettled` gives."""
    empty = pl.DataFrame(schema=MERGE_SCHEMA)
    if not open_ones.height:
        return Merges(empty, open_ones, open_ones, open_ones)
    apart, left = _balanced_by(open_ones, ["journal", "number"])
    across, left = _balanced_by(left, ["number", "day"])
    wider, left = _balanced_by(left, ["number"])
    across = pl.concat([across, wider])
    both = pl.concat([apart, across])
    table = both.filter(pl.col("no") != pl.col("entry_no")).select("no", "entry_no")
    return Merges(table.sort("no"), apart, across, left)


def _balanced_by(open_ones: pl.DataFrame, key: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Segments whose group balances, with the segment that speaks for it (a draft if any)."""
    gap = pl.col("gap")
    drafts = pl.col("no").filter(pl.col("valid").is_null()).min()
    marked = open_ones.with_columns(
        ((gap.sum().over(key) == 0) & (pl.len().over(key) > 1)).alias("_together"),
        pl.coalesce(drafts.over(key), pl.col("no").min().over(key)).alias("entry_no"),
    )
    together = marked.filter("_together").drop("_together")
    return together, marked.filter(~pl.col("_together")).drop("_together", "entry_no")
