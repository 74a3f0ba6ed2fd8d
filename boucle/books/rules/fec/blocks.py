"""A FEC cut into blocks of whole lines, each a frame of texts with the number of its line.

A clean block goes straight through the reader of Polars; one with mixed ends of line, blank or
ragged lines, quotes or control characters is taken apart line by line (`ragged.py`).
Memory: one block and the line it cuts.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import IO

import polars as pl

from boucle.books.rules.fec.charset import WIDE, Charset, bom_of
from boucle.books.rules.fec.header import Header
from boucle.books.rules.fec.ragged import Ragged
from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.types import Limits

CONTROL = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
ENDS = {"CRLF": b"\r\n", "LF": b"\n", "CR": b"\r"}
ROWS_AT_ONCE = 60_000


class Unreadable(Exception):
    """The file cannot be gone on with; the findings say why."""


@dataclass(slots=True)
class LineReader:
    """Whole lines of a stream, a block at a time."""

    stream: IO[bytes]
    limits: Limits
    tally: Tally
    on_read: Callable[[int], None]
    charset: Charset = field(default_factory=Charset)
    bom: bool = False
    wide: str = ""
    end: str = ""
    _left: bytes = b""
    _over: bool = False

    def open(self) -> None:
        """Look at the first bytes."""
        head = self._read()
        mark, name = bom_of(head)
        if name.startswith(("UTF-16", "UTF-32")):
            self.wide = WIDE.get(mark, "utf-16-be" if name.endswith("BE") else "utf-16-le")
            self.charset.seen[name[:6]] = 1
            self.tally.add("FEC-010", "wide", line=1, value=name[:6], jeu=name[:6])
            head += self._read_all_of(len(head) % 4)
            self.stream = _Narrowed(self.stream, head[len(mark) :], self.wide)  # type: ignore[assignment]
            head = self._read()
        elif mark:
            self.bom = True
            self.tally.add("FEC-011", line=1)
            head = head[len(mark) :]
        self._left = head

    def _read_all_of(self, remainder: int) -> bytes:
        return self.stream.read(4 - remainder) if remainder else b""

    def _read(self) -> bytes:
        data = self.stream.read(self.limits.block_bytes)
        self._over = not data
        self.on_read(len(data))
        return data

    @property
    def head(self) -> bytes:
        """The bytes read so far and not yet handed over."""
        return self._left

    def raw(self) -> Iterator[bytes]:
        """Everything that follows, as it comes."""
        left, self._left = self._left, b""
        while left:
            yield left
            left = b"" if self._over else self._read()

    def first_line(self) -> bytes:
        """The header, without its end. Raises Unreadable when there is none in reach."""
        while True:
            at = min(
                (i for i in (self._left.find(b"\n"), self._left.find(b"\r")) if i >= 0), default=-1
            )
            if 0 <= at <= self.limits.header_bytes_max:
                break
            if self._over and len(self._left) <= self.limits.header_bytes_max:
                line, self._left = self._left, b""
                return line
            if len(self._left) > self.limits.header_bytes_max:
                self.tally.add("FEC-015", "none", line=1, value=_sample(self._left))
                raise Unreadable
            self._left += self._read()
        line, rest = self._left[:at], self._left[at:]
        if rest[:2] in (b"\r", b"") and not self._over:
            rest += self._read()
        self.end = "CRLF" if rest[:2] == b"\r\n" else ("LF" if rest[:1] == b"\n" else "CR")
        self._left = rest[2 if self.end == "CRLF" else 1 :]
        return line

    def blocks_left(self) -> bool:
        """Something follows the first line."""
        if not self._left and not self._over:
            self._left = self._read()
        return bool(self._left)

    def blocks(self) -> Iterator[bytes]:
        """What follows, cut after an end of line; the last one may lack it."""
        left, self._left = self._left, b""
        while True:
            if not self._over:
                left += self._read()
            if self._over:
                if left:
                    yield left
                return
            cut = _cut(left)
            if cut:
                yield left[:cut]
                left = left[cut:]
            if len(left) > self.limits.line_bytes_max:
                self.tally.add("FEC-019", "long", value=_sample(left))
                raise Unreadable


def _cut(data: bytes) -> int:
    """Where the last whole line ends; a CR at the very end may be half of a CRLF."""
    at = data.rfind(b"\n")
    if at < 0:
        at = data.rfind(b"\r", 0, len(data) - 1)
    return at + 1


def _sample(data: bytes) -> str:
    return data[:80].decode("utf-8", "replace")


class _Narrowed(io.RawIOBase):
    """UTF-16 or UTF-32 read as UTF-8."""

    def __init__(self, stream: IO[bytes], head: bytes, name: str) -> None:
        self._reader = io.BufferedReader(_Chained(head, stream))
        self._name = name
        self._rest = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, in UTF-8."""
        step = max(4, size - size % 4)
        data = self._rest + self._reader.read(step)
        whole = len(data) - len(data) % (4 if "32" in self._name else 2)
        text, self._rest = data[:whole].decode(self._name, "replace"), data[whole:]
        return text.encode("utf-8", "replace")


