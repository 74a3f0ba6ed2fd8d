"""Choices before an import: what they set, what they never change, which are refused."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boucle.access import public as access
from boucle.books.models import Account, Journal
from boucle.books.public import read_mapping, save_draft, validate_entries
from boucle.books.rules.fec_mapping import flags_of, label_of, nature_of
from boucle.kernel.act import system_act
from boucle.kernel.errors import Refused
from tests.books.build import SIREN, a_dossier, a_year, an_entry
from tests.books.fec_build import a_fec

Cli = Callable[..., subprocess.CompletedProcess[str]]
ACT = system_act()
CHOICES = {
    "journals": {"AN": {"type": "an", "label": "Reprise"}, "BQ": {"label": "BNP Paribas"}},
    "accounts": {
        "prefixes": {"60": {"control": False}, "51": {"lettrable": True}},
        "labels": {"512000": "BNP Paribas"},
    },
    "third_parties": {"labels": {"F001": "Énergie du Sud SA"}},
}


def call(cli: Cli, path: Path, *words: str) -> tuple[int, dict[str, Any]]:
    done = cli("fec", "import", str(path), "--dossier", SIREN, *words, "--json")
    assert "Traceback" not in done.stderr, done.stderr
    print(done.stdout, done.stderr)
    return done.returncode, json.loads(done.stdout) if done.stdout else {}


def mapped(folder: Path, choices: dict[str, Any]) -> list[str]:
    path = folder / "correspondance.json"
    path.write_text(json.dumps(choices), encoding="utf-8")
    return ["--mapping", str(path)]


def exported(cli: Cli, folder: Path) -> str:
    words = ("fec", "export", "--dossier", SIREN, "--exercice", "2025", "--out", str(folder))
    return str(json.loads(cli(*words, "--json").stdout)["sha256"])


def test_a_mapping_is_read_and_says_what_it_is() -> None:
    mapping = read_mapping(CHOICES)
    assert read_mapping(mapping.as_dict()) == mapping
    assert nature_of(mapping, "AN", "Divers") == "an"
    assert label_of(mapping, "third", "F001", "x") == "Énergie du Sud SA"
    assert label_of(mapping, "account", "401000", "Fournisseurs") == "Fournisseurs"
    assert flags_of(mapping, "512000") == (False, True)
    longest = read_mapping({"accounts": {"prefixes": {
        "4": {"control": True}, "44": {"control": False}}}})  # fmt: skip
    assert flags_of(longest, "467000") == (True, True)
    assert flags_of(longest, "445660")[0] is False


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([], "objet JSON"),
        ({"journaux": {}}, "n’est pas une partie"),
        ({"journals": {"AC": {"code": "ACH"}}}, "ne se choisit pas"),
        ({"journals": {"AC": {"type": "paie"}}}, "nature inconnue"),
        ({"accounts": {"prefixes": {"4": {"control": "oui"}}}}, "vrai ou faux"),
        ({"accounts": {"prefixes": {"X": {"control": True}}}}, "début de compte"),
        ({"accounts": {"labels": {"401000": " "}}}, "Donnez un libellé"),
    ],
)
def test_an_unlawful_mapping_is_refused(facts: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_mapping(facts)


@pytest.mark.commits
def test_choices_name_what_is_created_and_the_file_comes_back(
    boucle_cli: Cli, tmp_path: Path
) -> None:
    path = a_fec(tmp_path)
    words = ["--create", "--name", "Ma société", *mapped(tmp_path, CHOICES)]
    code, done = call(boucle_cli, path, *words)
    assert (code, done["entries"]) == (0, 3)
    (proof,) = done["proof"]
    assert (proof["holds"], proof["accounts"], proof["gaps"]) == (True, 4, [])
    assert proof["file_debit"] == proof["books_debit"] == 72000
    assert proof["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert proof["hash"] == done["files"][0]["hash"]
    (row,) = access.portfolio(ACT)
    with access.read(ACT, row.id):
        bank = Account.objects.get(dossier_id=row.id, number="512000")
        journals = dict(Journal.objects.filter(dossier_id=row.id).values_list("code", "label"))
    assert (bank.label, bank.lettrable) == ("BNP Paribas", True)
    assert journals == {"ACH": "Achats", "AN": "Reprise", "BQ": "BNP Paribas"}
    assert exported(boucle_cli, tmp_path / "out") == proof["sha256"]
    assert boucle_cli("verify", "--dossier", SIREN).returncode == 0


@pytest.mark.commits
def test_a_code_goes_into_a_journal_of_the_dossier_and_comes_out_as_it_was(
    boucle_cli: Cli, tmp_path: Path
) -> None:
    dossier = a_dossier()
    path = a_fec(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"ACH\tAchats", b"HA\tAchats"))
    words = mapped(tmp_path, {"journals": {"HA": {"match": "ACH"}}})
    code, plan = call(boucle_cli, path, "--dry-run", *words)
    assert (code, plan["files"][0]["journals_created"][1]["type"]) == (0, "=ACH")
    code, done = call(boucle_cli, path, *words)
    assert (code, done["journals"]) == (0, 1), done
    with access.read(ACT, dossier):
        assert not Journal.objects.filter(dossier_id=dossier, code="HA").exists()
    assert exported(boucle_cli, tmp_path / "out") == hashlib.sha256(path.read_bytes()).hexdigest()
    assert call(boucle_cli, path, "--dry-run", *words)[1]["files"][0]["entries_existing"] == 3
    save_draft(ACT, dossier, an_entry())
    validate_entries(ACT, dossier, a_year(dossier))
    assert boucle_cli("verify", "--dossier", SIREN).returncode == 0
    _, again = call(boucle_cli, path, *words)
    (proof,) = again["proof"]
    assert (proof["holds"], proof["lines_beside"]) == (False, 2)
    assert [gap["account"] for gap in proof["gaps"]] == ["401000", "606100"]


@pytest.mark.commits
@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"journals": {"BQ": {"match": "OD"}}}, "existe dans le dossier"),
        ({"journals": {"AN": {"match": "ZZ"}}}, "n’a pas de journal"),
        ({"journals": {"AN": {"match": "ACH"}}}, "ne saurait plus les distinguer"),
    ],
)
def test_a_match_that_would_alter_the_file_is_refused(
    boucle_cli: Cli, tmp_path: Path, choices: dict[str, Any], said: str
) -> None:
    a_dossier()
    words = mapped(tmp_path, choices)
    code, plan = call(boucle_cli, a_fec(tmp_path), "--dry-run", *words)
    assert (code, plan["possible"]) == (1, False)
    assert said in plan["files"][0]["problem"]
    code, answer = call(boucle_cli, a_fec(tmp_path), *words)
    assert code == 1
    assert said in answer["findings"][0]["message"]


@pytest.mark.commits
def test_a_file_with_drafts_keeps_its_names(boucle_cli: Cli, tmp_path: Path) -> None:
    path = a_fec(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"20260115", b""))
    words = ["--create", "--name", "Ma société"]
    labelled = {"accounts": {"labels": {"512000": "BNP"}}}
    code, answer = call(boucle_cli, path, *words, *mapped(tmp_path, labelled))
    assert code == 1
    assert "brouillard" in answer["findings"][0]["message"]
    code, done = call(boucle_cli, path, *words, *mapped(tmp_path, {
        "journals": {"AN": {"type": "od"}}, "accounts": {"prefixes": {"51": {"lettrable": True}}},
    }))  # fmt: skip
    assert (code, done["drafts"], done["proof"][0]["holds"]) == (0, 3, True)


@pytest.mark.commits
def test_a_balance_is_compared_and_blocks_nothing(boucle_cli: Cli, tmp_path: Path) -> None:
    balance = tmp_path / "balance.csv"
    balance.write_text("Compte;Solde\n101;-500,00\n401000;-20\n512;401,00\n606100;120\n", "utf-8")
    words = ["--create", "--name", "Ma société", "--balance", str(balance)]
    code, plan = call(boucle_cli, a_fec(tmp_path), "--dry-run", *words)
    (found,) = plan["balances"]
    assert (code, found["year"], found["agreeing"]) == (0, "2025", 3)
    assert found["accounts"] == [
        {"account": "512", "label": "Banque", "stated": 40100, "found": 40000, "gap": -100}
    ]
    code, done = call(boucle_cli, a_fec(tmp_path), *words)
    assert (code, done["balances"][0]["gap"]) == (0, -100)
    text = boucle_cli("fec", "import", str(a_fec(tmp_path)), "--dossier", SIREN, *words[3:]).stdout
    assert "0 écart(s) sur 4 comptes" in text
    assert "annoncé 401,00 D, dans le fichier 400,00 D" in text


@pytest.mark.commits
@pytest.mark.parametrize(
    ("option", "content", "said"),
    [("--mapping", "{", "JSON"), ("--balance", "a;b\n1;2\n", "Nommez les colonnes")],
)
def test_an_unreadable_file_beside_is_wrong_use(
    boucle_cli: Cli, tmp_path: Path, option: str, content: str, said: str
) -> None:
    a_dossier()
    beside = tmp_path / "beside"
    beside.write_text(content)
    done = boucle_cli(
        "fec", "import", str(a_fec(tmp_path)), "--dossier", SIREN, option, str(beside)
    )
    assert done.returncode == 2
    assert said in done.stderr
