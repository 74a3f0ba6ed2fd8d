"""`boucle fec import`: bring FEC files into a Dossier, or only say what it would do."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boucle.books.cli.group import fec_group
from boucle.books.cli.import_checks import (
    balances_in,
    comparison_facts,
    comparison_text,
    comparisons,
    mapping_in,
    proof_facts,
    proof_of,
    proof_text,
)
from boucle.kernel.errors import NotFound, WrongUse

if TYPE_CHECKING:
    from boucle.books.cli.import_checks import Balances
    from boucle.books.types_import import ImportOptions, ImportPlan
    from boucle.tenancy.public import DossierRow

REGIMES = ("BIC", "COM", "BAT", "BNCT")


def register(subparsers: Any) -> None:
    """Add `fec import`."""
    parser = fec_group(subparsers).add_parser(
        "import", help="reprendre un ou plusieurs FEC dans un dossier"
    )
    parser.add_argument("files", nargs="+", metavar="FICHIER", help="FEC, .gz ou .zip")
    parser.add_argument("--dossier", required=True, metavar="SIREN", help="dossier qui reçoit")
    parser.add_argument("--create", action="store_true", help="créer le dossier s’il n’existe pas")
    parser.add_argument("--name", metavar="NOM", help="nom du dossier créé")
    parser.add_argument(
        "--dry-run", action="store_true", help="dire ce qui serait fait, ne rien écrire"
    )
    parser.add_argument("--debut", metavar="DATE", help="premier jour de l’exercice (AAAA-MM-JJ)")
    parser.add_argument("--fin", metavar="DATE", help="dernier jour de l’exercice (AAAA-MM-JJ)")
    parser.add_argument("--regime", choices=REGIMES, help="régime (sinon lu dans les colonnes)")
    parser.add_argument(
        "--mapping", metavar="JSON", help="correspondance : natures, libellés, comptes collectifs"
    )
    parser.add_argument(
        "--balance", action="append", default=[], metavar="[EXERCICE=]FICHIER",
        help="balance de l’ancien logiciel (CSV, XLSX), comparée à celle du fichier",
    )  # fmt: skip
    parser.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Plan or import. Raises Refused with every finding, NotFound, WrongUse."""
    from boucle.books.types_import import ImportOptions

    paths = [Path(name) for name in args.files]
    for path in paths:
        path.open("rb").close()
    options = ImportOptions(
        start=_day(args.debut, "--debut"), end=_day(args.fin, "--fin"), regime=args.regime,
        mapping=mapping_in(args.mapping),
    )  # fmt: skip
    balances = balances_in(args.balance)
    if args.dry_run:
        return _plan(args, paths, options, balances)
    return _import(args, paths, options, balances)


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongUse(f"{option} : « {text} » n’est pas une date (AAAA-MM-JJ).") from None


def _found(args: argparse.Namespace) -> DossierRow | None:
    from boucle.access.public import dossier_for

    try:
        return dossier_for(args.act, args.dossier)
    except NotFound:
        if not args.create:
            raise
        return None


def _plan(
    args: argparse.Namespace, paths: list[Path], options: ImportOptions, balances: Balances
) -> int:
    from boucle.books.public import plan_import
    from boucle.tenancy.public import siren_tidy

    dossier = _found(args)
    siren = dossier.siren if dossier else siren_tidy(args.dossier)
    plans = plan_import(args.act, dossier, siren, paths, options, progress=Shown())
    blocked = any(plan.blocked for plan in plans)
    gaps = comparisons(balances, {plan.year.label: plan.balance for plan in plans if plan.year})
    if args.json:
        facts = {
            "dry_run": True, "possible": not blocked, "files": [_facts(p) for p in plans],
            "balances": [comparison_facts(year, one) for year, one in gaps],
        }  # fmt: skip
        print(json.dumps(facts, ensure_ascii=False, default=str))
    else:
        texts = [_text(plan) for plan in plans]
        print("\n\n".join([*texts, *(comparison_text(year, one) for year, one in gaps)]))
    return 1 if blocked else 0


