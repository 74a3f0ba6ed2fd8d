"""A long FEC is printed by two connections on one snapshot: the same bytes, in the same order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from boucle.access import public as access
from boucle.books.commands import fec_stream
from boucle.books.models import Journal
from boucle.books.public import export_fec, save_draft, validate_entries
from boucle.books.types_export import Exported
from boucle.kernel import db
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_dossier, a_year, an_entry

pytestmark = pytest.mark.commits
ACT = system_act()


def some_books(*days: str, opening: int = 0, left: int = 0) -> int:
    """Each day validated on its own, then opening entries, then drafts."""
    dossier = a_dossier()
    with access.write(ACT, dossier):
        Journal.objects.create(dossier_id=dossier, code="AN", label="À-nouveaux", type="an")
    for day in days:
        for journal in ("OD", "ACH"):
            save_draft(ACT, dossier, an_entry(journal=journal, day=day))
        validate_entries(ACT, dossier, a_year(dossier))
    for _ in range(opening):
        save_draft(ACT, dossier, an_entry(journal="AN", day="2025-01-01"))
    if opening:
        validate_entries(ACT, dossier, a_year(dossier))
    for _ in range(left):
        save_draft(ACT, dossier, an_entry())
    return dossier


def exported(dossier: int, folder: Path, *, drafts: bool = False) -> Exported:
    row = access.dossier_for(ACT, SIREN)
    return export_fec(ACT, row, a_year(dossier), folder, with_drafts=drafts)


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every file is long; what the second connection was asked for."""
    asked: list[dict[str, Any]] = []
    keep = fec_stream._keep

    def heard(second: Any, parameters: Any, rest: Any) -> None:
        asked.append(parameters)
        keep(second, parameters, rest)

    monkeypatch.setattr(fec_stream, "_keep", heard)
    monkeypatch.setattr(fec_stream, "TWO_ABOVE", 1)
    return asked


@pytest.mark.parametrize(
    "books",
    [
        {"days": ("2025-05-01", "2025-02-01", "2025-03-01")},
        {"days": ("2025-05-01",), "opening": 5},
        {"days": ("2025-05-01",), "opening": 1, "left": 6},
        {"days": (), "opening": 1},
        {"days": (), "left": 3},
    ],
)
def test_two_halves_are_the_file(
    clone_db: str, tmp_path: Path, seconds: list[dict[str, Any]], books: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dossier = some_books(*books["days"], opening=books.get("opening", 0), left=books.get("left", 0))
    drafts = bool(books.get("left"))
    two = exported(dossier, tmp_path / "two", drafts=drafts)
    assert len(seconds) == 1
    monkeypatch.setattr(fec_stream, "TWO_ABOVE", 10_000)
    one = exported(dossier, tmp_path / "one", drafts=drafts)
    assert len(seconds) == 1
    assert two.file.read_bytes() == one.file.read_bytes()
    assert two.sha256 == one.sha256


def test_what_is_written_meanwhile_is_not_in_the_file(
    clone_db: str, tmp_path: Path, seconds: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch,
    owner_conn: psycopg.Connection[Any],
) -> None:  # fmt: skip
    dossier = some_books("2025-05-01", "2025-02-01")
    cut = fec_stream.halves_of

    def renamed(source: Any, second: Any) -> Any:
        owner_conn.execute(f"set boucle.scope = '{{{dossier}}}'".encode())
        owner_conn.execute(
            "update boucle.books_account set label = 'Autre' where number = '606100'"
        )
        owner_conn.commit()
        return cut(source, second)

    before = exported(dossier, tmp_path / "before").file.read_bytes()
    monkeypatch.setattr(fec_stream, "halves_of", renamed)
    assert exported(dossier, tmp_path / "during").file.read_bytes() == before
    assert len(seconds) == 2


def test_without_a_second_connection_one_does_it_all(
    clone_db: str, tmp_path: Path, seconds: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = some_books("2025-05-01")
    monkeypatch.setattr(db, "_connected", lambda: None)
    assert exported(dossier, tmp_path).lines == 4
    assert seconds == []


def test_a_failure_of_the_second_half_leaves_no_file(
    clone_db: str, tmp_path: Path, seconds: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = some_books("2025-05-01")

    def broken(second: Any, parameters: Any, rest: Any) -> None:
        raise OSError(28, "plein")

    monkeypatch.setattr(fec_stream, "_keep", broken)
    with pytest.raises(OSError, match="plein"):
        exported(dossier, tmp_path)
    assert list(tmp_path.iterdir()) == []
