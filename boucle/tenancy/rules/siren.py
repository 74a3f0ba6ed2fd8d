"""SIREN: nine digits whose key (Luhn) is right.

Source: INSEE, Sirene: the ninth digit is a Luhn key over the eight others.
"""

from __future__ import annotations

import re


def tidy(text: str) -> str:
    """Without spaces, no-break spaces and points."""
    return re.sub(r"[\s\u00a0\u202f.]", "", text)


def has_key(digits: str) -> bool:
    """Whether the Luhn sum is a multiple of ten."""
    total = 0
    for at, character in enumerate(reversed(digits)):
        value = int(character) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def problem(text: str) -> str | None:
    """What is wrong with it, in French and with what to do; None when it is right."""
    siren = tidy(text)
    if not siren:
        return "Indiquez le SIREN : 9 chiffres."
    if not siren.isascii() or not siren.isdigit():
        return f"« {text} » n’est pas un SIREN : 9 chiffres, sans lettre."
    if len(siren) == 14:
        return f"« {text} » est un SIRET : gardez les 9 premiers chiffres, {siren[:9]}."
    if len(siren) != 9:
        return f"« {text} » compte {len(siren)} chiffres ; un SIREN en compte 9."
    if not has_key(siren) or siren == "000000000":
        return f"« {text} » n’est pas un SIREN valide : sa clé est fausse. Vérifiez la saisie."
    return None
