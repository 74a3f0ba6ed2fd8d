"""What a terminal may be shown."""

from __future__ import annotations

import re

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


def plain(text: str) -> str:
    """One line without control characters, for messages that quote a user's file."""
    return _CONTROLS.sub(" ", text)