class _Chained(io.RawIOBase):
    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self._head, self._stream = head, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        if self._head:
            data, self._head = self._head[: len(view)], self._head[len(view) :]
        else:
            data = self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines of one block: texts by column and `line`, and what its bytes already tell."""

    texts: pl.DataFrame
    spaces: bool = True
    other_mark: bool = True
    escapes: bool = True


@dataclass(slots=True)
class FrameReader:
    """Blocks of lines to frames of texts: the columns of the header and `line`."""

    reader: LineReader
    header: Header
    tally: Tally
    next_line: int = 2
    _ragged: Ragged | None = None

    def chunks(self) -> Iterator[Chunk]:
        """The lines of each block; a block of very short lines in several chunks."""
        for block in self.reader.blocks():
            chunk = self._chunk(block)
            for at in range(0, chunk.texts.height, ROWS_AT_ONCE):
                yield replace(chunk, texts=chunk.texts[at : at + ROWS_AT_ONCE])

    def _chunk(self, block: bytes) -> Chunk:
        if not block.strip(b"\r\n "):
            return self._blank(block)
        data = self.reader.charset.decode(block, self.next_line)
        ends = self._clean_ends(data)
        if ends is not None:
            if self.reader.end == "CR":
                data = data.replace(b"\r", b"\n")
            count = ends + (not data.endswith(b"\n"))
            frame = self._fast(data, count)
            if frame is not None:
                first, self.next_line = self.next_line, self.next_line + count
                lines = pl.int_range(first, first + count, dtype=pl.Int64, eager=True)
                return self._looked_at(frame.with_columns(lines.alias("line")), data)
        if self._ragged is None:
            self._ragged = Ragged(self.header, self.tally, self.reader.end)
        frame, self.next_line = self._ragged.frame(data, self.next_line)
        return Chunk(frame)

    def _blank(self, block: bytes) -> Chunk:
        """A block of blank lines only: counted at once."""
        count = len(block.splitlines())
        first, self.next_line = self.next_line, self.next_line + count
        self.tally.many("FEC-019", "blank", count, [(first, None)])
        self.tally.repairs["ligne vide ignorée"] += count
        return Chunk(pl.DataFrame(schema={"line": pl.Int64}))

    def _looked_at(self, frame: pl.DataFrame, data: bytes) -> Chunk:
        mark = self.header.separator.encode()
        edges = frame.select(
            (pl.col(pl.String).str.starts_with(" ") | pl.col(pl.String).str.ends_with(" ")).any()
        )
        return Chunk(
            frame,
            spaces=any(edges.row(0)),
            other_mark=(b"|" if mark == b"\t" else b"\t") in data,
            escapes=b"\\" in data or b'"' in data,
        )

    def _clean_ends(self, data: bytes) -> int | None:
        """How many ends of line, all of the file's kind and no other control character, or None."""
        end = ENDS[self.reader.end]
        count = data.count(end)
        if end == b"\r\n" and data.count(b"\n") != count:
            return None
        unwanted = len(data) - len(data.translate(None, CONTROL + b"\r"))
        if end == b"\r" and b"\n" in data:
            return None
        return count if unwanted == (0 if end == b"\n" else count) else None

    def _fast(self, data: bytes, count: int) -> pl.DataFrame | None:
        """The block as Polars reads it, or None when a line of it is out of the ordinary."""
        header = self.header
        width, mark = len(header.columns), header.separator.encode()
        # As many marks as whole lines have: a short line would need a long one, which is an error.
        if header.quoted or data.count(mark) != count * (width - 1):
            return None
        names = [name or "\0" for name in header.columns]
        try:
            frame = pl.read_csv(
                data, has_header=False, separator=header.separator, quote_char=None,
                empty_string_is_null=False, schema=dict.fromkeys(names, pl.String()),
            )  # fmt: skip
        except pl.exceptions.PolarsError:
            return None
        if frame.height != count:
            return None
        if header.trailing:
            if frame.select((pl.col("\0") != "").any()).item():
                return None
            frame = frame.drop("\0")
        return frame
