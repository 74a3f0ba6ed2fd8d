"""`boucle balance` and `boucle grand-livre`: read the books. JSON in cents, else a table."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boucle.books.rules.period import Period
    from boucle.books.types_reading import BalanceLine, LedgerHead, LedgerLine

LABEL, AMOUNT = 36, 18


def register(subparsers: Any) -> None:
    """Add the two commands."""
    parser = subparsers.add_parser("balance", help="balance générale ou auxiliaire")
    _common(parser)
    parser.set_defaults(run=run_balance)
    parser = subparsers.add_parser("grand-livre", help="grand livre général ou auxiliaire")
    _common(parser)
    parser.set_defaults(run=run_ledger)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dossier", required=True, metavar="SIREN", help="SIREN du dossier")
    parser.add_argument("--exercice", required=True, metavar="EXERCICE", help="par exemple 2025")
    parser.add_argument("--compte", default="", metavar="N", help="comptes commençant par N")
    parser.add_argument("--mois", metavar="MOIS", help="ce mois seulement : 3 ou 2025-03")
    parser.add_argument("--au", metavar="DATE", help="arrêté à ce jour compris : 2025-03-17")
    parser.add_argument(
        "--brouillard", action="store_true", help="avec les écritures en brouillard"
    )
    parser.add_argument("--auxiliaire", action="store_true", help="par tiers")


def _scope(args: argparse.Namespace) -> tuple[int, Period]:
    """The Dossier's number and the period. Raises NotFound, WrongUse."""
    from boucle.access.public import dossier_for
    from boucle.books.public import year_for
    from boucle.books.rules.period import parse_period

    dossier = dossier_for(args.act, args.dossier)
    year = year_for(args.act, dossier.id, args.exercice)
    words = {"mois": args.mois or "", "au": args.au or ""}
    return dossier.id, parse_period(year, words)


def run_balance(args: argparse.Namespace) -> int:
    """Print debit and credit of the year up to the end of the period, and the solde."""
    from boucle.books.queries.balance import third_balance_lines, trial_balance

    dossier, period = _scope(args)
    options: dict[str, Any] = {"drafts": args.brouillard, "prefix": args.compte}
    if args.auxiliaire:
        lines = list(third_balance_lines(args.act, dossier, period, **options))
        openings = True
    else:
        found = trial_balance(args.act, dossier, period, **options)
        lines, openings = list(found.lines), found.facts.has_openings or not found.facts.lines
    debit = sum(line.all_debit for line in lines)
    credit = sum(line.all_credit for line in lines)
    if args.json:
        accounts = [_account(line) for line in lines]
        print(
            json.dumps({"accounts": accounts, "debit": debit, "credit": credit}, ensure_ascii=False)
        )
        return 0
    if not openings:
        print("À-nouveaux non repris : les soldes partent de zéro.", file=sys.stderr)
    _print_balance(lines, debit, credit)
    return 0


def _account(line: BalanceLine) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "number": line.number,
        "label": line.label,
        "debit": line.all_debit,
        "credit": line.all_credit,
        "balance": line.balance,
    }
    return {"account": line.account, **facts} if line.account else facts


def _print_balance(lines: list[BalanceLine], debit: int, credit: int) -> None:
    if not lines:
        print("Aucun compte mouvementé.")
        return
    print(_row("Compte", "Libellé", "Débit", "Crédit", "Solde"))
    for line in lines:
        number = f"{line.account} {line.number}" if line.account else line.number
        print(
            _row(
                number,
                line.label,
                _money(line.all_debit),
                _money(line.all_credit),
                _side(line.balance),
            )
        )
    print(_row("", "Total", _money(debit), _money(credit), _side(debit - credit)))


def run_ledger(args: argparse.Namespace) -> int:
    """Print the lines as they come; with --json one document a line (JSON Lines)."""
    from boucle.books.queries.ledger import LedgerFilter, ledger_stream

    dossier, period = _scope(args)
    wanted = LedgerFilter(
        period, account=args.compte, drafts=args.brouillard, by_third=args.auxiliaire
    )
    lines = ledger_stream(args.act, dossier, wanted)
    if args.json:
        for head, line in lines:
            if line is not None:
                sys.stdout.write(json.dumps(_line(head, line), ensure_ascii=False) + "\n")
        return 0
    _print_ledger(lines)
    return 0


def _line(head: LedgerHead, line: LedgerLine) -> dict[str, Any]:
    row = line.row
    return {
        "account": head.account,
        "account_label": head.account_label,
        "third": row.third,
        "third_label": row.third_label,
        "date": row.date.isoformat(),
        "journal": row.journal,
        "number": row.number,
        "piece": row.piece_ref,
        "label": row.label,
        "debit": row.debit,
        "credit": row.credit,
        "balance": line.balance,
        "lettrage": row.lettrage,
        "due_date": row.due_date.isoformat() if row.due_date else None,
        "draft": row.is_draft,
        "entry": str(row.entry),
    }


def _print_ledger(lines: Iterator[tuple[LedgerHead, LedgerLine | None]]) -> None:
    last: LedgerHead | None = None
    for head, line in lines:
        if head is not last:
            name = f"{head.account} {head.account_label}"
            print(f"\n{name}" + (f" · {head.third} {head.third_label}" if head.third else ""))
            if head.opening:
                print(_row("", "Report", "", "", _side(head.opening)))
            last = head
        if line is None:
            continue
        row = line.row
        first = f"{row.date:%d/%m/%Y} {row.journal[:4]:<4}"
        label = f"{'* ' if row.is_draft else ''}{row.label}"
        print(_row(first, label, _money(row.debit), _money(row.credit), _side(line.balance)))
    if last is None:
        print("Aucune écriture.")


def _money(cents: int) -> str:
    from boucle.kernel.money import show

    return show(cents) if cents else ""


def _side(cents: int) -> str:
    from boucle.kernel.money import show

    return f"{show(abs(cents))} {'D' if cents > 0 else 'C' if cents < 0 else ' '}"


def _row(first: str, label: str, *amounts: str) -> str:
    from boucle.kernel.terminal import plain

    cut = plain(label)[:LABEL]
    return f"{first:<16} {cut:<{LABEL}}" + "".join(f"{text:>{AMOUNT}}" for text in amounts)
