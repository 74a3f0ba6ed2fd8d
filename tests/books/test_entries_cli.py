"""`boucle ecriture`, `valider`, `contrepasser`: documents, exit codes, findings."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from boucle.access import public as access
from boucle.books.public import save_draft
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_dossier, an_entry

pytestmark = pytest.mark.commits
Cli = Callable[..., subprocess.CompletedProcess[str]]


def test_an_entry_is_saved_validated_and_reversed(boucle_cli: Cli, tmp_path: Path) -> None:
    a_dossier()
    file = tmp_path / "écriture.json"
    file.write_text(json.dumps(an_entry()), encoding="utf-8-sig")
    saved = boucle_cli("ecriture", "--json", "--dossier", SIREN, str(file))
    assert saved.returncode == 0, saved.stderr
    entry = json.loads(saved.stdout)
    assert entry["version"] == 1

    words = ["valider", "--json", "--dossier", SIREN, "--exercice", "2025"]
    early = json.loads(boucle_cli(*words, "--au", "14/03/2025").stdout)
    assert early == {"batch": None, "entries": 0, "first": None, "last": None, "hash": None}
    done = json.loads(boucle_cli(*words, "--journal", "ACH", "--au", "2025-03-15").stdout)
    assert (done["batch"], done["entries"], done["first"], done["last"]) == (1, 1, "1", "1")
    assert len(done["hash"]) == 64

    words = ["contrepasser", "--json", "--dossier", SIREN, entry["entry"]]
    back = json.loads(boucle_cli(*words, "--le", "20/03/2025").stdout)
    assert back["reverses"] == entry["entry"]
    again = boucle_cli(*words)
    assert (again.returncode, json.loads(again.stdout)["findings"][0]["code"]) == (
        1,
        "books.entry.already_reversed",
    )


def test_a_draft_is_deleted_at_the_version_that_was_read(boucle_cli: Cli) -> None:
    dossier = a_dossier()
    key = str(save_draft(system_act(), dossier, an_entry()).public_id)
    words = ["supprimer", "--json", "--dossier", SIREN, key, "--version"]
    assert boucle_cli(*words, "2").returncode == 1
    done = boucle_cli(*words, "1")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"deleted": key})
    assert boucle_cli(*words, "1").returncode == 1
    assert boucle_cli(*words, "0").returncode == 2


def test_every_fault_is_named_by_line_and_field(boucle_cli: Cli) -> None:
    a_dossier()
    entry = an_entry(
        {"account": "606100", "debit": 12.5, "label": "A", "libelle": "B"},
        {"credit": "12,345", "label": "A", "piece_date": "31/02/2025"},
        day="32/01/2025",
    )
    done = boucle_cli("ecriture", "--json", "--dossier", SIREN, "-", stdin=json.dumps(entry))
    found = {(f["line"], f["field"]) for f in json.loads(done.stdout)["findings"]}
    assert done.returncode == 1
    assert found == {
        (None, "date"), (1, "debit"), (1, "libelle"),
        (2, "account"), (2, "credit"), (2, "piece_date"),
    }  # fmt: skip
    assert "ligne 2, piece_date : Le 31/02/2025 n’existe pas" in done.stderr


def test_the_rules_of_the_gate_are_named_too(boucle_cli: Cli) -> None:
    a_dossier()
    entry = an_entry(
        {"account": "999999", "debit": "120,00", "label": "A"},
        {"account": "401000", "credit": 11999, "label": "A"},
    )
    done = boucle_cli("ecriture", "--json", "--dossier", SIREN, "-", stdin=json.dumps(entry))
    found = {(f["code"], f["line"], f["field"]) for f in json.loads(done.stdout)["findings"]}
    assert done.returncode == 1
    assert found == {
        ("books.entry.unbalanced", None, None),
        ("books.line.account_unknown", 1, "account"),
    }


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        (["ecriture", "--dossier", SIREN, "-"], "{", 1),
        (["ecriture", "--dossier", SIREN, "-"], "[]", 1),
        (["ecriture", "--dossier", SIREN, "-"], "[" * 100_000, 1),
        (["ecriture", "--dossier", SIREN, "-"], json.dumps(an_entry(journal="\ud800\x00")), 1),
        (["ecriture", "--dossier", SIREN, "-"], json.dumps(an_entry(version=2**40)), 1),
        (["ecriture", "--dossier", SIREN, "/absent.json"], "", 1),
        (["ecriture", "--dossier", "552100554", "-"], json.dumps(an_entry()), 1),
        (["ecriture", "-"], "", 2),
        (["valider", "--dossier", SIREN], "", 2),
        (["valider", "--dossier", SIREN, "--exercice", "1999"], "", 1),
        (["valider", "--dossier", SIREN, "--exercice", "2025", "--journal", "ZZ"], "", 1),
        (["valider", "--dossier", SIREN, "--exercice", "2025", "--au", "hier"], "", 2),
        (["contrepasser", "--dossier", SIREN, "xyz"], "", 1),
    ],
)
def test_what_cannot_be_done_is_said(
    boucle_cli: Cli, words: list[str], stdin: str, code: int
) -> None:
    a_dossier()
    done = boucle_cli(*words, stdin=stdin)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr


def test_a_writer_may_not_validate(boucle_cli: Cli) -> None:
    from boucle.tenancy.public import Organisation

    act = system_act()
    dossier = a_dossier()
    company = Organisation.objects.create(kind="company", name="Martin", siren="552100554")
    access.create_user(
        login="martin", name="Martin", password="vraiment-long-42", organisation_id=company.id
    )
    access.grant_level(act, dossier, login="martin", level="ecriture")
    words = ["--dossier", SIREN, "--as", "martin"]
    saved = boucle_cli("ecriture", *words, "-", stdin=json.dumps(an_entry()))
    assert saved.returncode == 0, saved.stderr
    refused = boucle_cli("valider", *words, "--exercice", "2025")
    assert refused.returncode == 1
    assert "droit" in refused.stderr
