"""Chunk after chunk: trim, type, check each line, cut into entries, feed book and sink."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from boucle.books.rules.fec.blocks import Chunk
from boucle.books.rules.fec.book import Book
from boucle.books.rules.fec.cells import BASE, CASH
from boucle.books.rules.fec.header import Header
from boucle.books.rules.fec.line_rules import note_lines
from boucle.books.rules.fec.runs import Runs, segments_of
from boucle.books.rules.fec.staged import staged_lines
from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.typed import Typer, signed_to_sides
from boucle.books.rules.fec.types import READABLE_REJECTS, KnownDossier, Sink
from boucle.books.rules.journal_nature import journal_nature

OPENING_LABEL = (
    r"(?i)\b[aà][ -]?nouveaux?\b|report exercice|reprise (?:des )?soldes|bilan d.ouverture"
)
SEGMENT_FRAME = ("no", "journal", "number", "day", "valid", "first_line")


@dataclass(slots=True)
class LinePass:
    """The state of the pass; `closing` is the date of the file's name."""

    tally: Tally
    known: KnownDossier
    today: date
    closing: date | None
    sink: Sink | None
    header: Header | None = None
    typer: Typer | None = None
    runs: Runs = field(default_factory=Runs)
    book: Book = field(default_factory=Book)
    escapes: bool = False
    first_day: date | None = None
    xml: bool = False
    _openings: dict[int, bool] = field(default_factory=dict)

    def begin(self, header: Header) -> None:
        """Another file of the same year begins."""
        self.header = header
        if self.typer is None:
            self.typer = Typer()

    def take(self, chunk: Chunk) -> None:
        """Check a chunk and pass on the entries that are whole."""
        assert self.header is not None and self.typer is not None
        self.escapes = self.escapes or chunk.escapes
        texts = self._completed(chunk)
        typed = self.typer.typed(texts)
        typed = self._marked(typed)
        note_lines(typed, self.header, self.tally, chunk, self.closing)
        whole = self.runs.whole(typed)
        if whole is not None:
            self._entries(whole)

    def end_of_file(self) -> None:
        """The last entry of a file."""
        rest = self.runs.rest()
        if rest is not None:
            self._entries(rest)

    def _completed(self, chunk: Chunk) -> pl.DataFrame:
        """All the columns of the law, trimmed; what was trimmed stays as `raw:` column."""
        assert self.header is not None
        texts = chunk.texts
        if chunk.spaces:
            names = [name for name in texts.columns if name != "line"]
            texts = texts.with_columns(pl.col(name).alias(f"raw:{name}") for name in names)
            texts = texts.with_columns(pl.col(name).str.strip_chars(" ") for name in names)
        if self.header.signed:
            self.book.note_signs(texts)
            texts = signed_to_sides(texts)
        missing = [name for name in (*BASE, *CASH) if name not in texts.columns]
        return texts.with_columns(pl.lit("").alias(name) for name in missing)

    def _marked(self, typed: pl.DataFrame) -> pl.DataFrame:
        """`opening`: lines that bring balances forward."""
        assert self.typer is not None
        first = typed["day"].min()
        if isinstance(first, date) and (self.first_day is None or first < self.first_day):
            self.first_day = first
        names = self.typer.journals
        for code, at in names.index.items():
            if at not in self._openings:
                self._openings[at] = journal_nature(code, names.first[at]) == "an"
        found = [at for at, yes in self._openings.items() if yes]
        if found:
            return typed.with_columns(pl.col("journal").is_in(found).alias("opening"))
        by_label = pl.col("EcritureLib").str.contains(OPENING_LABEL) & (
            pl.col("day") == pl.lit(self.first_day, pl.Date)
        )
        return typed.with_columns(by_label.fill_null(False).alias("opening"))

    def opening_journals(self) -> tuple[str, ...]:
        """Codes of the journals taken for à-nouveaux."""
        if self.typer is None:
            return ()
        return tuple(
            code for code, at in self.typer.journals.index.items() if self._openings.get(at)
        )

    def _entries(self, whole: pl.DataFrame) -> None:
        assert self.header is not None
        lines = self.runs.numbered(whole)
        segments = segments_of(lines)
        self.book.take(lines, segments)
        if self.sink is None:
            return
        if self.tally.blocked(READABLE_REJECTS):
            self.sink = None
            return
        self.sink.segments(segments.select(SEGMENT_FRAME))
        trimmed = any(name.startswith("raw:") for name in lines.columns)
        self.sink.lines(
            staged_lines(lines, segments, self.header, trimmed=trimmed, escapes=self.escapes)
        )
