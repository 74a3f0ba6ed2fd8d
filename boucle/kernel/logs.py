"""What the logs hold: one line for each event, and no secret in it.

Whatever a library writes (an address with a one-time word, a connection string, a header) is cut
before it leaves the process; what a caller typed cannot begin a line of its own.
"""

from __future__ import annotations

import logging
import re
from copy import copy

HIDDEN = "***"
_NAMED = (
    r"(?i)\b(pass(?:word|wd)?|mot[_ -]?de[_ -]?passe|secret|token|jeton|api[_-]?key|sessionid|"
    r"boucle_session|__host-boucle|csrf\w*|cookie|authorization)\b([\"']?\s*[:=]\s*[\"']?)"
    r"(?:bearer\s+|basic\s+)?[^\s\"',;&]+"
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(_NAMED), rf"\1\2{HIDDEN}"),
    (re.compile(r"\b(bcl_)[\w-]{8,}"), rf"\1{HIDDEN}"),
    (re.compile(r"\b(whsec_)[\w+/=-]{8,}"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(\w+://[^\s:/@]+:)[^\s@]+(@)"), rf"\1{HIDDEN}\2"),
    (re.compile(r"(/(?:premier-acces|mot-de-passe/nouveau)/)[^\s?\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"), HIDDEN),
    (re.compile(r"\b([A-Z]{2}\d{2})(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"), rf"\1{HIDDEN}"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")


def scrubbed(text: str) -> str:
    """The text without what opens anything, nor an IBAN in full."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def one_line(text: str) -> str:
    """Its ends of line and control signs, written out."""
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


class Scrubbed(logging.Formatter):
    """The usual format, of a message on one line; the trace that follows is cut as well."""

    def format(self, record: logging.LogRecord) -> str:
        """Called by each handler."""
        shown = copy(record)
        shown.msg, shown.args = one_line(record.getMessage()), None
        return scrubbed(super().format(shown))
