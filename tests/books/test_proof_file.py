"""The proof leaves the house: a third party checks it with the script alone."""

from __future__ import annotations

import hashlib
import json
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boucle.access.public import dossier_for
from boucle.books.commands.proof import VERIFIER, ProofFile, export_proof
from boucle.books.public import save_draft, validate_entries
from boucle.kernel.act import system_act
from tests.books import build

Cli = Callable[..., subprocess.CompletedProcess[str]]
Change = Callable[[list[dict[str, Any]]], Any]
ROOT = Path(__file__).resolve().parents[2]
ODD = 'Café « œuvre » 12:3-4 \\ " \u00a0\U0001f3e0 \u0153%'


def books() -> int:
    act = system_act()
    dossier = build.a_dossier(act)
    for day in ("2025-01-10", "2025-01-11"):
        save_draft(act, dossier, build.an_entry(day=day))
    validate_entries(act, dossier, build.a_year(dossier))
    odd = [
        build.a_line(
            "606100", debit=3, label=ODD, piece_ref="F-1", piece_date="1969-12-31",
            due_date="2025-06-30", currency="USD", currency_amount=-4,
        ),
        build.a_line("401000", credit=3, third="F001", label=ODD),
    ]  # fmt: skip
    save_draft(act, dossier, build.an_entry(*odd, day="2025-02-01"))
    validate_entries(act, dossier, build.a_year(dossier))
    return dossier


@pytest.fixture
def proof(django_db_setup: None, db: None, tmp_path: Path) -> ProofFile:
    books()
    act = system_act()
    return export_proof(act, dossier_for(act, build.SIREN), tmp_path)


