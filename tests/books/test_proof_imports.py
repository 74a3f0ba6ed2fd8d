"""What an import brought is chained like the rest: verified, proven, named when altered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from boucle.access.public import dossier_for
from boucle.books.commands.proof import VERIFIER, export_proof
from boucle.books.public import ImportOptions, import_fec, save_draft, validate_entries, years_of
from boucle.books.queries.proof import verify_books
from boucle.kernel.act import system_act
from boucle.tenancy.public import DossierRow
from tests.books import build
from tests.books.fec_build import a_fec
from tests.books.fec_kept import REAL

pytestmark = pytest.mark.commits
ACT = system_act()


def a_target() -> DossierRow:
    build.a_dossier(years=())
    return dossier_for(ACT, build.SIREN)


def sealed(dossier: DossierRow, folder: Path) -> str:
    """What the checker says of the proof, after `verify` found nothing."""
    found = verify_books(ACT, dossier.id)
    assert found.is_ok, found.sentences
    proof = export_proof(ACT, dossier, folder)
    command = [sys.executable, "-I", str(VERIFIER), proof.file, "--tete", found.head]
    return subprocess.run(command, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", REAL)
def test_a_real_file_is_chained_and_proven(shared: Path, tmp_path: Path, name: str) -> None:
    dossier = a_target()
    import_fec(ACT, dossier, [shared / "samples" / "fec" / "real" / name], ImportOptions())
    assert sealed(dossier, tmp_path).startswith("INTACT")
    for year in years_of(ACT, dossier.id):
        validate_entries(ACT, dossier.id, year)
    assert sealed(dossier, tmp_path).startswith("INTACT")


def test_numbers_go_on_after_an_import_and_still_have_no_gap(tmp_path: Path) -> None:
    dossier = a_target()
    import_fec(ACT, dossier, [a_fec(tmp_path)], ImportOptions())
    lines = build.a_line("606100", debit=100), build.a_line("401000", credit=100)
    for day in ("2025-05-01", "2025-06-01"):
        save_draft(ACT, dossier.id, build.an_entry(*lines, day=day))
    validated = validate_entries(ACT, dossier.id, years_of(ACT, dossier.id)[0])
    assert (validated.first, validated.last) == ("4", "5")
    assert sealed(dossier, tmp_path).startswith("INTACT : 2 lot(s), 5 écriture(s)")


@pytest.mark.parametrize(
    ("statement", "reason", "number"),
    [
        ("update books_line set label = '' where entry_id = {two}", "content", "2"),
        ("update books_entry set date = date + 1 where id = {two}", "content", "2"),
        ("delete from books_line where entry_id = {two}", "lines_missing", "2"),
        ("delete from books_entry where id = {two}", "entry_missing", "2"),
        ("delete from books_entry where number_text = '3'", "entry_missing", "3"),
        ("update books_entry set rank = 4 - rank where number_text in ('1', '3')", "batch", "3"),
        ("update books_validation_batch set stamp = now() + interval '1 s'", "batch", "1"),
        ("update books_name_in_force set label = 'X' where number = 'F001'", "content", "2"),
    ],
)
def test_an_alteration_of_what_came_in_is_named(
    tmp_path: Path, super_conn: Any, statement: str, reason: str, number: str
) -> None:
    dossier = a_target()
    import_fec(ACT, dossier, [a_fec(tmp_path)], ImportOptions())
    super_conn.execute("set session_replication_role = replica; set search_path = boucle")
    two = "(select id from books_entry where number_text = '2')"
    assert super_conn.execute(statement.format(two=two)).rowcount > 0
    super_conn.commit()
    found = verify_books(ACT, dossier.id).first_broken
    assert found is not None
    assert found.reason == reason
    assert found.number == number
