"""The command line: French, exit codes, JSON, never a traceback."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from boucle.cli import main as cli
from boucle.kernel.errors import BoucleError, Conflict, Finding, NotFound, Refused, WrongUse

ROOT = Path(__file__).resolve().parents[2]


def namespace(
    run: Callable[[argparse.Namespace], int | None], **more: object
) -> argparse.Namespace:
    return argparse.Namespace(run=run, database=False, login=None, **{"json": False, **more})


def raising(error: BaseException) -> Callable[[argparse.Namespace], int | None]:
    def run(_args: argparse.Namespace) -> int | None:
        raise error

    return run


def test_help_is_in_french_and_quick() -> None:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "boucle", "--help"], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0
    assert "usage : boucle" in done.stdout
    assert "afficher cette aide" in done.stdout
    assert time.monotonic() - started < 3


def test_help_imports_neither_django_nor_polars() -> None:
    code = (
        "import sys; from boucle.cli.main import build_parser; build_parser();"
        "print([m for m in ('django', 'polars', 'procrastinate') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr


def every_command() -> list[list[str]]:
    def walk(parser: argparse.ArgumentParser, words: list[str]) -> list[list[str]]:
        found = [words] if words else []
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, child in action.choices.items():
                    found += walk(child, [*words, name])
        return found

    return walk(cli.build_parser(), [])


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_has_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*words, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "usage :" in shown
    assert "--json" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["inconnu"], "choix inconnu"),
        (["db"], "il manque"),
        (["serve", "--port", "abc"], "valeur illisible"),
        (["serve", "--nimporte"], "arguments inconnus"),
        (["--as"], "--as demande un identifiant"),
    ],
)
def test_wrong_usage_is_two(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    assert said in capsys.readouterr().err


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "usage :" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "kept", "wants_json", "login"),
    [
        (["--json", "a"], ["a"], True, None),
        (["a", "--json", "b"], ["a", "b"], True, None),
        (["--as", "x@y", "a"], ["a"], False, "x@y"),
        (["a", "--as=x@y"], ["a"], False, "x@y"),
        (["a", "--", "--json"], ["a", "--", "--json"], False, None),
    ],
)
def test_global_options_stand_anywhere(
    words: list[str], kept: list[str], wants_json: bool, login: str | None
) -> None:
    assert cli.take_globals(words) == (kept, wants_json, login)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused([Finding(code="a", message="Non.")]), 1),
        (NotFound(), 1),
        (Conflict(), 1),
        (WrongUse("Quoi ?"), 2),
        (KeyboardInterrupt(), cli.INTERRUPTED),
        (SystemExit(3), 3),
        (FileNotFoundError(2, "x", "fichier.txt"), 1),
        (psycopg.OperationalError("absente"), 1),
        (RuntimeError("imprévu"), 1),
    ],
)
def test_errors_become_codes(
    error: BaseException,
    code: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("BOUCLE_DATA", str(tmp_path))
    assert cli.guarded(namespace(raising(error))) == code
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err


def test_the_unforeseen_is_logged_not_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BOUCLE_DATA", str(tmp_path))
    assert cli.guarded(namespace(raising(RuntimeError("secret")))) == 1
    assert "secret" not in capsys.readouterr().err
    log = tmp_path / "erreurs.log"
    assert "RuntimeError: secret" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_a_refusal_in_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    findings = [Finding(code="a.b", message="Un.", line=3), Finding(code="a.c", message="Deux.")]
    assert cli.guarded(namespace(raising(Refused(findings)), json=True)) == 1
    shown = capsys.readouterr()
    body = json.loads(shown.out)
    assert [finding["code"] for finding in body["findings"]] == ["a.b", "a.c"]
    assert "ligne 3 : Un." in shown.err


def test_control_characters_never_reach_the_terminal() -> None:
    finding = Finding(code="a", message="x\x1b[31m\ny")
    assert "\x1b" not in cli.sentence(finding)
    assert "\n" not in cli.sentence(finding)


def test_an_unknown_file_is_named_in_french() -> None:
    error = cli.known_error(FileNotFoundError(2, "No such file", "fec.txt"))
    assert isinstance(error, BoucleError)
    assert str(error) == "fec.txt : fichier introuvable"


@pytest.mark.commits
def test_migrate_in_json(boucle_cli: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = boucle_cli("db", "migrate", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"changed": False})


@pytest.mark.commits
def test_an_unknown_login_is_refused(
    boucle_cli: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = boucle_cli("db", "migrate", "--as", "personne@exemple.fr")
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_output_is_utf8_whatever_the_locale(locale: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-m", "boucle", "--help"],
        env={"PATH": os.defpath, "LC_ALL": locale, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert "arrêter le site" in done.stdout.decode("utf-8")
