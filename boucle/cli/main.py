"""`boucle`: finds the subcommands, opens the act, and turns errors into French and exit codes.

A subcommand is registered by `register(subparsers)` of `<context>/cli.py` (or the package `cli`),
which imports nothing heavy, and names its function with `set_defaults(run=…)`:
`run(args) -> int | None`. `args.act` is the Act, `args.json` tells whether to print JSON. With
`set_defaults(database=False)` neither Django nor a database is started for it.
Exit codes: 0 done, 1 refused by a rule, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from boucle.cli.french import teach_argparse
from boucle.kernel.errors import BoucleError, Finding
from boucle.kernel.terminal import plain

SOURCES = (
    "boucle.cli.start",
    "boucle.cli.serve",
    "boucle.cli.database",
    "boucle.cli.jobs",
    "boucle.tenancy.cli",
    "boucle.access.cli",
    "boucle.books.cli",
    "boucle.kernel.cli",
    "boucle.demo.cli",
    "boucle.bench.cli",
)
INTERRUPTED = 130
_EPILOG = "Codes de sortie : 0 fait, 1 refusé par une règle, 2 mauvais usage."

Run = Callable[[argparse.Namespace], int | None]


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of the command; the exit code."""
    teach_argparse()
    _speak_utf8()
    words = list(sys.argv[1:] if argv is None else argv)
    parser = build_parser()
    try:
        words, wants_json, login = take_globals(words)
        args = parser.parse_args(words)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2
    except BoucleError as error:
        return report(error, as_json=False)
    args.json, args.login = wants_json, login
    if not hasattr(args, "run"):
        parser.print_help(sys.stderr)
        return 2
    return guarded(args)


def _speak_utf8() -> None:
    """Whatever the locale: JSON is UTF-8, and a name that is not must not end the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def build_parser() -> argparse.ArgumentParser:
    """The parser with every subcommand that this installation has."""
    parser = argparse.ArgumentParser(
        prog="boucle", description="Comptabilité des cabinets et des entreprises.", epilog=_EPILOG
    )
    subparsers = parser.add_subparsers(metavar="commande", title="commandes")
    for source in SOURCES:
        if _exists(source):
            import_module(source).register(subparsers)
    _show_globals(parser)
    return parser


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _show_globals(parser: argparse.ArgumentParser) -> None:
    """`--json` and `--as` in the help of each command; their values come from `take_globals`."""
    known = set(parser._option_string_actions)
    if "--json" not in known:
        parser.add_argument(
            "--json", action="store_true", help="rendre un document JSON sur la sortie standard"
        )
    if "--as" not in known:
        parser.add_argument(
            "--as", dest="login", metavar="LOGIN", help="agir avec les droits de cet utilisateur"
        )
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                _show_globals(child)


def take_globals(words: Iterable[str]) -> tuple[list[str], bool, str | None]:
    """The words without `--json` and `--as LOGIN`, which may stand anywhere before `--`."""
    kept: list[str] = []
    wants_json, login = False, None
    rest = iter(words)
    for word in rest:
        if word == "--":
            kept += [word, *rest]
        elif word == "--json":
            wants_json = True
        elif word == "--as":
            login = next(rest, None)
            if not login:
                raise BadUsage("--as demande un identifiant.")
        elif word.startswith("--as="):
            login = word.removeprefix("--as=")
        else:
            kept.append(word)
    return kept, wants_json, login


class BadUsage(BoucleError):
    """The command line itself is wrong."""

    exit_code = 2


def guarded(args: argparse.Namespace) -> int:
    """Run the command; whatever happens becomes a French sentence and an exit code."""
    signal.signal(signal.SIGTERM, _on_term)
    try:
        _open(args)
        run: Run = args.run
        code = run(args)
        sys.stdout.flush()
        return code or 0
    except BoucleError as error:
        return report(error, as_json=args.json)
    except KeyboardInterrupt:
        print("Interrompu.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except Exception as error:
        return report(known_error(error), as_json=args.json)


def _on_term(_number: int, _frame: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _open(args: argparse.Namespace) -> None:
    """Start what the command needs and say who acts."""
    if getattr(args, "database", True) or args.login:
        open_django()
    from boucle.kernel.act import system_act

    args.act = system_act("cli")
    if args.login:
        from boucle.access.public import act_of_login

        args.act = act_of_login(args.login, args.act)


def start_django() -> None:
    """Start the embedded database where it is the one, and Django."""
    from boucle.kernel import dsn

    dsn.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boucle.shell.settings")
    import django

    django.setup()


def open_django() -> None:
    """As `start_django`; the first to come brings the embedded database to this release."""
    from boucle.kernel import dsn

    start_django()
    if dsn.embedded():
        from boucle.kernel import migrate

        migrate.migrate(lambda text: print(f"… {text}", file=sys.stderr, flush=True))


def known_error(error: Exception) -> BoucleError:
    """What the unforeseen means to a person; the trace goes to the log of the data folder."""
    chain: BaseException | None = error
    while chain is not None:
        if type(chain).__module__.startswith("psycopg") and type(chain).__name__ in _AWAY:
            return BoucleError(f"La base de données ne répond pas : {plain(str(chain))}")
        if isinstance(chain, OSError) and chain.filename:
            return BoucleError(f"{chain.filename} : {_reason(chain)}")
        chain = chain.__cause__
    if os.environ.get("BOUCLE_DEBUG"):
        traceback.print_exception(error)
    return BoucleError(
        f"Erreur imprévue ({type(error).__name__}). Le détail est dans {_log(error)}."
    )


_AWAY = {"OperationalError", "ConnectionTimeout", "PoolTimeout", "AdminShutdown"}


def _reason(error: OSError) -> str:
    words: dict[type[OSError], str] = {
        FileNotFoundError: "fichier introuvable",
        PermissionError: "accès refusé",
        IsADirectoryError: "c’est un dossier, pas un fichier",
        NotADirectoryError: "ce n’est pas un dossier",
        FileExistsError: "existe déjà",
    }
    return words.get(type(error), error.strerror or "lecture ou écriture impossible")


def _log(error: Exception) -> str:
    from boucle.kernel import dsn

    path = dsn.data_folder() / "erreurs.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
            traceback.print_exception(error, file=file)
    except OSError:
        return "aucun journal (dossier de données inaccessible)"
    return str(path)


def report(error: BoucleError, *, as_json: bool) -> int:
    """Say why on standard error; with --json also as one document on standard output."""
    findings = error.findings
    if as_json:
        body: dict[str, Any] = {
            "ok": False,
            "error": str(error),
            "findings": [finding.as_dict() for finding in findings],
        }
        print(json.dumps(body, ensure_ascii=False))
    for finding in findings:
        print(f"boucle : {sentence(finding)}", file=sys.stderr)
    return error.exit_code


def sentence(finding: Finding) -> str:
    """A finding on one line: where, what, what to do."""
    where = [f"ligne {finding.line}"] if finding.line is not None else []
    where += [finding.field] if finding.field else []
    head = f"{', '.join(where)} : " if where else ""
    return plain(f"{head}{finding.message} {finding.help or ''}".rstrip())
