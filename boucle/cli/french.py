"""argparse in French: it asks gettext for each text, and we answer."""

from __future__ import annotations

import argparse

TEXTS = {
    "usage: ": "usage : ",
    "positional arguments": "arguments",
    "options": "options",
    "show this help message and exit": "afficher cette aide",
    "show program's version number and exit": "afficher la version",
    "subcommands": "commandes",
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s\n",
    "argument %(argument_name)s: %(message)s": "argument %(argument_name)s : %(message)s",
    "the following arguments are required: %s": "il manque : %s",
    "one of the arguments %s is required": "il faut l’une des options %s",
    "not allowed with argument %s": "incompatible avec l’argument %s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "ambiguous option: %(option)s could match %(matches)s": (
        "option ambiguë : %(option)s peut être %(matches)s"
    ),
    "ignored explicit argument %r": "valeur inattendue : %r",
    "expected one argument": "une valeur est attendue",
    "expected at most one argument": "une valeur au plus est attendue",
    "expected at least one argument": "une valeur au moins est attendue",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "choix inconnu : %(value)r (possibles : %(choices)s)"
    ),
    "invalid %(type)s value: %(value)r": "valeur illisible : %(value)r",
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "commande inconnue : %(parser_name)r (possibles : %(choices)s)"
    ),
    "can't open '%(filename)s': %(error)s": (
        "le fichier « %(filename)s » ne s’ouvre pas : %(error)s"
    ),
    "expected %s argument": "%s valeur est attendue",
    "expected %s arguments": "%s valeurs sont attendues",
}


def gettext(text: str) -> str:
    """The French text, or the English one where argparse grew a new one."""
    return TEXTS.get(text, text)


def ngettext(one: str, several: str, count: int) -> str:
    """As `gettext`, singular for 0 and 1 as French has it."""
    return gettext(one if count < 2 else several)


def teach_argparse() -> None:
    """Called once by `main`, before the first parser is made."""
    vars(argparse)["_"] = gettext
    vars(argparse)["ngettext"] = ngettext
