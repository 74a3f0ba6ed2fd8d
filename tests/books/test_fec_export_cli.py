"""`boucle fec export`: files, report, exit codes."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from boucle.books.public import save_draft, validate_entries
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_dossier, a_year, an_entry

pytestmark = pytest.mark.commits
Cli = Callable[..., subprocess.CompletedProcess[str]]
ACT = system_act()


def test_the_two_files_are_written_and_reported(boucle_cli: Cli, tmp_path: Path) -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, an_entry())
    validate_entries(ACT, dossier, a_year(dossier))
    words = ("fec", "export", "--dossier", SIREN, "--exercice", "2025", "--out", str(tmp_path))
    done = boucle_cli(*words, "--json")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    path = Path(facts["file"])
    assert path == tmp_path / f"{SIREN}FEC20251231.txt"
    assert facts["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert facts["lines"] == 2
    assert Path(facts["description"]).is_file()
    provisional = boucle_cli(*words, "--brouillard")
    assert provisional.returncode == 0
    assert "_provisoire_" in provisional.stdout
    assert provisional.stderr.startswith("Attention : Fichier provisoire")


@pytest.mark.parametrize(("siren", "year"), [(SIREN, "2031"), ("552100554", "2025")])
def test_what_is_not_there_is_refused(
    boucle_cli: Cli, tmp_path: Path, siren: str, year: str
) -> None:
    a_dossier()
    done = boucle_cli(
        "fec", "export", "--dossier", siren, "--exercice", year, "--out", str(tmp_path)
    )
    assert done.returncode == 1
    assert done.stderr.startswith("boucle : ")
    assert list(tmp_path.iterdir()) == []
