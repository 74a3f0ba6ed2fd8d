"""`boucle balance` and `boucle grand-livre`: the contract, in cents, and the table."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest

from tests.books.build import SIREN, a_dossier
from tests.books.reading import a_readable

pytestmark = pytest.mark.commits
Cli = Callable[..., subprocess.CompletedProcess[str]]
YEAR = ("--dossier", SIREN, "--exercice", "2025")


def test_the_balance_as_json(boucle_cli: Cli) -> None:
    a_readable()
    done = boucle_cli("balance", *YEAR, "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["debit"], found["credit"]) == (0, 181_000, 181_000)
    assert {"number": "411000", "label": "Clients", "debit": 62_000, "credit": 12_000,
            "balance": 50_000} in found["accounts"]  # fmt: skip
    drafts = json.loads(boucle_cli("balance", *YEAR, "--brouillard", "--json").stdout)
    assert drafts["debit"] == 211_000
    cut = json.loads(boucle_cli("balance", *YEAR, "--au", "2025-02-15", "--json").stdout)
    assert cut["debit"] == 174_000


def test_the_balance_by_third_party(boucle_cli: Cli) -> None:
    a_readable()
    found = json.loads(boucle_cli("balance", *YEAR, "--auxiliaire", "--json").stdout)
    assert found["accounts"] == [
        {"account": "401000", "number": "F001", "label": "Énergie du Sud", "debit": 0,
         "credit": 7_000, "balance": -7_000},
        {"account": "411000", "number": "C001", "label": "Durand", "debit": 62_000,
         "credit": 12_000, "balance": 50_000},
    ]  # fmt: skip


def test_the_balance_as_a_table(boucle_cli: Cli) -> None:
    a_readable(openings=False)
    done = boucle_cli("balance", *YEAR)
    assert "411000           Clients" in done.stdout
    assert "120,00 C" in done.stdout
    assert "À-nouveaux non repris" in done.stderr


def test_the_ledger_as_json_lines(boucle_cli: Cli) -> None:
    a_readable()
    done = boucle_cli("grand-livre", *YEAR, "--compte", "411", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [(line["date"], line["debit"], line["credit"], line["balance"]) for line in lines] == [
        ("2025-01-01", 50_000, 0, 50_000),
        ("2025-01-15", 12_000, 0, 62_000),
        ("2025-02-10", 0, 12_000, 50_000),
    ]
    assert {line["third"] for line in lines} == {"C001"}
    every = boucle_cli("grand-livre", *YEAR, "--brouillard", "--json").stdout.splitlines()
    assert len(every) == 12


def test_the_ledger_as_a_table(boucle_cli: Cli) -> None:
    a_readable()
    done = boucle_cli("grand-livre", *YEAR, "--mois", "2", "--auxiliaire")
    assert "411000 Clients · C001 Durand" in done.stdout
    assert "Report" in done.stdout
    assert "500,00 D" in done.stdout


def test_an_empty_dossier(boucle_cli: Cli) -> None:
    a_dossier()
    assert boucle_cli("balance", *YEAR).stdout == "Aucun compte mouvementé.\n"
    assert boucle_cli("grand-livre", *YEAR).stdout == "Aucune écriture.\n"
    assert boucle_cli("grand-livre", *YEAR, "--json").stdout == ""
    nothing = json.loads(boucle_cli("balance", *YEAR, "--json").stdout)
    assert nothing == {"accounts": [], "debit": 0, "credit": 0}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--dossier", "123456789", "--exercice", "2025"], 1),
        (["--dossier", SIREN, "--exercice", "1999"], 1),
        ([*YEAR, "--au", "2026-01-01"], 2),
        ([*YEAR, "--mois", "x"], 2),
        (["--dossier", SIREN], 2),
    ],
)
@pytest.mark.parametrize("command", ["balance", "grand-livre"])
def test_what_cannot_be_read_is_refused(boucle_cli: Cli, command, words, code) -> None:
    a_dossier()
    done = boucle_cli(command, *words, "--json")
    assert done.returncode == code
    assert "Traceback" not in done.stderr
