"""`boucle bench`: how fast, in ratios to the raw database, on books of its own."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

QUICK_LINES, FULL_LINES = 100_000, 1_000_000


def register(subparsers: Any) -> None:
    """Add `bench`."""
    parser = subparsers.add_parser(
        "bench", help="mesurer les temps, par rapport à la base nue, sur des livres à part"
    )
    parser.add_argument("--quick", action="store_true", help="100 000 lignes au lieu d’un million")
    parser.add_argument("--lines", type=int, metavar="N", help="nombre de lignes du grand dossier")
    parser.add_argument("--ids", metavar="A,B", help="ces mesures seulement")
    parser.add_argument("--out", type=Path, metavar="FICHIER", help="garder aussi le relevé JSON")
    parser.set_defaults(run=run_bench, database=False)


def run_bench(args: argparse.Namespace) -> int:
    """Exit 0 whatever is found: a bench reports, it does not judge. Raises WrongUse."""
    from boucle.bench import place
    from boucle.bench.measure import TARGETS
    from boucle.kernel.errors import WrongUse

    lines = args.lines or (QUICK_LINES if args.quick else FULL_LINES)
    ids = [word for word in (args.ids or "").split(",") if word]
    unknown = sorted(set(ids) - set(TARGETS))
    if unknown:
        raise WrongUse(f"Mesures inconnues : {', '.join(unknown)} (il y a {', '.join(TARGETS)}).")
    if not 10_000 <= lines <= 10_000_000:
        raise WrongUse("--lines va de 10000 à 10000000.")
    found: list[dict[str, Any]] = []
    with place.opened() as folder:
        from boucle.bench.run import measured, row_text

        settings = place.settings()
        report = {"lines": lines, "machine": _machine(), "settings": settings, "rows": found}
        for result in measured(folder, lines, ids, _say):
            found.append(result.as_dict())
            if not args.json:
                print(row_text(result), flush=True)
            if args.out:
                text = json.dumps(report, ensure_ascii=False, indent=1)
                args.out.write_text(text + "\n", encoding="utf-8")
    if args.json:
        print(json.dumps(found, ensure_ascii=False))
    return 0


def _machine() -> dict[str, object]:
    return {"cpus": os.cpu_count(), "python": platform.python_version(), "os": platform.system()}


def _say(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)
