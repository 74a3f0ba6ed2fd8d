"""`boucle verify` and `boucle preuve export`: the books are recomputed, the proof is given away."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

SECONDS_BETWEEN_LINES = 2.0


def register(subparsers: Any) -> None:
    """Add `verify` and `preuve`."""
    verify = subparsers.add_parser(
        "verify", help="recalculer la chaîne des écritures validées, les numéros et les cumuls"
    )
    verify.add_argument("--dossier", metavar="SIREN", help="ce dossier seulement (tous sinon)")
    verify.set_defaults(run=run_verify)
    proof = subparsers.add_parser("preuve", help="remettre la preuve à un tiers")
    actions = proof.add_subparsers(metavar="action", required=True)
    export = actions.add_parser("export", help="écrire la preuve et le script qui la vérifie")
    export.add_argument("--dossier", metavar="SIREN", required=True)
    export.add_argument("--out", metavar="DOSSIER", type=Path, required=True, help="où écrire")
    export.set_defaults(run=run_export)


def run_verify(args: argparse.Namespace) -> int:
    """Exit 1 when anything is broken. Raises NotFound, WrongUse."""
    from boucle.access.public import dossier_for, portfolio
    from boucle.books.queries.proof import verify_books

    act = args.act
    rows = [dossier_for(act, args.dossier)] if args.dossier else portfolio(act, archived=True)
    results = [verify_books(act, row.id, _progress(row.siren)) for row in rows]
    facts = [found.as_dict() for found in results]
    if args.json:
        print(json.dumps(_document(facts), ensure_ascii=False, default=str))
    else:
        for found in results:
            print(_line(found))
            for sentence in found.sentences:
                print(f"  {sentence}")
        if not results:
            print("Aucun dossier à vérifier.")
    return 0 if all(found.is_ok for found in results) else 1


def run_export(args: argparse.Namespace) -> int:
    """Write the two files. Raises NotFound, WrongUse, OSError."""
    from dataclasses import asdict

    from boucle.access.public import dossier_for
    from boucle.books.commands.proof import export_proof

    row = dossier_for(args.act, args.dossier)
    done = export_proof(args.act, row, args.out)
    if args.json:
        print(json.dumps(asdict(done), ensure_ascii=False))
    else:
        print(f"{done.file} ({_many(done.batches, 'lot')}, {_many(done.entries, 'écriture')})")
        print(f"Tête de la chaîne : {done.head}")
        print(f"À vérifier par : python3 {done.script} {done.file}")
    return 0


def _document(facts: list[dict[str, Any]]) -> dict[str, Any]:
    """One Dossier as it is; several added up, the first broken one named, each of them listed."""
    if len(facts) == 1:
        return {**facts[0], "dossiers": [facts[0]["dossier"]]}
    broken = next((each for each in facts if each["first_broken"]), None)
    return {
        "ok": all(each["ok"] for each in facts),
        "batches": sum(each["batches"] for each in facts),
        "entries": sum(each["entries"] for each in facts),
        "first_broken": {"dossier": broken["dossier"], **broken["first_broken"]}
        if broken
        else None,
        "rollups": {"ok": all(each["rollups"]["ok"] for each in facts)},
        "dossiers": facts,
    }


def _line(found: Any) -> str:
    verdict = "intact" if found.is_ok else "ROMPU"
    return (
        f"{found.siren} {found.name} : {verdict},"
        f" {_many(found.batches, 'lot')}, {_many(found.entries, 'écriture')}"
    )


def _many(count: int, word: str) -> str:
    """`1 lot`, `2 lots`."""
    return f"{count} {word}{'s' if count > 1 else ''}"


def _progress(siren: str) -> Any:
    """A line on standard error every two seconds at most."""
    last = time.monotonic()

    def say(done: int, total: int, step: str) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            share = f" {done * 100 // total} %" if total else ""
            print(f"… {siren}{share} · {step}", file=sys.stderr, flush=True)

    return say
