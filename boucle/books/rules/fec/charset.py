"""Bytes of a FEC to UTF-8, and which character set they were in.

Source: rule book FEC-010: UTF-8 strict; else bytes 80-9F mean Windows-1252; else ISO 8859-15; a
file that mixes them is decoded line by line.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

ASCII, UTF8, LATIN9, CP1252, MIXED = "ASCII", "UTF-8", "ISO-8859-15", "Windows-1252", "mélangé"
BOMS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
WIDE = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_C1 = bytes(range(0x80, 0xA0))
_MULTI = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def bom_of(head: bytes) -> tuple[bytes, str]:
    """The byte order mark that starts the file and the character set it means."""
    for mark, name in BOMS:
        if head.startswith(mark):
            return mark, name
    if len(head) >= 8 and head[1:8:2] == b"\0\0\0\0" and b"\0" not in head[0:8:2]:
        return b"", "UTF-16LE"
    if len(head) >= 8 and head[0:8:2] == b"\0\0\0\0" and b"\0" not in head[1:8:2]:
        return b"", "UTF-16BE"
    return b"", ""


def _single(data: bytes) -> tuple[str, str]:
    """Decoded by one byte per character, and by which set."""
    if len(data.translate(None, _C1)) != len(data):
        return data.decode("cp1252", "replace"), CP1252
    return data.decode("iso8859-15"), LATIN9


@dataclass(slots=True)
class Charset:
    """What has been seen so far; `marks` are the (line, set) where a set first came up."""

    seen: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The character set of the whole file, `mélangé` where there are several."""
        sets = [name for name in self.seen if name != ASCII]
        if not sets:
            return ASCII
        if set(sets) == {LATIN9, CP1252}:
            return CP1252
        return sets[0] if len(sets) == 1 else MIXED

    def decode(self, data: bytes, first_line: int) -> bytes:
        """The block in UTF-8. Notes the sets and the lines where each first appears."""
        if data.isascii():
            self.seen.setdefault(ASCII, first_line)
            return data
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            self._note(UTF8, data, first_line)
            return data
        if _MULTI.search(data) is None:
            text, name = _single(data)
            self._note(name, data, first_line)
            return text.encode("utf-8")
        return b"".join(
            self._line(line, first_line + at) for at, line in enumerate(data.splitlines(True))
        )

    def _note(self, name: str, data: bytes, first_line: int) -> None:
        if name not in self.seen:
            ahead = 0
            for at, line in enumerate(data.splitlines()):
                if not line.isascii():
                    ahead = at
                    break
            self.seen[name] = first_line + ahead

    def _line(self, line: bytes, number: int) -> bytes:
        if line.isascii():
            return line
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            text, name = _single(line)
            self.seen.setdefault(name, number)
            return text.encode("utf-8")
        self.seen.setdefault(UTF8, number)
        return line
