"""`boucle demo`: fills the database with the demo cabinet, company by company."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from typing import Any


def register(subparsers: Any) -> None:
    """Add `demo`."""
    parser = subparsers.add_parser(
        "demo",
        help="remplir la base avec le cabinet de démonstration",
        description=(
            "Crée un cabinet, ses utilisateurs et les dossiers de sociétés inventées : exercices"
            " passés importés par FEC, exercice courant saisi, validé et lettré."
            " Relancée, la commande garde ce qui est là."
        ),
    )
    parser.add_argument(
        "--seulement", metavar="CLÉS", help="sociétés à créer, séparées par des virgules"
    )
    parser.add_argument(
        "--processus", metavar="N", type=int, default=0,
        help="sociétés créées en même temps (par défaut : un par cœur, quatre au plus)",
    )  # fmt: skip
    parser.set_defaults(run=run_demo)


def run_demo(args: argparse.Namespace) -> int:
    """Load what is missing; the summary on standard output."""
    from boucle.demo import load
    from boucle.kernel.errors import WrongUse

    if args.login:
        raise WrongUse("« boucle demo » prépare tout le cabinet : lancez-la sans --as.")
    began = time.monotonic()
    profiles = _chosen(args.seulement)
    load.prepare_people(profiles)
    known = load.loaded_sirens(args.act)
    missing = [profile for profile in profiles if profile.siren not in known]
    done = _load_all([profile.key for profile in missing], args.processus) if missing else []
    _write_logins(load.login_lines())
    seconds = round(time.monotonic() - began, 1)
    if args.json:
        body = {
            "created": len(done),
            "kept": len(profiles) - len(missing),
            "dossiers": [asdict(each) for each in done],
            "seconds": seconds,
        }
        print(json.dumps(body, ensure_ascii=False))
    elif missing:
        print(f"Cabinet de démonstration prêt : {len(profiles)} dossiers ({seconds:.0f} s).")
    else:
        print(f"Le cabinet de démonstration est déjà là : {len(profiles)} dossiers, inchangés.")
    return 0


def _chosen(words: str | None) -> Any:
    """Raises WrongUse for a company that does not exist."""
    from boucle.demo.profiles import PROFILES
    from boucle.kernel.errors import WrongUse

    if not words:
        return PROFILES
    wanted = {word.strip() for word in words.split(",")}
    unknown = wanted - {profile.key for profile in PROFILES}
    if unknown:
        names = ", ".join(profile.key for profile in PROFILES)
        raise WrongUse(f"Société inconnue : {', '.join(sorted(unknown))} (connues : {names}).")
    return tuple(profile for profile in PROFILES if profile.key in wanted)


def _load_all(keys: list[str], processes: int) -> list[Any]:
    """The companies, several at a time in processes of their own, the largest first."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    from boucle.demo.profiles import PROFILES

    order = {profile.key: not profile.large for profile in PROFILES}
    keys = sorted(keys, key=lambda key: order[key])
    count = processes or min(4, os.cpu_count() or 1)
    done = []
    with ProcessPoolExecutor(min(count, len(keys)), mp_context=get_context("spawn")) as pool:
        works = [pool.submit(work, key) for key in keys]
        try:
            for finished in as_completed(works):
                done.append(finished.result())
                _say(len(done), len(keys), done[-1])
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return done


def work(key: str) -> Any:
    """One company, in a process of its own. Raises BoucleError with what a refusal said."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boucle.shell.settings")
    import django

    django.setup()
    from boucle.demo import load
    from boucle.demo.profiles import PROFILES
    from boucle.kernel.act import system_act
    from boucle.kernel.errors import BoucleError

    profile = next(each for each in PROFILES if each.key == key)
    try:
        return load.load_company(system_act("cli"), profile)
    except BoucleError as error:  # findings do not travel between processes, words do
        raise BoucleError(f"{profile.name} : {error}") from None


def _say(rank: int, total: int, loaded: Any) -> None:
    lines = f"{loaded.lines:,}".replace(",", "\u00a0")
    print(
        f"      {rank}/{total} {loaded.name} : {loaded.years} exercices, {lines} lignes"
        f" ({loaded.seconds:.0f} s)",
        file=sys.stderr,
        flush=True,
    )


def _write_logins(lines: list[str]) -> None:
    """`logins.txt` of the data folder: `boucle serve` shows it under the address."""
    from boucle.kernel import dsn

    folder = dsn.data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "logins.txt"
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
