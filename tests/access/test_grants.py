"""Rights by module, with limits and days: given to one or to hundreds, effective at once, told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from boucle.access import public as access
from boucle.access.types import ALL_RIGHTS
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import Forbidden, NotFound, Refused
from boucle.kernel.models import AuditEvent
from boucle.tenancy.public import NewDossier, Organisation
from tests.books.build import SIREN, a_dossier

pytestmark = pytest.mark.django_db
ACT = system_act()


def a_user(login: str, kind: str = "cabinet", firm: str = "Martin") -> Act:
    place, _ = Organisation.objects.get_or_create(kind=kind, name=firm)
    user = access.create_user(login=login, name=login, password="x", organisation_id=place.id)
    return Act(actor=str(user.public_id), at=clock.now())


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.code.removeprefix("access.grant.") for finding in error.value.findings]


def test_every_right_belongs_to_a_module_that_exists() -> None:
    for right in access.named_rights().values():
        assert access.modules()[right.module].built
        assert right.key_scope in access.RIGHTS
    for module in access.modules().values():
        assert set(module.needs_read) | set(module.needs_write) <= set(access.modules())


@pytest.mark.covers("S-124")
def test_presets_are_within_the_rules_and_hold_what_they_say() -> None:
    for preset in access.presets().values():
        found = access.checked_wish(access.GrantWish(preset=preset.code))
        assert (found.preset, found.mode) == (preset.code, preset.mode)
    held = {
        code: tuple(access.Rights(p.mode, p.reads, p.writes).allows(right) for right in (
            "books.read", "books.write", "lettrage.write", "books.validate", "exchange.write",
            "books.manage", "rights.write"))
        for code, p in access.presets().items()
    }  # fmt: skip
    assert held == {
        "expert_comptable": (True,) * 7,
        "chef_de_mission": (True,) * 6 + (False,),
        "collaborateur": (True,) * 5 + (False,) * 2,
        "assistant": (True,) * 3 + (False,) * 4,
        "dirigeant": (True,) * 7,
        "comptable_entreprise": (True,) * 3 + (False,) * 4,
        "lecteur": (True,) + (False,) * 6,
    }


def test_an_unknown_right_is_an_error_and_not_a_no() -> None:
    with pytest.raises(KeyError):
        ALL_RIGHTS.allows("books.everything")


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        (access.GrantWish(preset="roi"), "preset"),
        (access.GrantWish(mode="company"), "empty"),
        (access.GrantWish(preset="lecteur", reads=("books", "magie")), "module"),
        (access.GrantWish(preset="lecteur", reads=("books", "payroll")), "module"),
        (access.GrantWish(preset="lecteur", writes=("audit",)), "read_only"),
        (access.GrantWish(mode="company", reads=("entries",)), "needs"),
        (access.GrantWish(mode="expert", reads=("books",), writes=("validation",)), "needs"),
        (access.GrantWish(preset="lecteur", journals=("a b",)), "journal"),
        (access.GrantWish(preset="lecteur", journals=()), "limit"),
        (access.GrantWish(preset="lecteur", accounts=("x",)), "account"),
        (access.GrantWish(preset="lecteur", starts_on=clock.today(),
                          ends_on=clock.today() - timedelta(1)), "days"),
    ],
)  # fmt: skip
def test_what_cannot_be_given_says_why(wish: access.GrantWish, wanted: str) -> None:
    with pytest.raises(Refused) as error:
        access.checked_wish(wish)
    assert wanted in codes(error)


@pytest.mark.covers("S-027")
def test_a_module_reserved_to_the_firm_is_refused_to_a_company(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dataclasses import replace

    known = dict(access.modules())
    known["revision"] = replace(known["revision"], built=True)
    monkeypatch.setattr("boucle.access.grants.modules", lambda: known)
    mine = {"reads": ("books", "revision")}
    with pytest.raises(Refused) as error:
        access.checked_wish(access.GrantWish(mode="company", **mine))
    assert codes(error) == ["expert_only"]
    assert access.checked_wish(access.GrantWish(mode="expert", **mine)).reads == mine["reads"]


@pytest.mark.covers("S-027")
def test_the_mode_of_the_firm_is_for_the_firm_of_the_dossier() -> None:
    firm = Organisation.objects.create(kind="cabinet", name="Martin")
    dossier = access.create_dossier(ACT, NewDossier(siren=SIREN, name="A", cabinet_id=firm.id))
    a_user("claire"), a_user("bob", firm="Ailleurs"), a_user("patron", "company", "Dupré")
    access.grant_level(ACT, dossier, login="claire", level="collaborateur")
    for login in ("bob", "patron"):
        with pytest.raises(Refused) as error:
            access.grant_level(ACT, dossier, login=login, level="collaborateur")
        assert codes(error) == ["outside_firm"]


@pytest.mark.covers("S-038")
def test_a_right_counts_from_its_first_day_to_its_last() -> None:
    dossier, lea, today = a_dossier(), a_user("lea"), clock.today()
    day = timedelta(1)
    for start, end, counts in (
        (None, None, True), (today, today, True), (None, today - day, False),
        (today + day, None, False), (today - day, today + day, True),
    ):  # fmt: skip
        access.grant_level(ACT, dossier, login="lea", level="lecteur", starts_on=start, ends_on=end)
        assert (access.rights_of(lea, dossier) is not None) == counts
        assert bool(access.portfolio(lea)) == counts
        assert len(access.people_of(ACT, dossier)) == 1


def test_nobody_gives_more_than_he_holds() -> None:
    dossier, anne = a_dossier(), a_user("anne")
    a_user("lea")
    access.grant_level(ACT, dossier, login="anne", level="expert")
    wish = access.GrantWish(mode="expert", reads=("books", "rights"), writes=("rights",))
    access.give(anne, [dossier], login="lea", wish=access.GrantWish(preset="expert"))
    access.give(ACT, [dossier], login="anne", wish=wish)
    for greedy in (
        access.GrantWish(preset="collaborateur"),
        access.GrantWish(mode="expert", reads=("books", "settings")),
    ):
        with pytest.raises(Refused) as error:
            access.give(anne, [dossier], login="anne", wish=greedy)
        assert codes(error) == ["beyond"]
    access.give(anne, [dossier], login="lea", wish=wish)


def test_limits_are_handed_on_within_ones_own() -> None:
    dossier, anne = a_dossier(), a_user("anne")
    a_user("lea")
    access.grant_level(
        ACT, dossier, login="anne", level="expert", journals=("ACH", "BQ"), accounts=("6", "40")
    )
    for journals, accounts, given in (
        (None, ("6",), False), (("ACH",), None, False), (("VTE",), ("6",), False),
        (("ACH",), ("7",), False), (("ACH",), ("60", "401"), True),
    ):  # fmt: skip
        wish = access.GrantWish(preset="assistant", journals=journals, accounts=accounts)
        if given:
            access.give(anne, [dossier], login="lea", wish=wish)
        else:
            with pytest.raises(Refused):
                access.give(anne, [dossier], login="lea", wish=wish)


def test_somebody_always_gives_the_rights() -> None:
    dossier = a_dossier()
    anne, lea = a_user("anne"), a_user("lea")
    access.grant_level(ACT, dossier, login="anne", level="expert")
    access.grant_level(ACT, dossier, login="lea", level="lecteur")
    for change in ({"level": "collaborateur"}, {"level": "expert", "ends_on": clock.today() -
                                                timedelta(1)}):  # fmt: skip
        with pytest.raises(Refused) as error:
            access.grant_level(anne, dossier, login="anne", **change)  # type: ignore[arg-type]
        assert codes(error) == ["last_manager"]
    with pytest.raises(Refused):
        access.revoke_grant(anne, dossier, user_id=anne.actor)
    with pytest.raises(Forbidden):
        access.grant_level(lea, dossier, login="lea", level="expert")
    access.grant_level(anne, dossier, login="lea", level="expert")
    access.revoke_grant(anne, dossier, user_id=anne.actor)
    with pytest.raises(NotFound):
        access.revoke_grant(lea, dossier, user_id=anne.actor)


@pytest.mark.covers("S-123", "S-124")
def test_many_dossiers_at_once_all_or_none(django_assert_max_num_queries: object) -> None:
    sirens = ("732829320", "552100554", "404833048")
    dossiers = [a_dossier(siren=siren) for siren in sirens]
    anne, lea = a_user("anne"), a_user("lea")
    for dossier in dossiers:
        access.grant_level(ACT, dossier, login="anne", level="expert")
    wish = access.GrantWish(preset="assistant", journals=("ACH",))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert access.give(anne, dossiers, login="lea", wish=wish) == 3
    assert all(access.rights_of(lea, one).journals == ("ACH",) for one in dossiers)  # type: ignore[union-attr]
    told = AuditEvent.objects.none()
    with access.read_all(ACT):
        told = list(AuditEvent.objects.filter(verb="access.grant.given", actor=anne.actor))
    assert [event.before for event in told] == [None] * 3
    assert {event.dossier_id for event in told} == set(dossiers)
    with pytest.raises(NotFound):
        access.give(lea, [*dossiers, 1], login="lea", wish=wish)
    access.grant_level(ACT, dossiers[1], login="lea", level="expert")
    access.grant_level(ACT, dossiers[1], login="anne", level="lecteur")
    with pytest.raises(Forbidden):
        access.give(anne, dossiers, login="lea", wish=access.GrantWish(preset="lecteur"))
    assert access.rights_of(lea, dossiers[0]).can_write  # type: ignore[union-attr]


def test_a_change_is_told_with_before_and_after() -> None:
    dossier = a_dossier()
    a_user("lea")
    access.grant_level(ACT, dossier, login="lea", level="lecteur")
    access.grant_level(ACT, dossier, login="lea", level="assistant", journals=("ACH",))
    with access.read(ACT, dossier):
        event = AuditEvent.objects.filter(dossier_id=dossier).order_by("-id").first()
    assert event is not None and event.verb == "access.grant.given"
    assert (event.before["preset"], event.before["writes"]) == ("lecteur", [])
    assert (event.after["login"], event.after["preset"]) == ("lea", "assistant")
    assert (event.after["writes"], event.after["journals"]) == (["entries", "lettrage"], ["ACH"])
