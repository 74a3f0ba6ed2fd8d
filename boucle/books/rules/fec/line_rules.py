"""Rules of one line."""

from __future__ import annotations

from datetime import date

import polars as pl

from boucle.books.rules.fec.blocks import Chunk
from boucle.books.rules.fec.header import Header
from boucle.books.rules.fec.tally import Tally


def note_lines(
    typed: pl.DataFrame, header: Header, tally: Tally, chunk: Chunk, closing: date | None
) -> None:
    """x"""
