"""The XML form of a FEC, read as a stream into the same frames as the text form.

Nothing external is ever resolved: document types and entities are refused. Memory: the lines of
one block; a text, a tag or a depth beyond reason ends the reading.
Source: LPF A. 47 A-1, VI 2°; the four schemas of the administration; rule book FEC-120 to FEC-122.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

import polars as pl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from boucle.books.rules.fec.blocks import Chunk, LineReader, Unreadable
from boucle.books.rules.fec.cells import BASE, CASH
from boucle.books.rules.fec.header import LEGAL, Header
from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.types import Regime

SCHEMAS = {
    "formatA47A-I-VII-1.xsd": Regime.BIC,
    "formatA47A-I-VIII-3.xsd": Regime.COM,
    "formatA47A-I-VIII-5.xsd": Regime.BAT,
    "formatA47A-I-VIII-7.xsd": Regime.BNCT,
}
LEVELS = ("comptabilite", "exercice", "journal", "ecriture", "ligne")
ENTRY_ORDER = (
    "EcritureNum", "EcritureDate", "EcritureLib", "PieceRef", "PieceDate", "EcritureLet",
    "DateLet", "ValidDate",
)  # fmt: skip
ENTRY_NEEDS = ("EcritureNum", "EcritureDate", "EcritureLib", "PieceRef", "PieceDate", "ValidDate")
LINE_NEEDS = ("CompteNum", "CompteLib")
DATES = ("EcritureDate", "PieceDate", "DateLet", "ValidDate", "DateRglt", "DateCloture")
NUMBERS = ("Debit", "Credit", "Montant", "Montantdevise")
VARIANTS = {"CompteAuxNum": "CompAuxNum", "CompteAuxLib": "CompAuxLib"}
COLUMNS = (*BASE, *CASH)
DEBIT, CREDIT, FOREIGN = map(COLUMNS.index, ("Debit", "Credit", "Montantdevise"))
FEED_BYTES = 256 << 10
TEXT_MAX = 64 << 10
LINES_MAX = 100_000
FIELDS_MAX = 200
DEPTH_MAX = 12
SILENT_FEEDS_MAX = 8
ROWS_AT_ONCE = 20_000
_DATE = re.compile(r"^(\d{4})-(\d\d)-(\d\d)(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?$")
_NUMBER = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$")
_ACCOUNT = re.compile(r"^\d{3}[0-9A-Za-z]*$")
_RANKS = {name: rank for rank, name in enumerate(ENTRY_ORDER)}
_SENS = {"D": "D", "d": "D", "+1": "D", "C": "C", "c": "C", "-1": "C"}


class Broken(Exception):
    """The document cannot be gone on with; the text is French."""


@dataclass(slots=True)
class Builder:
    """Target of the parser: checks the structure and collects the lines of whole entries."""

    tally: Tally
    parser: Any = None
    regime: Regime | None = None
    rows: list[list[str | int]] = field(default_factory=list)
    events: int = 0
    _path: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _size: int = 0
    _journal: dict[str, str] = field(default_factory=dict)
    _entry: dict[str, str] = field(default_factory=dict)
    _line: dict[str, str] = field(default_factory=dict)
    _lines: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    _line_at: int = 0
    _rank: int = -1
    _entries: int = 0
    _exercises: int = 0

    @property
    def at(self) -> int:
        """Line of the file."""
        return int(self.parser.parser.CurrentLineNumber) if self.parser else 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self.events += 1
        name = tag.rpartition("}")[2]
        if len(self._path) >= DEPTH_MAX:
            raise Broken("éléments imbriqués sans fin")
        if not self._path:
            self._root(name, attributes)
        self._path.append(name)
        self._text, self._size = [], 0
        if name == "exercice":
            self._exercises += 1
            if self._exercises > 1:
                self._wrong("plusieurs éléments « exercice »")
        elif name == "journal":
            self._journal, self._entries = {}, 0
        elif name == "ecriture":
            self._entry, self._lines, self._rank = {}, [], -1
        elif name == "ligne":
            self._line, self._line_at = {}, self.at
            if len(self._lines) >= LINES_MAX:
                raise Broken("écriture d’une longueur déraisonnable")

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        if name != "comptabilite":
            raise Broken(f"élément « {name} » au lieu de « comptabilite »")
        location = next(
            (v for k, v in attributes.items() if k.endswith("noNamespaceSchemaLocation")), ""
        )
        file = re.split(r"[/\\:]", location)[-1]
        self.regime = SCHEMAS.get(file)
        if self.regime is None:
            self.tally.add("FEC-120", line=self.at, value=location or "(aucun)")

    def data(self, text: str) -> None:
        """Characters of the open element."""
        self._size += len(text)
        if self._size > TEXT_MAX:
            raise Broken("texte d’une longueur déraisonnable")
        self._text.append(text)

    def end(self, tag: str) -> None:
        """An element closes."""
        self.events += 1
        name = self._path.pop()
        parent = self._path[-1] if self._path else ""
        text, self._text = "".join(self._text).strip(" \r\n\t"), []
        if name == "ligne":
            self._end_line()
        elif name == "ecriture":
            self._end_entry()
        elif name == "journal":
            if not self._entries:
                self.tally.add("FEC-122", line=self.at, value=self._journal.get("JournalCode", ""))
        elif name not in LEVELS:
            self._leaf(parent, VARIANTS.get(name, name), text)

    def close(self) -> None:
        """End of the document."""

    def _leaf(self, parent: str, name: str, text: str) -> None:
        if name in DATES and text:
            day = _DATE.match(text)
            if day is None:
                self._wrong(f"{name} « {text[:40]} » n’est pas une date AAAA-MM-JJ")
            else:
                text = day[1] + day[2] + day[3]
        elif name in NUMBERS and text and not _NUMBER.match(text):
            self._wrong(f"{name} « {text[:40]} » n’est pas un nombre à point décimal")
        if parent == "journal":
            self._journal[name] = text
        elif parent == "ecriture":
            self._ordered(name)
            self._entry[name] = text
        elif parent == "ligne":
            if name in self._line:
                self._wrong(f"{name} présent deux fois sur la ligne")
            self._line[name] = text
        if max(len(self._journal), len(self._entry), len(self._line)) > FIELDS_MAX:
            raise Broken("zones trop nombreuses")

    def _ordered(self, name: str) -> None:
        rank = _RANKS.get(name)
        if rank is None:
            return
        if rank <= self._rank:
            self._wrong(f"{name} n’est pas à sa place dans l’écriture")
        self._rank = rank

    def _end_line(self) -> None:
        line = self._line
        missing = [name for name in LINE_NEEDS if name not in line]
        if missing:
            self._wrong(f"ligne sans {', '.join(missing)}")
        sides = ("Debit" in line) + ("Credit" in line) + ("Montant" in line or "Sens" in line)
        if sides != 1:
            self._wrong("une ligne porte Debit ou Credit ou Montant et Sens, un seul des trois")
        if "Montant" in line and line.get("Sens", "") not in _SENS:
            self._wrong(f"Sens « {line.get('Sens', '')} » inconnu")
        account = line.get("CompteNum", "")
        if account and not _ACCOUNT.match(account):
            self._wrong(f"CompteNum « {account[:40]} » : trois chiffres puis lettres ou chiffres")
        self._lines.append((self._line_at, line))

    def _end_entry(self) -> None:
        self._entries += 1
        missing = [name for name in ENTRY_NEEDS if name not in self._entry]
        if missing:
            self._wrong(f"écriture sans {', '.join(missing)}")
        if len(self._lines) < 2:
            self._wrong("écriture de moins de deux lignes")
        shared = self._journal | self._entry
        for at, line in self._lines:
            self.rows.append([*self._cells(shared | line), at])

    @staticmethod
    def _cells(found: dict[str, str]) -> list[str]:
        if "Montant" in found:
            side = "Credit" if _SENS.get(found.get("Sens", "")) == "C" else "Debit"
            found[side] = found["Montant"]
        cells = [found.get(name, "") for name in COLUMNS]
        cells[DEBIT], cells[CREDIT] = (
            _comma(cells[DEBIT]) or "0,00",
            _comma(cells[CREDIT]) or "0,00",
        )
        cells[FOREIGN] = _comma(cells[FOREIGN])
        return cells

    def _wrong(self, what: str) -> None:
        self.tally.add("FEC-121", line=self.at, value=what)


def _comma(text: str) -> str:
    """`120.5` as `120,50`; what is no plain number stays as it is."""
    whole, _, rest = text.partition(".")
    if not text or not whole.lstrip("+-").isdigit() or (rest and not rest.isdigit()):
        return text
    return f"{whole},{rest.ljust(2, '0')}"


def is_xml(head: bytes) -> bool:
    """The first bytes are those of an XML document."""
    return head.lstrip()[:13].startswith((b"<?xml", b"<comptabilite", b"<!DOCTYPE"))


@dataclass(slots=True)
class XmlReader:
    """Chunks of an XML FEC; `header()` once the first of them was asked for."""

    reader: LineReader
    tally: Tally
    regime: Regime | None
    builder: Builder = field(init=False)

    def __post_init__(self) -> None:
        self.builder = Builder(self.tally)

    def header(self) -> Header:
        """The columns as the text form would have them."""
        regime = self.regime or self.builder.regime or Regime.BIC
        return Header("", LEGAL[regime], (), regime)

    def chunks(self) -> Iterator[Chunk]:
        """Lines of whole entries, so many at a time. Raises Unreadable on a broken document."""
        parser = DefusedXMLParser(target=self.builder, forbid_dtd=True)
        self.builder.parser = parser
        silent = 0
        try:
            for data in self._pieces():
                before = self.builder.events
                parser.feed(data)
                silent = silent + 1 if self.builder.events == before else 0
                if silent > SILENT_FEEDS_MAX:
                    raise Broken("balise d’une longueur déraisonnable")
                if len(self.builder.rows) >= ROWS_AT_ONCE:
                    yield self._chunk()
            parser.close()
        except (ParseError, DefusedXmlException, Broken, ValueError, LookupError) as error:
            self.tally.add("FEC-121", line=self.builder.at, value=_said(error))
            raise Unreadable from error
        if self.builder.rows:
            yield self._chunk()

    def _pieces(self) -> Iterator[bytes]:
        for data in self.reader.raw():
            for at in range(0, len(data), FEED_BYTES):
                yield data[at : at + FEED_BYTES]

    def _chunk(self) -> Chunk:
        rows, self.builder.rows = self.builder.rows, []
        schema: dict[str, Any] = dict.fromkeys((*BASE, *CASH), pl.String())
        frame = pl.DataFrame(rows, schema={**schema, "line": pl.Int64()}, orient="row")
        legal = LEGAL[self.header().regime]
        return Chunk(frame.select(*legal, "line"), spaces=False)


def _said(error: Exception) -> str:
    if isinstance(error, Broken):
        return str(error)
    if isinstance(error, DefusedXmlException):
        return "type de document et entités refusés"
    return "document mal formé"
