"""A sink that keeps what the FEC reader hands over, and the real files with their totals."""

from __future__ import annotations

import polars as pl

REAL = {
    "derived/123456789FEC20201231.xml": (47, 20, 2_809_449),
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
