"""Typed rows of a FEC on their way to the staging tables, as boucle_ingest.

The checker hands over frames in the pass in which it checks; a thread writes them out and COPYs
them while the next chunk is checked, so that client and server work at the same time. Memory: two
chunks.
"""

from __future__ import annotations

import io
import queue
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import psycopg

from boucle.books.rules.fec_mapping import flags_of, label_of, nature_of
from boucle.books.rules.fec_sums import AccountSums
from boucle.books.types_mapping import ImportMapping

LINE_COLUMNS = (
    "no", "pos", "account", "third", "piece", "piece_date", "label", "debit", "credit",
    "letter", "letter_date", "currency", "currency_amount", "cells",
)  # fmt: skip
SEGMENT_COLUMNS = ("no", "journal", "number", "day", "valid", "first_line")
SPOOL_BYTES = 2 << 20
CHUNKS_WAITING = 1


@dataclass(slots=True)
class StagingSink:
    """Takes frames (protocol `Sink` of the checker) and fills staging.* of one job."""

    connection: psycopg.Connection[Any]
    dossier_id: int
    job_id: int
    mapping: ImportMapping = field(default_factory=ImportMapping)
    refs: pl.DataFrame | None = None
    sums: AccountSums = field(default_factory=AccountSums)
    _chunks: queue.Queue[pl.DataFrame | None] = field(
        default_factory=lambda: queue.Queue(maxsize=CHUNKS_WAITING)
    )
    _writer: threading.Thread | None = None
    _failure: list[BaseException] = field(default_factory=list)
    _segments: Any = field(
        default_factory=lambda: tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115
    )

    def segments(self, frame: pl.DataFrame) -> None:
        """Runs of lines: kept aside, one COPY at a time on a connection."""
        self._segments.write(self._csv(frame, SEGMENT_COLUMNS))

    def lines(self, frame: pl.DataFrame) -> None:
        """Lines: to the writer's thread. Raises what the server answered to an earlier chunk."""
        if self._writer is None:
            self._writer = threading.Thread(target=self._copy_lines, daemon=True)
            self._writer.start()
        self.sums.add(frame)
        while True:
            self._raise_failure()
            try:
                self._chunks.put(frame, timeout=1)
            except queue.Full:
                continue
            return

    def close(self, refs: pl.DataFrame, merges: pl.DataFrame) -> None:
        """End of the file: wait for the lines, then send what came beside them."""
        self.finish_lines()
        self.refs = refs
        self._segments.seek(0)
        with self.connection.cursor() as cursor:
            with cursor.copy(self._statement("segment", SEGMENT_COLUMNS)) as copy:
                while block := self._segments.read(1 << 20):
                    copy.write(block)
            named = refs.with_columns(
                pl.struct("kind", "number", "label")
                .map_elements(self._nature, return_dtype=pl.String)
                .alias("nature"),
                pl.struct("kind", "number", "last_label")
                .map_elements(self._label, return_dtype=pl.String)
                .alias("last_label"),
            )
            columns = ("kind", "ix", "number", "label", "last_label", "nature")
            with cursor.copy(self._statement("ref", columns)) as copy:
                copy.write(self._csv(named, columns))
            if merges.height:
                with cursor.copy(self._statement("merge", ("no", "entry_no"))) as copy:
                    copy.write(self._csv(merges, ("no", "entry_no")))

    def finish_lines(self) -> None:
        """Wait until every line stands in the staging table; safe to call twice."""
        if self._writer is not None:
            self._chunks.put(None)
            self._writer.join()
            self._writer = None
        self._raise_failure()

    def abandon(self) -> None:
        """Stop the writer after a failure elsewhere; the caller rolls the transaction back."""
        if self._writer is not None:
            with suppress(queue.Empty):
                while True:
                    self._chunks.get_nowait()
            self._chunks.put(None)
            self._writer.join()
            self._writer = None

    def _copy_lines(self) -> None:
        try:
            with (
                self.connection.cursor() as cursor,
                cursor.copy(self._statement("line", LINE_COLUMNS)) as copy,
            ):
                while (frame := self._chunks.get()) is not None:
                    copy.write(self._csv(frame, LINE_COLUMNS))
        except BaseException as error:
            self._failure.append(error)

    def _raise_failure(self) -> None:
        if self._failure:
            raise self._failure[0]

    def _statement(self, table: str, columns: tuple[str, ...]) -> str:
        names = ", ".join(("dossier_id", "job_id", *columns))
        return f"copy staging.{table} ({names}) from stdin (format csv)"

    def _csv(self, frame: pl.DataFrame, columns: tuple[str, ...]) -> bytes:
        keys = pl.lit(self.dossier_id).alias("dossier_id"), pl.lit(self.job_id).alias("job_id")
        target = io.BytesIO()
        frame.select(*keys, *columns).write_csv(
            target, include_header=False, null_value="", quote_style="necessary"
        )
        return target.getvalue()

    def _label(self, row: dict[str, str]) -> str:
        return label_of(self.mapping, row["kind"], row["number"], row["last_label"])

    def _nature(self, row: dict[str, str]) -> str:
        """What a name is created as: nature of a journal, flags of an account."""
        if row["kind"] == "journal":
            return nature_of(self.mapping, row["number"], row["label"])
        if row["kind"] != "account":
            return ""
        control, lettrable = flags_of(self.mapping, row["number"])
        return " ".join(["collectif"] * control + ["lettrable"] * lettrable)
