"""Real files of several products are read, typed and handed over whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from boucle.books.rules.fec.check import check_fec
from tests.books.fec_kept import REAL, Kept

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("name", sorted(REAL))
def test_a_real_file_is_handed_over_whole(shared: Path, name: str) -> None:
    sink = Kept()
    report = check_fec(shared / "samples/fec/real" / name, today=TODAY, sink=sink)
    lines, entries, debit = REAL[name]
    assert (report.lines, report.entries, report.debit, report.credit) == (
        lines, entries, debit, debit,
    )  # fmt: skip
    assert not report.import_blockers
    assert sink.refs is not None and sink.merges is not None
    rows, heads = pl.concat(sink.rows), pl.concat(sink.heads)
    assert rows.height == lines
    assert heads.height == entries + sink.merges.height
    assert rows["debit"].sum() == rows["credit"].sum() == debit
    owner = rows.join(sink.merges, on="no", how="left").with_columns(
        pl.coalesce("entry_no", "no").alias("entry")
    )
    gaps = owner.group_by("entry").agg((pl.col("debit") - pl.col("credit")).sum())
    assert not gaps["debit"].abs().sum()
