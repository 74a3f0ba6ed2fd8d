"""`boucle fec export`: the FEC of a year and its description, into a folder."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boucle.books.cli.group import fec_group

if TYPE_CHECKING:
    from boucle.books.types_export import Exported


def register(subparsers: Any) -> None:
    """Add `fec export`."""
    parser = fec_group(subparsers).add_parser(
        "export", help="écrire le FEC d’un exercice et sa notice de description"
    )
    parser.add_argument("--dossier", required=True, metavar="SIREN", help="dossier à exporter")
    parser.add_argument("--exercice", required=True, metavar="ANNÉE", help="libellé de l’exercice")
    parser.add_argument("--out", default=".", metavar="RÉPERTOIRE", help="où écrire (ici)")
    parser.add_argument(
        "--brouillard",
        action="store_true",
        help="joindre les écritures en brouillard ; le fichier est alors provisoire",
    )
    parser.set_defaults(run=run_export)


def run_export(args: argparse.Namespace) -> int:
    """Write the two files; warnings on standard error. Raises NotFound, Forbidden."""
    from boucle.access.public import dossier_for
    from boucle.books.public import export_fec, year_for

    dossier = dossier_for(args.act, args.dossier)
    year = year_for(args.act, dossier.id, args.exercice)
    done = export_fec(
        args.act, dossier, year, Path(args.out), with_drafts=args.brouillard, check=True
    )
    for warning in done.warnings:
        print(f"Attention : {warning}", file=sys.stderr)
    if args.json:
        print(json.dumps(_facts(done), ensure_ascii=False))
    else:
        print(f"{done.file}\n{done.description}")
        print(f"{done.lines} lignes, {done.entries} écritures, SHA-256 {done.sha256}")
    return 0


def _facts(done: Exported) -> dict[str, object]:
    return {
        "file": str(done.file),
        "description": str(done.description),
        "lines": done.lines,
        "sha256": done.sha256,
        "kind": done.kind,
        "verdict": done.verdict,
        "entries": done.entries,
        "debit": done.debit,
        "credit": done.credit,
        "drafts_left": done.drafts_left,
        "warnings": list(done.warnings),
    }
