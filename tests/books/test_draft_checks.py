"""What the brouillard warns of: doubles, documents of another month, VAT that does not agree."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books.models import Account
from boucle.books.public import save_draft
from boucle.books.queries.draft_vat import vat_doubts
from boucle.books.queries.drafts import DraftFilter, DraftRow, draft_page
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_dossier, a_line, a_year, an_entry
from tests.books.build_setup import a_person

pytestmark = pytest.mark.django_db
ACT = system_act()


def bought(
    day: str = "2025-03-15", *, net: int = 10000, tax: int = 2000, piece: str = "F1", **more: Any
) -> dict[str, Any]:
    """A purchase at 20 %, by the parts that a test changes."""
    whole = {"piece_ref": piece, "piece_date": more.get("piece_date", day)}
    lines = [
        a_line("401000", credit=net + tax, third=more.get("third", "F001"), **whole),
        a_line(more.get("account", "606100"), net, **whole),
    ]
    if tax:
        lines.append(a_line(more.get("vat", "445660"), tax, **whole))
    return an_entry(*lines, day=day, journal=more.get("journal", "ACH"))


def page_of(dossier: int) -> list[DraftRow]:
    return draft_page(ACT, dossier, a_year(dossier), DraftFilter())


def doubts_of(dossier: int) -> list[str]:
    rows = page_of(dossier)
    found = vat_doubts(ACT, dossier, [(row.id, row.date) for row in rows])
    return [found.get(row.id, "") for row in rows]


def test_a_piece_of_a_third_party_entered_twice_is_a_double() -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, bought("2025-02-10"))
    save_draft(ACT, dossier, bought("2025-03-15"))
    save_draft(ACT, dossier, bought("2025-03-15", piece="F2"))
    save_draft(ACT, dossier, bought("2025-03-16", third="C001"))
    paid = a_line("401000", 12000, third="F001", piece_ref="F1"), a_line("512000", credit=12000)
    save_draft(ACT, dossier, an_entry(*paid, journal="BQ", day="2025-03-20"))
    save_draft(ACT, dossier, an_entry(*paid, journal="BQ", day="2025-03-21"))
    marks = {(row.journal, row.date.isoformat(), row.piece): row.double for row in page_of(dossier)}
    assert [key for key, double in marks.items() if double] == [("ACH", "2025-03-15", "F1")]


def test_a_document_of_another_month_is_marked_in_purchases_and_sales() -> None:
    dossier = a_dossier()
    save_draft(ACT, dossier, bought(piece_date="2025-02-28"))
    save_draft(ACT, dossier, bought(piece_date="2025-03-01", piece="F2"))
    save_draft(ACT, dossier, bought(piece_date="2025-02-28", journal="OD"))
    assert [str(row.piece_month) for row in page_of(dossier)] == ["2025-02-28", "None", "None"]


def test_the_vat_of_an_entry_agrees_with_its_accounts() -> None:
    dossier = a_dossier()
    with access.write(ACT, dossier):
        Account.objects.filter(dossier_id=dossier, number="606100").update(vat_code="D20")
    for changes in (
        {}, {"tax": 333}, {"vat": "445710"}, {"tax": 1000}, {"tax": 0}, {"net": 1, "tax": 0},
        {"tax": 2001}, {"account": "101000", "tax": 0}, {"journal": "OD", "tax": 333},
    ):  # fmt: skip
        save_draft(ACT, dossier, bought(**changes))
    assert doubts_of(dossier) == [
        "",
        "La TVA ne répond à aucun taux du dossier pour 606100.",
        "445710 est un compte de TVA collectée.",
        "606100 : D20 attendu, D10 trouvé.",
        "606100 : D20 attendu, sans TVA.",
        "606100 : D20 attendu, sans TVA.",
        "",
        "",
        "",
    ]


def test_the_rate_is_that_of_the_day_of_the_entry() -> None:
    dossier = a_dossier(years=(2013,))
    save_draft(ACT, dossier, bought("2013-06-15", tax=1960))
    rows = draft_page(ACT, dossier, a_year(dossier, "2013"), DraftFilter())
    assert vat_doubts(ACT, dossier, [(row.id, row.date) for row in rows]) == {}


def test_the_list_says_each_with_its_detail() -> None:
    dossier = a_dossier()
    a_person(dossier, "expert")
    client = Client()
    client.force_login(access.User.objects.get(login="jeanne"))
    home = f"/d/{SIREN}/2025/brouillard"
    assert "TVA à vérifier" not in client.get(home).content.decode()
    save_draft(ACT, dossier, bought(tax=333, piece_date="2025-02-28"))
    page = client.get(home).content.decode()
    assert "aucun taux du dossier pour 606100" in page and "Pièce du 28/02/2025" in page
