"""Real files of several products are read, typed and handed over whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from boucle.books.rules.fec.check import check_fec

TODAY = date(2026, 11, 24)
REAL = {
    "derived/123456789FEC20201231.txt": (47, 20, 2_809_449),
    "derived/123456789FEC20230331.txt": (1480, 166, 141_679_598),
    "derived/987654324FEC20201231.txt": (47, 20, 2_809_449),
    "ekylibre-agrigest/123456789FEC20230331.txt": (1480, 166, 141_679_598),
    "ekylibre-coala/123456789FEC20201231.txt": (47, 20, 2_809_449),
    "ekylibre-odicom/123456789FEC20200331.txt": (4916, 1423, 391_255_394),
    "ekylibre-quadra/123456789FEC20190731.txt": (12605, 4716, 1_373_828_595),
    "odoo/542107651FEC20210502.csv": (7, 2, 826_045),
    "tryton/820043784FEC20181231.csv": (8, 4, 9_900),
}


class Kept:
    """A sink that keeps what it gets."""

    def __init__(self) -> None:
        self.heads: list[pl.DataFrame] = []
        self.rows: list[pl.DataFrame] = []
        self.refs: pl.DataFrame | None = None
        self.merges: pl.DataFrame | None = None

    def segments(self, frame: pl.DataFrame) -> None:
        self.heads.append(frame)

    def lines(self, frame: pl.DataFrame) -> None:
        self.rows.append(frame)

    def close(self, refs: pl.DataFrame, merges: pl.DataFrame) -> None:
        self.refs, self.merges = refs, merges


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
