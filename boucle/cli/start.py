"""`boucle start` and `reset`: what `make demo`, `make serve` and `make reset` run, step by step."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from boucle.kernel.errors import BoucleError, WrongUse

OURS = (
    "postgres", "postgres.lock", "secrets", "static", "files", "tmp", "log", "demo",
    "serve.pid", "erreurs.log", "logins.txt",
)  # fmt: skip
"""What a data folder holds of ours; nothing else is ever deleted."""


def register(subparsers: Any) -> None:
    """Add `start` and `reset`."""
    start = subparsers.add_parser("start", help="préparer la base puis lancer le site, par étapes")
    start.add_argument("--demo", action="store_true", help="avec le cabinet de démonstration")
    start.set_defaults(run=run_start, database=False)
    reset = subparsers.add_parser("reset", help="effacer toutes les données de cette installation")
    reset.add_argument("--oui", action="store_true", help="sans demander")
    reset.set_defaults(run=run_reset, database=False)


class Steps:
    """Numbered lines with the time since `make` began."""

    def __init__(self, total: int) -> None:
        self.total, self.number = total, 1
        self.origin = float(os.environ.get("BOUCLE_T0") or time.time())

    def __call__(self, text: str) -> None:
        """Announce the next step."""
        self.number += 1
        passed = max(0.0, time.time() - self.origin)
        print(f"[{self.number}/{self.total}] {text}… ({passed:.0f} s)", flush=True)


def run_start(args: argparse.Namespace) -> int:
    """Database, tables, demo where asked, site. A second run changes nothing that is there."""
    from boucle.cli.main import start_django
    from boucle.kernel import dsn, migrate

    steps = Steps(5 if args.demo else 4)
    kind = "embarquée (PostgreSQL 18)" if dsn.embedded() else "de DATABASE_URL"
    steps(f"Base de données {kind}")
    dsn.ensure()
    steps("Tables, fonctions et droits")
    start_django()
    if dsn.has("owner"):
        migrate.migrate(lambda text: print(f"      {text}", flush=True))
    if args.demo:
        steps("Cabinet de démonstration")
        _product("demo")
    steps("Site et travaux de fond")
    _product("serve", "--detach")
    return 0


def _product(*words: str) -> None:
    """A command of our own, in a process of its own, its output shown as it comes."""
    done = subprocess.run([sys.executable, "-m", "boucle", *words], check=False)
    if done.returncode != 0:
        raise BoucleError(f"« boucle {' '.join(words)} » n’a pas abouti.")


def run_reset(args: argparse.Namespace) -> int:
    """Stop everything and delete the data folder's content, after a question on a terminal."""
    from boucle.cli import running
    from boucle.kernel import dsn, pgserver

    if not dsn.embedded():
        raise WrongUse("DATABASE_URL est définie : Boucle n’efface que sa base embarquée.")
    data = dsn.data_folder()
    if not data.is_dir():
        print("Il n’y a rien à effacer.")
        return 0
    if not args.oui and sys.stdin.isatty():
        answer = input(f"Effacer toutes les données de {data} ? Tapez « oui » : ")
        if answer.strip().lower() != "oui":
            print("Rien n’a été effacé.")
            return 1
    running.stop(data, 20)
    pgserver.remove(data)
    _delete(data)
    print("Données effacées.")
    return 0


def _delete(data: Path) -> None:
    for name in OURS:
        path = data / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if not any(data.iterdir()):
        data.rmdir()
