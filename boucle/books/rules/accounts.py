"""Accounts of a chart: what a number must look like, and what it says about its account.

Source: PCG art. 1121-1 (classes), LPF art. A. 47 A-1 (CompteNum opens with three digits).
"""

from __future__ import annotations

import re

NUMBER_MAX = 20
LABEL_MAX = 200
_NUMBER = re.compile(r"^[1-9][0-9]{2}[0-9A-Z]{0,17}$")

CONTROL = (
    "401",
    "403",
    "404",
    "405",
    "408",
    "409",
    "411",
    "413",
    "416",
    "418",
    "419",
    "421",
    "455",
)
"""Collective accounts: their lines carry a third party."""

LETTRABLE = ("40", "41", "421", "425", "427", "431", "437", "4421", "44551", "455", "457", "462",
             "467", "511", "58")  # fmt: skip
"""Accounts whose debits and credits settle each other."""

CLASSES = {
    "1": "Capitaux",
    "2": "Immobilisations",
    "3": "Stocks et en-cours",
    "4": "Tiers",
    "5": "Comptes financiers",
    "6": "Charges",
    "7": "Produits",
    "8": "Comptes spéciaux",
    "9": "Comptabilité analytique",
}


def tidy(number: str) -> str:
    """Without spaces or points, capitals: as it is kept."""
    return re.sub(r"[\s\u00a0\u202f.]", "", number).upper()


def number_problem(number: str) -> str | None:
    """What is wrong with a number, in French and with what to do; None when it is right."""
    if not number:
        return "Indiquez le numéro du compte, par exemple 606400."
    if len(number) < 3 or len(number) > NUMBER_MAX:
        return f"Un numéro de compte a de 3 à 20 caractères ; « {number[:40]} » en a {len(number)}."
    if number[0] in "0" or not number[0].isdigit():
        return f"« {number} » n’est d’aucune classe : le premier chiffre va de 1 à 9."
    if not _NUMBER.match(number):
        return (
            f"« {number} » : trois chiffres d’abord, puis des chiffres ou des lettres majuscules."
        )
    return None


def label_problem(label: str) -> str | None:
    """What is wrong with a label, in French; None when it is right."""
    if not label.strip():
        return "Donnez un libellé."
    if len(label) > LABEL_MAX:
        return f"Le libellé dépasse {LABEL_MAX} caractères : abrégez-le."
    if not label.isprintable():
        return "Le libellé contient une tabulation ou un signe invisible : retapez-le."
    return None


def is_control(number: str) -> bool:
    """Whether an account of that number is usually collective."""
    return number.startswith(CONTROL)


def is_lettrable(number: str) -> bool:
    """Whether an account of that number is usually lettered."""
    return number.startswith(LETTRABLE)
