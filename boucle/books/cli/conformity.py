"""`boucle conformite`: requirement → tests → result, from the last run of the tests."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Add `conformite`."""
    parser = subparsers.add_parser(
        "conformite", help="montrer quelles exigences du service sont tenues par quels tests"
    )
    parser.add_argument("--resultats", type=Path, metavar="FICHIER", help="relevé des tests à lire")
    parser.add_argument("--doc", type=Path, metavar="FICHIER", help="écrire aussi la page de doc")
    parser.set_defaults(run=run_conformity, database=False)


def run_conformity(args: argparse.Namespace) -> int:
    """Exit 1 when a test that holds a requirement failed. Raises WrongUse."""
    from boucle.kernel import conformity

    found = conformity.requirements(args.resultats or conformity.RESULTS)
    if args.doc:
        args.doc.write_text("\n".join(conformity.document(found)) + "\n", encoding="utf-8")
    if args.json:
        print(json.dumps([row.as_dict() for row in found], ensure_ascii=False))
    else:
        for row in found:
            if row.tests:
                word = conformity.RESULT_WORDS[row.passed]
                print(f"{row.id}  {word:<11}  {len(row.tests)} tests  {row.title}")
        held = sum(bool(row.tests) for row in found)
        print(f"{len(found)} exigences, {held} tenues par un test au moins.")
    return 1 if any(row.passed is False for row in found) else 0
