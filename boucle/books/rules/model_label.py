"""Labels of models: `{tiers}`, `{pièce}`, `{mois}`, `{trimestre}`, `{année}` filled in."""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
WORDS = ("tiers", "pièce", "mois", "trimestre", "année")
_WORD = re.compile(r"\{([^{}]*)\}")


def problem(pattern: str) -> str | None:
    """What is wrong with a pattern, in French; None when it is right."""
    for word in _WORD.findall(pattern):
        if word not in WORDS:
            known = ", ".join(f"{{{name}}}" for name in WORDS)
            return f"{{{word}}} est inconnu ; écrivez {known}."
    return None


def filled(pattern: str, *, day: date, third: str = "", piece: str = "") -> str:
    """The label on a day; what is empty leaves no double space."""
    values = {
        "tiers": third,
        "pièce": piece,
        "mois": f"{MONTHS[day.month - 1]} {day.year}",
        "trimestre": f"T{(day.month + 2) // 3} {day.year}",
        "année": str(day.year),
    }
    text = _WORD.sub(lambda found: values.get(found[1], ""), pattern)
    return " ".join(text.split())


def pattern_of(label: str, day: date) -> str:
    """The pattern that a label of that day suggests: its month, quarter and year said as words."""
    for word in ("mois", "trimestre"):
        said = filled(f"{{{word}}}", day=day)
        label = re.sub(re.escape(said), f"{{{word}}}", label, flags=re.IGNORECASE)
    return re.sub(rf"\b{day.year}\b", "{année}", label)
