"""VAT codes of a Dossier: opened with it, written, renamed, retired; by command and on screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from boucle.access import public as access
from boucle.books import public as books
from boucle.books.models import Account, ThirdParty, VatCode
from boucle.books.types_vat import NewVatCode, VatCodeRow
from boucle.kernel.act import system_act
from boucle.kernel.errors import Forbidden, NotFound, Refused
from boucle.tenancy.public import NewDossier
from tests.books import build, build_setup
from tests.books.build_setup import SIREN, a_person

pytestmark = pytest.mark.django_db
ACT = system_act()
HOME = f"/d/{SIREN}/reglages/tva"
MINE = NewVatCode(code="D85", label="TVA des DOM", kind="deductible", rate_key="dom-normal",
                  account="445660", box="20")  # fmt: skip


@pytest.fixture
def dossier() -> int:
    return build_setup.a_dossier()


@pytest.fixture
def client(dossier: int) -> Client:
    a_person(dossier, "expert")
    client = Client()
    client.force_login(access.User.objects.get(login="jeanne"))
    return client


def codes(dossier: int) -> dict[str, VatCodeRow]:
    return {row.code: row for row in books.vat_codes_of(ACT, dossier)}


def fields_of(refusal: pytest.ExceptionInfo[Refused]) -> set[str | None]:
    return {finding.field for finding in refusal.value.findings}


def opened(regime: str) -> int:
    new = NewDossier(siren=SIREN, name="Essai", vat_regime=regime)
    dossier = access.create_dossier(ACT, new)
    books.open_books(ACT, dossier, date(2025, 1, 1), date(2025, 12, 31))
    return dossier


def test_a_new_dossier_opens_with_the_usual_codes_and_their_accounts(dossier: int) -> None:
    found = codes(dossier)
    assert list(found)[:4] == ["D20", "D10", "D55", "D21"] and len(found) == 17
    assert (found["AI20"].account, found["AI20"].pair_account) == ("445662", "445200")
    assert (found["SE20"].account, found["SE20"].pair_account) == ("445663", "445300")
    assert (found["BT20"].pair_account, found["IM20"].pair_account) == ("445280", "445380")
    assert found["P20"].entry_account == "445890" and found["DC20"].share == 8000
    with access.read(ACT, dossier):
        assert VatCode.objects.filter(dossier_id=dossier).count() == 17
        numbers = set(Account.objects.filter(dossier_id=dossier).values_list("number", flat=True))
    wanted = {row.account for row in found.values()} | {
        row.pair_account for row in found.values() if row.pair_account
    }
    assert wanted <= numbers


@pytest.mark.parametrize("regime", ["franchise", "exonere"])
def test_a_dossier_without_vat_has_none(regime: str) -> None:
    dossier = opened(regime)
    assert codes(dossier) == {}
    with pytest.raises(Refused, match="sans TVA"):
        books.apply_usual(ACT, dossier, "debits")


def test_a_dossier_from_elsewhere_has_those_of_its_chart_until_it_writes_its_own() -> None:
    dossier = build.a_dossier()
    proposed = codes(dossier)
    assert "D20" in proposed and "AI20" not in proposed and "P20" not in proposed
    books.save_vat_code(ACT, dossier, MINE)
    assert list(codes(dossier)) == [*proposed, "D85"]
    assert books.apply_usual(ACT, dossier, "receipts") == 17 - len(proposed)
    found = codes(dossier)
    assert (found["V20"].due_on, found["V20"].entry_account) == ("receipts", "445880")
    assert (found["V20"].account, found["D20"].due_on) == ("445710", "debits")
    books.apply_usual(ACT, dossier, "debits")
    assert codes(dossier)["V20"].entry_account == "445710"


def test_a_code_is_written_renamed_and_followed(dossier: int) -> None:
    assert books.save_vat_code(ACT, dossier, replace(MINE, code=" d85 ")) == "D85"
    party = books.NewThirdParty(number="F1", label="Un", vat_code="d85")
    books.save_third_party(ACT, dossier, party)
    with access.write(ACT, dossier):
        Account.objects.filter(dossier_id=dossier, number="606400").update(vat_code="D85")
    books.save_vat_code(ACT, dossier, replace(MINE, code="DOM"), code="D85")
    with access.read(ACT, dossier):
        assert Account.objects.get(dossier_id=dossier, number="606400").vat_code == "DOM"
        assert ThirdParty.objects.get(dossier_id=dossier, number="F1").vat_code == "DOM"
    books.retire_vat_code(ACT, dossier, "DOM")
    assert not codes(dossier)["DOM"].active
    books.retire_vat_code(ACT, dossier, "DOM", active=True)
    assert codes(dossier)["DOM"].active
    with pytest.raises(NotFound):
        books.retire_vat_code(ACT, dossier, "ZZ")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"code": "é"}, {"code"}),
        ({"label": ""}, {"label"}),
        ({"kind": "autre"}, {"kind"}),
        ({"due_on": "receipts"}, {"waiting_account"}),
        ({"rate_key": "25"}, {"rate_key"}),
        ({"account": ""}, {"account"}),
        ({"account": "606400"}, {"account"}),
        ({"account": "44999999"}, {"account"}),
        ({"share": 10_001}, {"share"}),
        ({"share": -1}, {"share"}),
        ({"kind": "collected", "share": 5000}, {"share"}),
        ({"kind": "collected", "pair_account": "445200"}, {"pair_account"}),
        ({"box": "ZZ"}, {"box"}),
        ({"code": "D20"}, {"code"}),
        ({"code": "", "label": "", "account": ""}, {"code", "label", "account"}),
    ],
)
def test_what_is_wrong_is_said_field_by_field(
    dossier: int, changes: dict[str, Any], wrong: set[str]
) -> None:
    with pytest.raises(Refused) as refusal:
        books.save_vat_code(ACT, dossier, replace(MINE, **changes))
    assert fields_of(refusal) == wrong
    assert "D85" not in codes(dossier)


def test_accounts_and_third_parties_take_known_codes_only(dossier: int) -> None:
    with pytest.raises(Refused, match="ZZ"):
        books.create_account(
            ACT, dossier, books.NewAccount(number="606490", label="X", vat_code="ZZ")
        )
    with pytest.raises(Refused, match="ZZ"):
        books.save_third_party(
            ACT, dossier, books.NewThirdParty(number="F1", label="X", vat_code="ZZ")
        )
    books.create_account(ACT, dossier, books.NewAccount(number="606490", label="X", vat_code="d20"))


def test_only_who_manages_writes_codes(dossier: int) -> None:
    clerk = a_person(dossier, "collaborateur", "paul")
    with pytest.raises(Forbidden):
        books.save_vat_code(clerk, dossier, MINE)
    with pytest.raises(Forbidden):
        books.apply_usual(clerk, dossier, "receipts")
    with pytest.raises(Forbidden):
        books.retire_vat_code(clerk, dossier, "D20")


FORM = {"code": "D85", "label": "TVA des DOM", "kind": "deductible", "due_on": "debits",
        "rate_key": "dom-normal", "account": "445660", "waiting_account": "", "pair_account": "",
        "share": "66,67", "box": "20", "base_box": ""}  # fmt: skip


def test_the_screen_lists_creates_edits_and_retires(client: Client, dossier: int) -> None:
    page = client.get(HOME).content.decode()
    assert "AI20" in page and "5,5\u00a0%" in page and "Codes usuels du régime" not in page
    assert client.post(f"{HOME}/nouveau", FORM).status_code == 302
    assert codes(dossier)["D85"].share == 6667
    assert "66,67" in client.get(f"{HOME}/code/D85").content.decode()
    client.post(f"{HOME}/code/D85", {**FORM, "share": "100", "label": "Autre"})
    assert (codes(dossier)["D85"].share, codes(dossier)["D85"].label) == (10_000, "Autre")
    client.post(f"{HOME}/code/D85", {"acte": "retirer"})
    assert not codes(dossier)["D85"].active
    assert "retiré" in client.get(HOME).content.decode()


@pytest.mark.parametrize("share", ["", "cent", "1e2", "100,001", "-1", "٣", "101"])
def test_a_wrong_share_is_a_form_again(client: Client, share: str) -> None:
    answer = client.post(f"{HOME}/nouveau", {**FORM, "share": share})
    assert answer.status_code == 422
    assert "TVA des DOM" in answer.content.decode()


def test_a_code_is_copied_with_another_name(client: Client) -> None:
    page = client.get(f"{HOME}/nouveau", {"modele": "V20"}).content.decode()
    assert 'name="code" value=""' in page and "TVA collectée 20" in page
    assert client.get(f"{HOME}/nouveau", {"modele": "ZZ"}).status_code == 404
    assert client.get(f"{HOME}/code/ZZ").status_code == 404


def test_sales_pass_to_receipts_and_back(client: Client, dossier: int) -> None:
    answer = client.post(f"{HOME}/usuels", {"due_on": "receipts"}, follow=True)
    assert "sur les encaissements" in answer.content.decode()
    assert codes(dossier)["V10"].entry_account == "445880"
    assert client.post(f"{HOME}/usuels", {"due_on": "jamais"}).status_code == 422


def test_a_dossier_in_franchise_says_why_it_has_none() -> None:
    dossier = opened("franchise")
    a_person(dossier, "expert")
    client = Client()
    client.force_login(access.User.objects.get(login="jeanne"))
    page = client.get(HOME).content.decode()
    assert "franchise" in page and 'name="due_on"' not in page


@pytest.mark.parametrize("path", ["plan/compte/606400", "tiers/nouveau"])
def test_accounts_and_third_parties_offer_the_codes_in_use(
    client: Client, dossier: int, path: str
) -> None:
    books.retire_vat_code(ACT, dossier, "D55")
    page = client.get(f"/d/{SIREN}/reglages/{path}").content.decode()
    assert 'list="vat_code-choix"' in page
    assert '<option value="D20">' in page and '<option value="D55">' not in page
