"""`boucle fec check`: the report on a FEC, without a database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boucle.books.cli.group import fec_group

if TYPE_CHECKING:
    from boucle.books.rules.fec.types import Report

REGIMES = ("BIC", "COM", "BAT", "BNCT")
LINES_SHOWN = 5


def register(subparsers: Any) -> None:
    """Add `fec check`."""
    parser = fec_group(subparsers).add_parser(
        "check", help="contrôler un FEC (texte, XML, .zip ou .gz), sans rien enregistrer"
    )
    parser.add_argument(
        "files", nargs="+", metavar="FICHIER", help="le FEC, ou les parties d’un même exercice"
    )
    parser.add_argument("--siren", metavar="SIREN", help="SIREN attendu")
    parser.add_argument("--regime", choices=REGIMES, help="régime (lu dans les zones sinon)")
    parser.add_argument("--xlsx", metavar="FICHIER", help="écrire aussi le rapport en XLSX")
    parser.set_defaults(run=run_check, database=False)


def run_check(args: argparse.Namespace) -> int:
    """Print the report; 0 for conforme and alerte, 1 for anomalie and rejet. Raises WrongUse."""
    from boucle.books.rules.fec.check import check_fec
    from boucle.books.rules.fec.types import KnownDossier, Regime
    from boucle.books.rules.fec.view import report_json
    from boucle.kernel import clock
    from boucle.kernel.errors import Severity

    report = check_fec(
        _paths(args.files),
        regime=Regime(args.regime) if args.regime else None,
        known=KnownDossier(siren=(args.siren or "").replace(" ", "") or None),
        today=clock.today(),
        progress=_progress(),
    )
    if args.xlsx:
        _write_xlsx(report, Path(args.xlsx))
    if args.json:
        print(json.dumps(report_json(report), ensure_ascii=False))
    else:
        _print(report)
    return 1 if report.verdict.rank >= Severity.ANOMALIE.rank else 0


def _paths(files: list[str]) -> list[Path]:
    from boucle.kernel.errors import WrongUse

    for file in files:
        if not Path(file).is_file():
            raise WrongUse(f"{file}\u00a0: fichier introuvable.")
    return [Path(file) for file in files]


def _progress() -> Callable[[int, int], None] | None:
    """A percentage on standard error, for a person only."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        end = "\n" if done >= total else ""
        text = f"\r{done * 100 // max(total, 1):3d}\u00a0%"
        print(text, end=end, file=sys.stderr, flush=True)

    return show


def _write_xlsx(report: Report, path: Path) -> None:
    from boucle.books.queries.fec_report import report_sheet
    from boucle.books.rules.fec.view import report_json
    from boucle.kernel.sheets import write_sheet

    with path.open("wb") as target:
        write_sheet(report_sheet(report_json(report)), "xlsx", target)


def _print(report: Report) -> None:
    from boucle.books.rules.fec.view import view_of

    view = view_of(report)
    print(f"{view.name}\u00a0: {view.verdict_label.upper()}. {view.sentence}")
    for name, value in view.facts:
        print(f"  {name}\u00a0: {value}")
    for rule in view.rules:
        print(f"\n{rule.rule} {rule.severity_label}, {rule.count} cas — {rule.title}")
        for finding in rule.findings[:LINES_SHOWN]:
            print(f"    {finding.message}")
        if rule.count > LINES_SHOWN:
            print("    …")
        print(f"  À faire\u00a0: {rule.help}")
        print(f"  En contrôle\u00a0: {rule.inspection}")
    for repair, count in view.repairs:
        print(f"Réparé à la lecture\u00a0: {repair} ({count})")
    print(f"\n{view.note}")