def _facts(plan: ImportPlan) -> dict[str, Any]:
    report = plan.report
    return {
        "file": plan.file,
        "verdict": report.verdict,
        "year": None if plan.year is None else plan.year.label,
        "start": None if plan.year is None else plan.year.start,
        "end": None if plan.year is None else plan.year.end,
        "already": plan.already,
        "blocked": plan.blocked,
        "entries": report.entries,
        "lines": report.lines,
        "debit": report.debit,
        "credit": report.credit,
        "drafts": report.summary.drafts,
        "journals": [
            {"code": j.code, "label": j.label, "entries": j.entries, "debit": j.debit,
             "credit": j.credit} for j in report.summary.journals
        ],
        "journals_created": [
            {"code": code, "label": label, "type": nature}
            for code, label, nature in plan.journals_new
        ],
        "classes": [
            {"class": c.number, "debit": c.debit, "credit": c.credit}
            for c in report.summary.by_class
        ],
        "journals_new": len(plan.journals_new),
        "accounts_new": plan.accounts_new_count,
        "third_parties_new": plan.third_parties_new_count,
        "entries_existing": plan.entries_existing,
        "problem": plan.problem or None,
        "decisions": list(plan.decisions),
        "counts": dict(report.counts),
    }  # fmt: skip


def _text(plan: ImportPlan) -> str:
    from boucle.kernel.money import show

    report, year = plan.report, plan.year
    days = f"exercice {year.label} du {year.start:%d/%m/%Y} au {year.end:%d/%m/%Y}" if year else ""
    rows = [
        f"{plan.file} : {' ; '.join(filter(None, (days, plan.problem)))}",
        f"  verdict {report.verdict} ; {report.entries} écritures, {report.lines} lignes, "
        f"débit {show(report.debit)}, crédit {show(report.credit)}",
        f"  à créer : {len(plan.journals_new)} journaux, {plan.accounts_new_count} comptes, "
        f"{plan.third_parties_new_count} tiers",
        f"  déjà présentes : {plan.entries_existing} écritures"
        + (" (fichier déjà importé)" if plan.already else ""),
    ]
    rows += [
        f"  journal {j.code} {j.label} : {j.entries} écritures, débit {show(j.debit)}, "
        f"crédit {show(j.credit)}" for j in report.summary.journals
    ]  # fmt: skip
    rows += [f"  classe {c.number} : débit {show(c.debit)}, crédit {show(c.credit)}"
             for c in report.summary.by_class]  # fmt: skip
    blockers = ", ".join(report.import_blockers)
    return "\n".join([*rows, *([f"  import refusé : {blockers}"] if blockers else [])])


def _import(
    args: argparse.Namespace, paths: list[Path], options: ImportOptions, balances: Balances
) -> int:
    from boucle.books.public import import_as_job
    from boucle.tenancy.public import NewDossier

    target: DossierRow | NewDossier | None = _found(args)
    if target is None:
        if not args.name:
            raise WrongUse("--create demande --name, le nom du dossier.")
        target = NewDossier(siren=args.dossier, name=args.name, fec_regime=args.regime or "BIC")
    done = import_as_job(args.act, target, paths, options, told=Shown())
    facts = done.as_dict()
    proof = proof_of(args.act, args.dossier, done)
    gaps = comparisons(balances, {one.year: one.sums for one in proof})
    facts["proof"] = [proof_facts(one) for one in proof]
    facts["balances"] = [comparison_facts(year, one) for year, one in gaps]
    if args.json:
        print(json.dumps(facts, ensure_ascii=False, default=str))
    else:
        for text in facts["decisions"]:
            print(f"  {text}")
        print(
            f"{facts['entries']} écritures, {facts['lines']} lignes importées ; "
            f"{facts['skipped']} déjà présentes ; {facts['journals']} journaux, "
            f"{facts['accounts']} comptes et {facts['third_parties']} tiers créés "
            f"({facts['seconds']:.1f} s)."
        )
        print("\n".join([proof_text(one) for one in proof]
                        + [comparison_text(year, one) for year, one in gaps]))  # fmt: skip
    return 0


class Shown:
    """Progress on standard error, a line a step, and the share on a terminal."""

    def __init__(self) -> None:
        self.step = ""

    def __call__(self, done: int, total: int, step: str) -> None:
        """One line for each new step; on a terminal the percentage too."""
        if step != self.step:
            print(f"… {step}", file=sys.stderr, flush=True)
            self.step = step
        elif sys.stderr.isatty() and total:
            print(f"\r… {step} {done * 100 // total} %", end="", file=sys.stderr, flush=True)
