"""Accounts that come with a FEC are followed as their number usually is."""

from __future__ import annotations

from pathlib import Path

import pytest

from boucle.access import public as access
from boucle.books import public as books
from boucle.books.queries.setup import account_for
from boucle.kernel.act import system_act
from boucle.tenancy.public import NewDossier

pytestmark = pytest.mark.commits
HEADER = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib"
    " PieceRef PieceDate EcritureLib Debit Credit EcritureLet DateLet ValidDate"
    " Montantdevise Idevise"
)
LINES = (
    "ACH|Achats|1|20250310|606400|Fournitures|||F1|20250310|Papier|120,00|0,00|||20250401||",
    "ACH|Achats|1|20250310|401000|Fournisseurs|FDUR|Durand|F1|20250310|Papier|0,00|120,00"
    "|||20250401||",
    "BQ|Banque|2|20250410|4011BIS|Autres|||F1|20250410|Virement|120,00|0,00|||20250501||",
    "BQ|Banque|2|20250410|512000|Banque|||F1|20250410|Virement|0,00|120,00|||20250501||",
)


def test_flags_of_imported_accounts(clone_db: str, tmp_path: Path) -> None:
    act = system_act()
    number = access.create_dossier(act, NewDossier(siren="732829320", name="Durand"))
    path = tmp_path / "732829320FEC20251231.txt"
    rows = ["\t".join(HEADER.split()), *(line.replace("|", "\t") for line in LINES)]
    path.write_bytes("".join(f"{row}\r\n" for row in rows).encode())
    books.import_fec(act, access.dossier_for(act, "732829320"), [path], books.ImportOptions())
    flags = {
        account: (row.is_control, row.lettrable)
        for account in ("606400", "401000", "4011BIS", "512000")
        if (row := account_for(act, number, account))
    }
    assert flags == {
        "606400": (False, False),
        "401000": (True, True),
        "4011BIS": (True, True),
        "512000": (False, False),
    }
