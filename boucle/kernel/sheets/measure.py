"""Widths of text in the font of our PDF files: lines and pages are cut before they are drawn."""

from __future__ import annotations

_SIZES = {
    212: " \u00a0",
    228: "'ijìíîïĩīĭįı",
    252: ",.lĺļłľ",
    294: ":;!¡|¦[]f·",
    310: "(){}",
    349: "tţťrŕŗř/\\\u2019\u2018\u202f",
    362: "-IªºÌÍÎÏĨĪĬĮİ\u2010\u2011",
    431: '"*zźżž°¿?®',
    461: "sśŝşšvyýÿŷLĹĻĽŁĿcçćĉċčxJĴ",
    483: "gkķĝğġģaàáâãäåāăą«»¢\u201c\u201d",
    516: "eèéêëēĕėęěðoòóôõöøōŏőF_hnuñùúûüĥħńņňŋũūŭůűųTŢŤŦµ",
    540: "bdpqþđZŹŻŽSŚŜŞŠE§ÈÉÊËĒĔĖĘĚYÝŶŸ£$+0123456789<=>^`~¨¬¯±´¸×÷¤¥PÞV\u2212\u2013€",
    589: "XCÇĆĈĊČKĶRŔŖŘAÀÁÂÃÄÅßĀĂĄ¶B",
    638: "DĎÐĐUÙÚÛÜŨŪŬŮŰŲ&GĜĞĠĢ#HNÑĤŃŅŇŊOQÒÓÔÕÖØŌŎŐĦ",
    730: "wŵ©¾M¼½",
    787: "mæ…",
    837: "@WŴÆœ%",
    886: "Œ",
    1000: "—",
}
_WIDTHS = {letter: size for size, letters in _SIZES.items() for letter in letters}
_UNKNOWN = 1_000
_BOLD = 1.04
"""The semi-bold cut is wider by less than this."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in points, never less than the real one for Latin text."""
    thousandths = sum(_WIDTHS.get(letter, _UNKNOWN) for letter in text)
    return thousandths * size / 1_000 * (_BOLD if bold else 1)


def wrap(text: str, room: float, size: float, *, lines: int, bold: bool = False) -> list[str]:
    """The text cut at spaces (a long word anywhere) into at most `lines`; then an ellipsis."""
    if width(text, size, bold=bold) <= room:
        return [text]
    found: list[str] = []
    rest = text
    while rest and len(found) < lines:
        at = _fitting(rest, room, size, bold)
        if at < len(rest) and (space := rest.rfind(" ", 1, at + 1)) > 0:
            at = space
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip(" ")
    if rest:
        last = found[-1]
        while last and width(f"{last}…", size, bold=bold) > room:
            last = last[:-1]
        found[-1] = f"{last.rstrip()}…"
    return found


def _fitting(text: str, room: float, size: float, bold: bool) -> int:
    """How many letters fit; one at least."""
    left = room * 1_000 / size / (_BOLD if bold else 1)
    for at, letter in enumerate(text):
        left -= _WIDTHS.get(letter, _UNKNOWN)
        if left < 0:
            return max(1, at)
    return len(text)
