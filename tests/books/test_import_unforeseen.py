"""What nobody foresaw in an import is told once, and the words that tell it come to an end."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from boucle.access import public as access
from boucle.books import public as books
from boucle.books.commands import fec_import
from boucle.kernel.act import system_act
from boucle.tenancy.public import NewDossier
from tests.books.fec_build import SIREN, a_fec

pytestmark = pytest.mark.commits


def test_an_unforeseen_error_of_the_database_is_its_own_cause_no_more(
    clone_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = system_act()
    access.create_dossier(act, NewDossier(siren=SIREN, name="Durand"))

    def breaks(connection: fec_import.Connection, _staged: fec_import.Staged) -> None:
        connection.execute("select 1 / 0")

    monkeypatch.setattr(fec_import, "_write", breaks)
    with pytest.raises(psycopg.errors.DivisionByZero) as raised:
        books.import_fec(
            act, access.dossier_for(act, SIREN), [a_fec(tmp_path)], books.ImportOptions()
        )
    assert raised.value.__cause__ is None
