"""`boucle ecriture`, `valider`, `contrepasser`, `supprimer`: write the books by command."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from boucle.kernel.errors import Finding, NotFound, Refused, WrongUse

FILE_BYTES_MAX = 16 << 20
_EXAMPLE = (
    'Exemple : {"journal": "ACH", "date": "2025-03-15", "lines": ['
    '{"account": "606100", "label": "Électricité", "debit": 12000}, '
    '{"account": "401000", "third": "EDF", "label": "Électricité", "credit": 12000}]}. '
    "Montants en centimes (entiers) ou en euros (textes). Avec « public_id » et « version », "
    "le brouillard existant est modifié."
)


def register(subparsers: Any) -> None:
    """Add the four commands."""
    parser = subparsers.add_parser(
        "ecriture", help="enregistrer une écriture en brouillard", epilog=_EXAMPLE
    )
    _dossier(parser)
    parser.add_argument("file", metavar="FICHIER.json", help="l’écriture ; - = entrée standard")
    parser.set_defaults(run=run_entry)

    parser = subparsers.add_parser("valider", help="valider le brouillard, définitivement")
    _dossier(parser)
    parser.add_argument("--exercice", required=True, metavar="EXERCICE", help="par exemple 2025")
    parser.add_argument("--journal", metavar="J", help="ce journal seulement")
    parser.add_argument("--au", metavar="DATE", help="jusqu’à ce jour compris")
    parser.set_defaults(run=run_validate)

    parser = subparsers.add_parser(
        "contrepasser", help="passer l’écriture inverse d’une écriture validée, en brouillard"
    )
    _dossier(parser)
    parser.add_argument("entry", metavar="ÉCRITURE", help="identifiant (UUID) de l’écriture")
    parser.add_argument("--le", metavar="DATE", help="date ; sinon aujourd’hui, s’il est ouvert")
    parser.set_defaults(run=run_reverse)

    parser = subparsers.add_parser("supprimer", help="supprimer une écriture en brouillard")
    _dossier(parser)
    parser.add_argument("entry", metavar="ÉCRITURE", help="identifiant (UUID) de l’écriture")
    parser.add_argument(
        "--version", required=True, type=int, metavar="N", help="la version que vous avez lue"
    )
    parser.set_defaults(run=run_delete)


def _dossier(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dossier", required=True, metavar="SIREN", help="SIREN du dossier")


def run_entry(args: argparse.Namespace) -> int:
    """Save a draft. Raises Refused with every finding, Conflict, NotFound, Forbidden."""
    from boucle.access.public import dossier_for
    from boucle.books.public import save_draft
    from boucle.books.rules.entry_input import read_entry

    entry, findings = read_entry(document(args.file))
    if findings:
        raise Refused(findings)
    dossier = dossier_for(args.act, args.dossier)
    saved = save_draft(args.act, dossier.id, entry)
    facts = {"entry": str(saved.public_id), "version": saved.version}
    text = f"Écriture {saved.public_id} enregistrée en brouillard (version {saved.version})."
    return _say(args, facts, text)


def document(name: str) -> Any:
    """The JSON document of a file. Raises Refused where it is none, with the line."""
    if name == "-":
        raw = sys.stdin.buffer.read(FILE_BYTES_MAX + 1)
    else:
        with open(name, "rb") as source:
            raw = source.read(FILE_BYTES_MAX + 1)
    try:
        if len(raw) > FILE_BYTES_MAX:
            raise ValueError("le fichier dépasse 16 Mo")
        return json.loads(raw.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        what, line = f"ligne {error.lineno}, colonne {error.colno}", error.lineno
    except (ValueError, RecursionError) as error:
        what, line = str(error), None
    raise Refused(
        [
            Finding(
                code="books.input.json",
                message=f"Le fichier n’est pas du JSON lisible : {what}.",
                line=line,
                help="Écrivez l’écriture en JSON, en UTF-8 : boucle ecriture --help.",
            )
        ]
    )


def run_validate(args: argparse.Namespace) -> int:
    """Validate drafts. Raises Refused naming each entry, NotFound, Forbidden, WrongUse."""
    from boucle.access.public import dossier_for
    from boucle.books.public import validate_entries, year_for

    dossier = dossier_for(args.act, args.dossier)
    year = year_for(args.act, dossier.id, args.exercice)
    done = validate_entries(
        args.act, dossier.id, year, journal=args.journal, until=day_of(args.au, "--au")
    )
    facts = {
        "batch": done.batch, "entries": done.entries, "first": done.first, "last": done.last,
        "hash": done.hash,
    }  # fmt: skip
    if not done.entries:
        return _say(args, facts, "Rien à valider.")
    text = (
        f"{done.entries} écriture(s) validée(s), du n° {done.first} au n° {done.last}"
        f" (lot {done.batch}, empreinte {done.hash})."
    )
    return _say(args, facts, text)


def run_reverse(args: argparse.Namespace) -> int:
    """Reverse a validated entry. Raises Refused, NotFound, Forbidden, WrongUse."""
    from boucle.access.public import dossier_for
    from boucle.books.public import reverse_entry

    key = _key(args.entry)
    dossier = dossier_for(args.act, args.dossier)
    saved = reverse_entry(args.act, dossier.id, key, day_of(args.le, "--le"))
    facts = {"entry": str(saved.public_id), "version": saved.version, "reverses": str(key)}
    return _say(args, facts, f"Contrepassation {saved.public_id} enregistrée en brouillard.")


def run_delete(args: argparse.Namespace) -> int:
    """Delete a draft. Raises Refused (validated), Conflict, NotFound, Forbidden."""
    from boucle.access.public import dossier_for
    from boucle.books.public import delete_draft

    key = _key(args.entry)
    if not 0 < args.version < 2**31:
        raise WrongUse("--version est un entier, à partir de 1.")
    dossier = dossier_for(args.act, args.dossier)
    delete_draft(args.act, dossier.id, key, args.version)
    return _say(args, {"deleted": str(key)}, f"Brouillard {key} supprimé.")


def _key(text: str) -> Any:
    """The UUID of an entry. Raises NotFound for what cannot be one."""
    from uuid import UUID

    try:
        return UUID(text)
    except ValueError:
        raise NotFound(f"Aucune écriture « {text} » dans ce dossier.") from None


def day_of(text: str | None, option: str) -> Any:
    """The day of an option; None without it. Raises WrongUse."""
    from boucle.books.rules.days import parse_day

    if text is None:
        return None
    try:
        return parse_day(text)
    except ValueError as error:
        raise WrongUse(f"{option} : {error}") from None


def _say(args: argparse.Namespace, facts: dict[str, Any], text: str) -> int:
    print(json.dumps(facts, ensure_ascii=False) if args.json else text)
    return 0
