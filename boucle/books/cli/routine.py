"""`boucle tva`, `modele`, `abonnement`: what spares typing, by command."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from typing import Any

from boucle.kernel.errors import WrongUse

_VAT = 'Exemple : {"code": "D20", "label": "TVA 20 %", "kind": "deductible", "account": "445660"}.'
_MODEL = (
    'Exemple : {"code": "LOY", "label": "Loyer", "journals": ["achats"], "lines": ['
    '{"account": "401000", "third": "?", "side": "C"}, '
    '{"account": "613200", "side": "D", "formula": "solde"}]}.'
)
_SUBSCRIPTION = (
    'Exemple : {"label": "Loyer", "journal": "ACH", "every": "month", "day": 1, '
    '"start": "2025-01-01", "lines": [{"account": "613200", "debit": 100000}, '
    '{"account": "401000", "third": "SCI", "formula": "solde", "side": "C"}]}. '
    "Montants en centimes ; day 31 = fin de mois ; every : month, quarter, year."
)
Run = Callable[[argparse.Namespace], int]


def register(subparsers: Any) -> None:
    """Add the three groups."""
    group = _group(subparsers, "tva", "codes de TVA, et TVA sur encaissements à virer")
    _action(group, "codes", "lister les codes", run_codes)
    parser = _action(group, "enregistrer", "ajouter ou changer un code", run_save_code, _VAT)
    _file(parser, "changer celui-ci, au lieu d’en ajouter un")
    parser = _action(group, "exigible", "TVA que les règlements rendent due", run_due)
    parser.add_argument("--exercice", required=True, metavar="EXERCICE")
    parser.add_argument("--au", metavar="DATE", help="règlements jusqu’à ce jour (sinon la fin)")
    parser.add_argument("--virer", action="store_true", help="faire l’OD en brouillard à ce jour")

    group = _group(subparsers, "modele", "modèles d’écriture")
    _action(group, "liste", "lister les modèles", run_models)
    parser = _action(group, "enregistrer", "ajouter ou remplacer", run_save_model, _MODEL)
    _file(parser, "remplacer celui-ci, au lieu d’en ajouter un")
    parser = _action(group, "supprimer", "supprimer un modèle", run_delete_model)
    parser.add_argument("code", metavar="CODE")

    group = _group(subparsers, "abonnement", "écritures qui reviennent")
    _action(group, "liste", "lister les abonnements", run_subscriptions)
    parser = _action(group, "enregistrer", "ajouter ou changer", run_subscribe, _SUBSCRIPTION)
    _file(parser, "changer celui de ce numéro, au lieu d’en ajouter un")
    _action(group, "generer", "faire les échéances passées, en brouillard", run_make)


def _group(subparsers: Any, name: str, help_text: str) -> Any:
    parser = subparsers.add_parser(name, help=help_text)
    return parser.add_subparsers(metavar="action", required=True)


def _action(
    group: Any, name: str, help_text: str, run: Run, epilog: str = ""
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = group.add_parser(name, help=help_text, epilog=epilog)
    parser.add_argument("--dossier", required=True, metavar="SIREN", help="SIREN du dossier")
    parser.set_defaults(run=run)
    return parser


def _file(parser: argparse.ArgumentParser, help_text: str) -> None:
    parser.add_argument("file", metavar="FICHIER.json", help="- = entrée standard")
    parser.add_argument("--remplace", metavar="CODE", help=help_text)


def run_codes(args: argparse.Namespace) -> int:
    """The codes. Raises NotFound, Forbidden."""
    from boucle.books.public import vat_codes_of

    rows = [_facts(row) for row in vat_codes_of(args.act, _dossier(args).id)]
    return _list(args, rows, ("code", "kind", "due_on", "rate_key", "account", "label"))


def run_save_code(args: argparse.Namespace) -> int:
    """Add or change one. Raises Refused, NotFound, Forbidden."""
    from boucle.books.cli.entries import document
    from boucle.books.public import save_vat_code
    from boucle.books.rules.routine_input import read_vat_code

    new = read_vat_code(document(args.file))
    code = save_vat_code(args.act, _dossier(args).id, new, code=args.remplace)
    return _say(args, {"code": code}, f"Code de TVA {code} enregistré.")


def run_due(args: argparse.Namespace) -> int:
    """VAT on receipts that is due, or its move. Raises Refused, NotFound, Forbidden, WrongUse."""
    from boucle.books.cli.entries import day_of
    from boucle.books.public import move_vat, vat_to_move, year_for, years_of

    dossier = _dossier(args)
    year, years = year_for(args.act, dossier.id, args.exercice), years_of(args.act, dossier.id)
    until = day_of(args.au, "--au") or year.end
    if not year.start <= until <= year.end:
        raise WrongUse(f"--au : un jour de l’exercice {year.label}.")
    if args.virer:
        done = move_vat(args.act, dossier.id, year, years, until)
        facts = {"entry": str(done.entry), "invoices": done.invoices, "cents": done.cents}
        return _say(args, facts, f"OD {done.entry} en brouillard : {done.invoices} facture(s).")
    found = vat_to_move(args.act, dossier.id, year, years, until)
    rows = [
        {"entry": str(row.line.entry), "piece": row.line.piece_ref, "who": row.who,
         "account": row.line.account, "final": row.final, "move": row.move}
        for row in found.rows
    ]  # fmt: skip
    return _list(args, rows, ("piece", "who", "account", "final", "move"))


def run_models(args: argparse.Namespace) -> int:
    """The models with their lines. Raises NotFound, Forbidden."""
    from boucle.books.public import models_of

    rows = [_facts(row) for row in models_of(args.act, _dossier(args).id)]
    return _list(args, rows, ("code", "label"))


def run_save_model(args: argparse.Namespace) -> int:
    """Add or replace one. Raises Refused, NotFound, Forbidden."""
    from boucle.books.cli.entries import document
    from boucle.books.public import save_model
    from boucle.books.rules.routine_input import read_model

    new = read_model(document(args.file))
    code = save_model(args.act, _dossier(args).id, new, code=args.remplace)
    return _say(args, {"code": code}, f"Modèle {code} enregistré.")


def run_delete_model(args: argparse.Namespace) -> int:
    """Delete one. Raises NotFound, Forbidden."""
    from boucle.books.public import delete_model

    delete_model(args.act, _dossier(args).id, args.code)
    return _say(args, {"deleted": args.code}, f"Modèle {args.code} supprimé.")


def run_subscriptions(args: argparse.Namespace) -> int:
    """The recurring entries. Raises NotFound, Forbidden."""
    from boucle.books.public import subscriptions_of

    rows = [_facts(row) for row in subscriptions_of(args.act, _dossier(args).id)]
    return _list(args, rows, ("id", "label", "journal", "every", "day", "next"))


def run_subscribe(args: argparse.Namespace) -> int:
    """Add or change one. Raises Refused, NotFound, Forbidden, WrongUse."""
    from boucle.books.cli.entries import document
    from boucle.books.public import save_subscription
    from boucle.books.rules.routine_input import read_subscription

    word = args.remplace
    if word is not None and not (word.isascii() and word.isdigit() and len(word) < 19):
        raise WrongUse("--remplace : le numéro d’un abonnement (boucle abonnement liste).")
    new = read_subscription(document(args.file))
    number = save_subscription(args.act, _dossier(args).id, new, number=int(word) if word else None)
    return _say(args, {"id": number}, f"Abonnement {number} enregistré.")


def run_make(args: argparse.Namespace) -> int:
    """Make the due drafts. Raises NotFound, Forbidden."""
    from boucle.books.public import make_due
    from boucle.kernel import clock

    done = make_due(args.act, _dossier(args).id, clock.today())
    waiting = [
        {"label": label, "due": due.isoformat(), "reason": reason}
        for label, due, reason in done.waiting
    ]
    lines = [f"{done.made} écriture(s) faite(s) en brouillard."]
    lines += [f"En attente : {one['label']}, {one['due']} : {one['reason']}" for one in waiting]
    return _say(args, {"made": done.made, "waiting": waiting}, "\n".join(lines))


def _dossier(args: argparse.Namespace) -> Any:
    from boucle.access.public import dossier_for

    return dossier_for(args.act, args.dossier)


def _facts(row: Any) -> dict[str, Any]:
    from dataclasses import asdict

    found: dict[str, Any] = json.loads(json.dumps(asdict(row), default=str))
    return found


def _list(args: argparse.Namespace, rows: list[dict[str, Any]], names: Iterable[str]) -> int:
    text = "\n".join("\t".join(str(row[name] or "") for name in names) for row in rows)
    return _say(args, rows, text or "Rien.")


def _say(args: argparse.Namespace, facts: Any, text: str) -> int:
    print(json.dumps(facts, ensure_ascii=False) if args.json else text)
    return 0
