"""The check of a FEC: one pass over the file, every finding counted, rows to a sink on the way.

Source: art. A. 47 A-1 LPF and the rule book of the FEC (`data/fec/rules.csv`). Where the official
tool is laxer this is stricter, never the other way. Memory: one block, and one small row for each
entry, account and lettrage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from boucle.books.rules.fec.ahead import ahead
from boucle.books.rules.fec.archive import Member, UnpackRefused, split_archive
from boucle.books.rules.fec.blocks import Chunk, FrameReader, LineReader, Unreadable
from boucle.books.rules.fec.charset import MIXED
from boucle.books.rules.fec.filename import NameFacts, note_known, note_parts, read_name
from boucle.books.rules.fec.header import Header, guess_separator, is_header, read_header
from boucle.books.rules.fec.lines import LinePass
from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.typed import TooManyNames
from boucle.books.rules.fec.types import (
    READABLE_REJECTS,
    Cancelled,
    FecIdentity,
    KnownDossier,
    Limits,
    Regime,
    Report,
    Sink,
)
from boucle.books.rules.fec.whole import conclude
from boucle.books.rules.fec.xml_reader import XmlReader, is_xml

Progress = Callable[[int, int], None]
LAST_FREE_YEAR = 2012
"""Years closed until then could be separated by `;` or `,`."""


@dataclass(slots=True)
class Reading:
    """What the reader learns while it goes on, over all the files of the year."""

    tally: Tally
    limits: Limits
    total: int
    progress: Progress | None = None
    cancelled: Callable[[], bool] | None = None
    done: int = 0
    encodings: dict[str, int] = field(default_factory=dict)
    separator: str = ""
    line_end: str = ""
    container: str = ""
    header: Header | None = None

    def on_read(self, size: int) -> None:
        """So many bytes more were read, ahead of the check."""
        self.done = self.done + size

    def tell(self) -> None:
        """Say how far we are. Raises Cancelled."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled
        if self.progress is not None:
            self.progress(min(self.done, self.total), self.total)


def check_fec(
    path_or_paths: Path | Sequence[Path],
    *,
    name: str | None = None,
    regime: Regime | None = None,
    known: KnownDossier | None = None,
    today: date,
    progress: Progress | None = None,
    sink: Sink | None = None,
    cancelled: Callable[[], bool] | None = None,
    limits: Limits | None = None,
) -> Report:
    """Check a FEC, in one file or in the parts of one year, and feed `sink` with its rows.

    `sink` gets nothing more after a *rejet* that stands in the way of an import, and its `close`
    is called only when there was none. `progress(done, total)` in bytes of the file as it lies on
    disk. Raises Cancelled when `cancelled()` says so, OSError when a file cannot be opened.
    """
    known, limits = known or KnownDossier(), limits or Limits()
    paths = [path_or_paths] if isinstance(path_or_paths, Path) else list(path_or_paths)
    tally = Tally(kept_max=limits.findings_max)
    members, total = _members(paths, name, limits, tally)
    reading = Reading(tally, limits, total, progress, cancelled)
    facts = [read_name(member.name, tally) for member in members[:1]]
    facts += [read_name(member.name, Tally()) for member in members[1:]]
    note_parts(facts, tally)
    fact = facts[0] if facts else NameFacts()
    note_known(fact, known, tally)
    lines = LinePass(tally=tally, known=known, today=today, closing=fact.closing, sink=sink)
    for member in members:
        try:
            _read_member(member, reading, regime, lines)
        except Unreadable:
            break
        except TooManyNames:
            tally.add("FEC-080", "many")
            break
        except UnpackRefused as refusal:
            tally.add("FEC-007", "refused", value=str(refusal))
            break
    if not lines.book.lines and not tally.blocked(READABLE_REJECTS):
        tally.add("FEC-008")
    identity = _identity(
        name or (members[0].name if members else paths[0].name), fact, reading, len(members)
    )
    return conclude(lines, identity, _regime(reading, regime))


def _regime(reading: Reading, regime: Regime | None) -> Regime:
    return regime or (reading.header.regime if reading.header else Regime.BIC)


