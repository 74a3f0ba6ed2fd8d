"""`boucle fec import`: into a new Dossier, again, refused, dry run."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from boucle.access import public as access
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_dossier
from tests.books.fec_build import a_fec, table_counts

pytestmark = pytest.mark.commits
Cli = Callable[..., subprocess.CompletedProcess[str]]
ACT = system_act()


def imported(cli: Cli, path: Path, *words: str) -> tuple[int, dict]:
    done = cli("fec", "import", str(path), "--dossier", SIREN, *words, "--json")
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_new_dossier_is_made_and_the_same_file_changes_nothing(
    boucle_cli: Cli, tmp_path: Path
) -> None:
    path = a_fec(tmp_path)
    code, first = imported(boucle_cli, path, "--create", "--name", "Ma société")
    assert code == 0
    assert first["created"] is True
    assert first["years"] == ["2025"]
    assert (first["entries"], first["lines"], first["journals"]) == (3, 6, 3)
    before = table_counts()
    code, again = imported(boucle_cli, path, "--create", "--name", "Ma société")
    assert (code, again["entries"], again["created"]) == (0, 0, False)
    assert again["skipped"] == 3
    after = table_counts()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"kernel_job"}
    out = boucle_cli(
        "fec", "export", "--dossier", SIREN, "--exercice", "2025", "--out", str(tmp_path / "out"),
        "--json",
    )  # fmt: skip
    facts = json.loads(out.stdout)
    assert facts["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_refused_file_leaves_nothing_not_even_the_dossier(
    boucle_cli: Cli, tmp_path: Path
) -> None:
    path = a_fec(tmp_path, spoil={("2", "Debit"): "121,00"})
    before = table_counts()
    code, answer = imported(boucle_cli, path, "--create", "--name", "Ma société")
    assert code == 1
    assert {finding["code"] for finding in answer["findings"]} == {"FEC-060", "FEC-062"}
    after = table_counts()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {
        "kernel_audit",
        "kernel_audit_pending",
        "tenancy_organisation",
        "access_grant",
    }
    assert access.portfolio(ACT) == []


def test_a_dry_run_says_all_and_writes_nothing(boucle_cli: Cli, tmp_path: Path) -> None:
    a_dossier()
    path = a_fec(tmp_path)
    before = table_counts()
    code, plan = imported(boucle_cli, path, "--dry-run")
    assert code == 0
    (file,) = plan["files"]
    assert (file["year"], file["entries"], file["lines"], file["debit"]) == ("2025", 3, 6, 72000)
    assert file["journals_new"] == 1
    assert {c["class"] for c in file["classes"]} == {"1", "4", "5", "6"}
    assert table_counts() == before
    text = boucle_cli("fec", "import", str(path), "--dossier", SIREN, "--dry-run").stdout
    assert "exercice 2025 du 01/01/2025 au 31/12/2025" in text


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--dossier", "552100554"], 1),
        (["--dossier", SIREN, "--debut", "hier"], 2),
        (["--dossier", "552100554", "--create"], 2),
        (["--dossier", "123456789", "--create", "--name", "N"], 1),
    ],
)
def test_wrong_calls_are_refused(
    boucle_cli: Cli, tmp_path: Path, words: list[str], code: int
) -> None:
    a_dossier()
    done = boucle_cli("fec", "import", str(a_fec(tmp_path)), *words)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_an_absent_file_is_named(boucle_cli: Cli) -> None:
    a_dossier()
    done = boucle_cli("fec", "import", "/nulle/part.txt", "--dossier", SIREN)
    assert done.returncode == 1
    assert "/nulle/part.txt" in done.stderr


def test_the_search_finds_what_came_in(boucle_cli: Cli, tmp_path: Path) -> None:
    dossier = a_dossier(years=())
    assert imported(boucle_cli, a_fec(tmp_path))[0] == 0
    with access.read(ACT, dossier), connection.cursor() as cursor:
        cursor.execute("select count(*) from boucle.books_search_token where token = 'w:energie'")
        assert cursor.fetchone()[0] > 0
