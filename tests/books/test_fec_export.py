"""The FEC that goes out: name, order, cells, description, record."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

import boucle
from boucle.access import public as access
from boucle.books.models import Account, FecExport, Journal
from boucle.books.public import export_fec, exports_of, letter, save_draft, validate_entries
from boucle.books.rules import fec_name
from boucle.books.rules.fec.cells import BASE, show_amount
from boucle.books.types_export import Exported
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import NotFound
from tests.books.build import SIREN, a_dossier, a_line, a_year, an_entry

pytestmark = pytest.mark.django_db
ACT = system_act()


def exported(dossier: int, folder: Path, *, drafts: bool = False, act: Act = ACT) -> Exported:
    row = access.dossier_for(ACT, SIREN)
    return export_fec(act, row, a_year(dossier), folder, with_drafts=drafts)


def rows(done: Exported) -> list[dict[str, str]]:
    text = done.file.read_bytes().decode()
    assert text.endswith("\r\n")
    lines = text.split("\r\n")[:-1]
    assert lines[0].split("\t") == list(BASE)
    return [dict(zip(BASE, line.split("\t"), strict=True)) for line in lines[1:]]


def validated(dossier: int) -> None:
    validate_entries(ACT, dossier, a_year(dossier))


def test_an_official_file_bears_the_name_of_the_law(tmp_path: Path) -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, an_entry())
    validated(dossier)
    done = exported(dossier, tmp_path)
    assert done.file.name == f"{SIREN}FEC20251231.txt"
    assert done.description.name == f"{SIREN}FEC20251231_description.txt"
    assert done.sha256 == hashlib.sha256(done.file.read_bytes()).hexdigest()
    assert (done.lines, done.entries, done.debit, done.credit) == (2, 1, 12000, 12000)
    today = clock.today().strftime("%Y%m%d")
    assert list(rows(done)[1].values()) == [
        "ACH", "ACH", "1", "20250315", "401000", "Fournisseurs", "F001", "Énergie du Sud", "1",
        "20250315", "Achat", "0,00", "120,00", "", "", today, "", "",
    ]  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        done.file.name, done.description.name
    ]  # fmt: skip


def test_a_draft_left_makes_the_file_provisional(tmp_path: Path) -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, an_entry())
    validated(dossier)
    save_draft(ACT, dossier, an_entry())
    today = clock.today().strftime("%Y%m%d")
    without = exported(dossier, tmp_path)
    assert without.file.name == f"{SIREN}FEC20251231_provisoire_{today}.txt"
    assert (without.lines, without.drafts_left) == (2, 1)
    assert "brouillard" in without.warnings[1]
    withal = exported(dossier, tmp_path, drafts=True)
    found = rows(withal)
    assert [row["ValidDate"] for row in found] == [today, today, "", ""]
    assert [row["EcritureNum"] for row in found] == ["1", "1", "", ""]
    assert "PROVISOIRE" in withal.description.read_text()


def test_opening_entries_come_first_then_the_order_of_validation(tmp_path: Path) -> None:
    dossier = a_dossier()
    with access.write(ACT, dossier):
        Journal.objects.create(dossier_id=dossier, code="AN", label="À-nouveaux", type="an")
        Journal.objects.create(
            dossier_id=dossier, code="IFRS", label="Retraitements", type="od", outside_fec=True
        )
    for journal, day in (("ACH", "2025-05-01"), ("OD", "2025-02-01"), ("IFRS", "2025-02-02")):
        save_draft(ACT, dossier, an_entry(journal=journal, day=day))
        validated(dossier)
    save_draft(ACT, dossier, an_entry(journal="AN", day="2025-01-01"))
    validated(dossier)
    done = exported(dossier, tmp_path)
    assert [row["JournalCode"] for row in rows(done)] == ["AN"] * 2 + ["ACH"] * 2 + ["OD"] * 2
    assert "Journaux hors FEC" in done.description.read_text()


def test_names_are_those_in_force_when_the_entry_was_validated(tmp_path: Path) -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, an_entry())
    validated(dossier)
    with access.write(ACT, dossier):
        Account.objects.filter(dossier_id=dossier, number="606100").update(
            number="606110", label="Électricité"
        )
    old = a_line("606110", debit=100), a_line("401000", credit=100, third="F001")
    save_draft(ACT, dossier, an_entry(*old))
    validated(dossier)
    found = [(row["CompteNum"], row["CompteLib"]) for row in rows(exported(dossier, tmp_path))]
    assert found[0] == ("606100", "Énergie")
    assert found[2] == ("606110", "Électricité")


def test_our_own_texts_are_tidied(tmp_path: Path) -> None:
    dossier = a_dossier()
    lines = (
        a_line("606100", debit=100, label="A|B\u00a0C ", piece_ref="F\u202f1", currency="JPY",
               currency_amount=1234),
        a_line("401000", credit=100, piece_ref="F1", piece_date="2025-03-01"),
    )  # fmt: skip
    save_draft(ACT, dossier, an_entry(*lines))
    validated(dossier)
    first, second = rows(exported(dossier, tmp_path))
    assert (first["EcritureLib"], first["PieceRef"]) == ("A B C", "F 1")
    assert (first["Montantdevise"], first["Idevise"]) == ("12,34", "JPY")
    assert (first["PieceDate"], second["PieceDate"]) == ("20250315", "20250301")


def test_lettrages_are_written_with_their_day(tmp_path: Path) -> None:
    dossier = a_dossier()
    one = save_draft(ACT, dossier, an_entry())
    paid = a_line("401000", debit=12000, third="F001"), a_line("512000", credit=12000)
    two = save_draft(ACT, dossier, an_entry(*paid, journal="BQ"))
    validated(dossier)
    letter(ACT, dossier, "401000", "F001", [(one.public_id, 2), (two.public_id, 1)])
    found = {(row["CompteNum"], row["EcritureLet"], row["DateLet"] != "")
             for row in rows(exported(dossier, tmp_path))}  # fmt: skip
    assert {("401000", True)} == {(account, day) for account, code, day in found if code}
    assert ("512000", "", False) in found


def test_the_same_books_give_the_same_bytes_and_each_export_is_recorded(tmp_path: Path) -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, an_entry())
    validated(dossier)
    one, two = exported(dossier, tmp_path / "a"), exported(dossier, tmp_path / "b")
    assert one.file.read_bytes() == two.file.read_bytes()
    row = access.dossier_for(ACT, SIREN)
    kept = exports_of(ACT, row, a_year(dossier))
    assert [(x.kind, x.sha256, x.lines) for x in kept] == [("officiel", one.sha256, 2)] * 2
    with access.read(ACT, dossier):
        assert FecExport.objects.filter(dossier_id=dossier).count() == 2


def test_a_control_character_inside_a_value_becomes_a_space(tmp_path: Path) -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, an_entry())
    with access.write(ACT, dossier):
        Account.objects.filter(dossier_id=dossier, number="606100").update(label="a\tb\r\nc\x01d")
    validated(dossier)
    labels = {row["CompteLib"] for row in rows(exported(dossier, tmp_path))}
    assert "a b  c d" in labels


def test_the_bytes_are_checked_before_they_are_given(tmp_path: Path) -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, an_entry())
    validated(dossier)
    row = access.dossier_for(ACT, SIREN)
    done = export_fec(ACT, row, a_year(dossier), tmp_path, check=True)
    assert done.verdict in ("conforme", "alerte", "anomalie")
    assert f"par Boucle : {done.verdict}" in done.description.read_text()
    assert bool(done.warnings) == (done.verdict == "anomalie")


def test_an_empty_year_gives_the_header_alone(tmp_path: Path) -> None:
    assert rows(exported(a_dossier(), tmp_path)) == []


def test_a_stranger_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    dossier = a_dossier()
    stranger = Act(actor="0198c0de-0000-7000-8000-000000000000", at=clock.now())
    with pytest.raises(NotFound):
        exported(dossier, tmp_path, act=stranger)
    assert list(tmp_path.iterdir()) == []


def test_the_columns_follow_the_regime() -> None:
    assert [len(fec_name.columns(r)) for r in ("BIC", "COM", "BAT", "BNCT")] == [18, 18, 21, 22]
    assert fec_name.widest("BIC", "BAT") == "BAT"
    assert fec_name.file_name(SIREN, date(2025, 6, 30), "officiel", date(2026, 1, 1)) == (
        f"{SIREN}FEC20250630.txt"
    )


@pytest.mark.parametrize("minor", [0, 5, -5, 123456, -123456, 9_007_199_254_740_991])
def test_sql_prints_amounts_as_python_does(minor: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select boucle.books_fec_amount(%s)", [minor])
        assert cursor.fetchone() == (show_amount(minor),)


def test_the_version_is_that_of_the_project() -> None:
    root = Path(boucle.__file__).parents[1]
    project = tomllib.loads((root / "pyproject.toml").read_text())
    assert project["project"]["version"] == boucle.VERSION