def check(file: str | Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The script alone: no site packages, no environment, not our folder."""
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(file), *words]
    return subprocess.run(command, capture_output=True, text=True, env={}, cwd="/", timeout=60)


def rows_of(proof: ProofFile) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(proof.file).read_text("utf-8").splitlines()]


def test_a_sound_proof_is_intact(proof: ProofFile) -> None:
    done = check(proof.file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "INTACT : 2 lot(s), 3 écriture(s), débit 240.03, crédit 240.03." in done.stdout
    assert proof.head in done.stdout
    assert (proof.batches, proof.entries) == (2, 3)


def test_the_head_can_be_compared_with_one_noted_before(proof: ProofFile) -> None:
    assert check(proof.file, "--tete", proof.head).returncode == 0
    other = check(proof.file, "--tete", "00" * 32)
    assert other.returncode == 1
    assert "attendue" in other.stdout


def test_the_checker_is_short_and_needs_nothing() -> None:
    source = VERIFIER.read_text("utf-8")
    assert len(source.splitlines()) <= 100
    imports = [line for line in source.splitlines() if line.startswith(("import", "from"))]
    assert imports == ["import hashlib", "import json", "import sys", "from datetime import date"]


def _line(rows: list[dict[str, Any]], place: int, value: object) -> None:
    rows[2]["lines"][0][place] = value


CHANGES: dict[str, tuple[Change, str]] = {
    "account": (lambda rows: _line(rows, 0, ["606200", "Énergie"]), "écriture 1 du journal ACH"),
    "account name": (lambda rows: _line(rows, 0, ["606100", "X"]), "écriture 1 du journal ACH"),
    "piece": (lambda rows: _line(rows, 2, "F-9"), "écriture 1 du journal ACH"),
    "label": (lambda rows: _line(rows, 4, "Achat."), "écriture 1 du journal ACH"),
    "amount": (lambda rows: _line(rows, 5, 12001), "écriture 1 du journal ACH"),
    "amount as text": (lambda rows: _line(rows, 5, 12000.0), "écriture 1 du journal ACH"),
    "currency": (lambda rows: _line(rows, 7, "USD"), "écriture 1 du journal ACH"),
    "date": (lambda rows: rows[3].update(date="2025-01-12"), "écriture 2 du journal ACH"),
    "valid": (lambda rows: rows[3].update(valid="2025-01-12"), "écriture 2 du journal ACH"),
    "number": (lambda rows: rows[3].update(number="02"), "écriture 02 du journal ACH"),
    "journal": (lambda rows: rows[3].update(journal=["BQ", "BQ"]), "écriture 2 du journal BQ"),
    "no line": (lambda rows: rows[3].update(lines=[]), "écriture 2 du journal ACH"),
    "stamp": (lambda rows: rows[1].update(stamp=rows[1]["stamp"] + 1), "lot 1"),
    "author": (lambda rows: rows[1].update(author="autre"), "lot 1"),
    "kind": (lambda rows: rows[1].update(kind="import"), "lot 1"),
    "count": (lambda rows: rows[1].update(count=1), "lot 1"),
    "link": (lambda rows: rows[4].update(previous="11" * 32), "lot 2"),
    "removed": (lambda rows: rows.pop(3), "lot 1"),
    "doubled": (lambda rows: rows.insert(3, rows[3]), "lot 1"),
    "swapped": (lambda rows: rows.insert(2, rows.pop(3)), "lot 1"),
    "batch removed": (lambda rows: rows.__delitem__(slice(1, 4)), "lot 2"),
    "last batch removed": (lambda rows: rows.__delitem__(slice(4, 6)), "des lots manquent"),
    "other dossier": (lambda rows: rows[0].update(dossier=rows[0]["siren"]), "lot 1"),
    "end cut": (lambda rows: rows.pop(), "tronqué"),
    "more after the end": (lambda rows: rows.append(rows[-1]), "la fin ne correspond pas"),
    "not a proof": (lambda rows: rows[0].update(format="x"), "pas une preuve"),
    "empty": (lambda rows: rows.clear(), "tronqué"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_checker_finds_and_names_what_changed(proof: ProofFile, name: str) -> None:
    change, words = CHANGES[name]
    rows = rows_of(proof)
    change(rows)
    file = Path(proof.file)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    done = check(file)
    assert done.returncode == 1
    assert done.stdout.startswith("ROMPU : ")
    assert words in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"null\n1\n", b"[]\n[]\n", b'{"format": 1}\n{}\n']
)
def test_rubbish_is_an_answer_not_a_trace(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.jsonl").write_bytes(content)
    done = check(tmp_path / "x.jsonl")
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.commits
def test_the_command_line_verifies_and_exports(boucle_cli: Cli, tmp_path: Path) -> None:
    dossier = books()
    found = json.loads(boucle_cli("verify", "--dossier", build.SIREN, "--json").stdout)
    assert found["ok"]
    assert (found["batches"], found["entries"], found["first_broken"]) == (2, 3, None)
    assert found["rollups"]["ok"]
    done = boucle_cli(
        "preuve", "export", "--dossier", build.SIREN, "--out", str(tmp_path), "--json"
    )
    facts = json.loads(done.stdout)
    assert check(facts["file"], "--tete", found["head"]).returncode == 0
    assert Path(facts["script"]).read_bytes() == VERIFIER.read_bytes()
    assert dossier


@pytest.mark.commits
def test_verify_of_all_dossiers_ends_with_1_when_one_is_broken(
    boucle_cli: Cli, super_conn: Any
) -> None:
    books()
    build.a_dossier(siren="552100554")
    assert boucle_cli("verify").returncode == 0
    super_conn.execute("set session_replication_role = replica")
    super_conn.execute("update boucle.books_line set credit = credit + 1 where credit = 3")
    super_conn.commit()
    done = boucle_cli("verify", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert (found["ok"], found["first_broken"]["dossier"]) == (False, build.SIREN)
    assert found["first_broken"]["number"] == "3"
    assert len(found["dossiers"]) == 2
    assert "ROMPU" in boucle_cli("verify", "--dossier", build.SIREN).stdout


def test_an_unknown_dossier_is_refused(boucle_cli: Cli) -> None:
    assert boucle_cli("verify", "--dossier", "552100554").returncode == 1


def test_the_worked_example_of_the_documentation_holds() -> None:
    text = (ROOT / "docs" / "preuve.md").read_text("utf-8")
    found = re.search(r"```\n(2:B1.*)\nsha256 = (\w{64})", text)
    assert found is not None
    space: dict[str, Any] = runpy.run_path(str(VERIFIER), run_name="verifier")
    entry = {
        "journal": ["ACH", "ACH"], "number": "1", "date": "2025-03-15", "valid": "2026-11-24",
        "lines": [
            [["606100", "Énergie"], None, "", None, "Achat", 12000, 0, None, None, None],
            [
                ["401000", "Fournisseurs"], ["F001", "Énergie du Sud"], "", None, "Achat",
                0, 12000, None, None, None,
            ],
        ],
    }  # fmt: skip
    assert hashlib.sha256(found[1].encode()).hexdigest() == found[2]
    assert space["entry_hash"](entry) == found[2]
