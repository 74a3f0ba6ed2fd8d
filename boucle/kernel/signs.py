"""Signs that no text of the database holds."""

from __future__ import annotations


def is_clean(text: str) -> bool:
    """Whether a database text can hold it: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