def _members(
    paths: Sequence[Path], name: str | None, limits: Limits, tally: Tally
) -> tuple[list[Member], int]:
    members: list[Member] = []
    try:
        for path in paths:
            members += split_archive(path, name=name if len(paths) == 1 else None, limits=limits)
    except UnpackRefused as refusal:
        tally.add("FEC-007", "refused", value=str(refusal))
        return [], 0
    if len(members) > 1 and any(member.container for member in members):
        tally.add("FEC-007", value=len(members), n=len(members))
    return members, sum(member.size for member in members)


def _read_member(member: Member, reading: Reading, regime: Regime | None, lines: LinePass) -> None:
    reading.container = reading.container or member.container
    with member.open() as stream:
        reader = LineReader(stream, reading.limits, reading.tally, reading.on_read)
        reader.open()
        if is_xml(reader.head):
            _read_xml(reader, reading, regime, lines)
        else:
            for chunk in ahead(_chunks(reader, reading, regime, lines)):
                lines.take(chunk)
                reading.tell()
        lines.end_of_file()
    _note_charset(reader, reading)


def _read_xml(reader: LineReader, reading: Reading, regime: Regime | None, lines: LinePass) -> None:
    """The XML form; a finding of its structure leaves the rest of the rules to be checked."""
    document = XmlReader(reader, reading.tally, regime)
    lines.xml, reading.separator = True, "XML"
    declared = re.search(rb"encoding=[\"']([\w.-]+)", reader.head[:300])
    name = declared[1].decode("ascii") if declared else "UTF-8"
    reading.encodings.setdefault(name.upper(), 1)
    for chunk, header in ahead((chunk, document.header()) for chunk in document.chunks()):
        reading.header = header
        lines.begin(header)
        lines.take(chunk)
        reading.tell()


def _chunks(
    reader: LineReader, reading: Reading, regime: Regime | None, lines: LinePass
) -> Iterable[Chunk]:
    """The chunks of one file, its header read and noted first. Raises Unreadable."""
    first = reader.first_line()
    if not first.strip() and not reader.blocks_left():
        reading.tally.add("FEC-008")
        raise Unreadable
    text = reader.charset.decode(first, 1).decode("utf-8")
    separator = guess_separator(text)
    if not is_header(text, separator) and _binary(first + reader.head):
        reading.tally.add("FEC-015", "binary", line=1, value=first[:60].decode("latin-1"))
        raise Unreadable
    header = read_header(text, separator, regime, reading.tally)
    if header is None:
        raise Unreadable
    _note_separator(separator, lines.closing, reading.tally)
    if reading.header is not None and reading.header.columns != header.columns:
        reading.tally.add("FEC-003", "header", line=1)
    reading.header, reading.separator, reading.line_end = header, separator, reader.end
    if len(header.columns) > reading.limits.columns_max:
        reading.tally.add("FEC-015", "wide", line=1, value=len(header.columns))
        raise Unreadable
    lines.begin(header)
    return FrameReader(reader, header, reading.tally).chunks()


def _binary(line: bytes) -> bool:
    control = sum(byte < 9 or 13 < byte < 32 for byte in line[:4096])
    return control * 20 > max(len(line[:4096]), 1)


def _note_separator(separator: str, closing: date | None, tally: Tally) -> None:
    if separator in ("\t", "|"):
        return
    old = closing is not None and closing.year <= LAST_FREE_YEAR
    tally.add("FEC-012", "old" if old else "", line=1, value=separator, c=separator)


def _note_charset(reader: LineReader, reading: Reading) -> None:
    for found, line in reader.charset.seen.items():
        reading.encodings.setdefault(found, line)
    name = reader.charset.name
    if name == MIXED:
        sets = [s for s in reader.charset.seen if s != "ASCII"]
        line = max(reader.charset.seen[s] for s in sets)
        reading.tally.add("FEC-010", "mixed", line=line, value=", ".join(sets))
    elif name == "Windows-1252":
        line = reader.charset.seen[name]
        reading.tally.add("FEC-010", line=line, value=name, jeu=name)


def _identity(name: str, fact: NameFacts, reading: Reading, files: int) -> FecIdentity:
    sets = [s for s in reading.encodings if s != "ASCII"]
    encoding = (
        sets[0] if len(sets) == 1 else (MIXED if sets else ("ASCII" if reading.encodings else ""))
    )
    return FecIdentity(
        name=name,
        siren=fact.siren,
        closing=fact.closing,
        encoding=encoding,
        separator=reading.separator,
        line_end=reading.line_end,
        container=reading.container,
        files=files,
    )
