"""Around the demo cabinet: the operator and its staff, contracts, who speaks for whom, a request.

Made once, through the product's own commands; what is there stays.
"""

from __future__ import annotations

from datetime import date, timedelta

from boucle.access import public as access
from boucle.access.models_accounts import AccessAccount
from boucle.demo.people import DemoPerson
from boucle.kernel import clock
from boucle.kernel.act import Act
from boucle.tenancy.public import Organisation

OPERATOR = "Boucle Services"
STAFF: tuple[DemoPerson, ...] = (
    DemoPerson("sam", "demo-sam-2026", "Samuel Berthier", "exploitant", "lecture"),
)
IDLE = DemoPerson("lucas", "demo-lucas-2026", "Lucas Petit", "collaborateur", "lecture")
"""Has an access account at the cabinet, and nothing to use yet."""
SIGNED = date(2026, 1, 5)


def prepare_service(act: Act, cabinet: Organisation, homes: dict[str, Organisation]) -> None:
    """The operator, the cabinet's contract and administrators; those of the companies."""
    _staff()
    _client(act, cabinet, "expert", "CT-2026-014", users=12, dossiers=20)
    own = homes.get("conseil")
    if own is not None:
        _client(act, own, "helene", "CT-2026-021", users=2, dossiers=1)
    bakery = homes.get("boulangerie")
    if bakery is not None and not access.administrators_of(act, bakery.id):
        _name(act, bakery, "patron")
        _advisor(act, bakery)
    _idle(act, cabinet)


def _staff() -> None:
    place, _ = Organisation.objects.get_or_create(kind="operator", name=OPERATOR)
    for person in STAFF:
        if not access.User.objects.filter(login=person.login).exists():
            access.create_user(
                login=person.login, name=person.name, password=person.password,
                organisation_id=place.id, mfa_waived=True,
            )  # fmt: skip


def _client(
    act: Act, client: Organisation, speaker: str, reference: str, *, users: int, dossiers: int
) -> None:
    if access.contract_of(act, client.id) is not None or not _is_known(speaker):
        return
    name = access.User.objects.get(login=speaker).name
    access.record_contract(act, client.id, reference=reference, signatory=name, signed_on=SIGNED)
    for code, quantity in (
        ("utilisateurs", users), ("dossiers", dossiers), ("compta", 1), ("fiscal", 1),
    ):  # fmt: skip
        access.order(
            act, client.id, code=code, quantity=quantity, starts_on=SIGNED,
            order_ref=f"BC {reference}",
        )  # fmt: skip
    _name(act, client, speaker)
    access.activate(act, client.id)


def _is_known(login: str) -> bool:
    return access.User.objects.filter(login=login).exists()


def _name(act: Act, client: Organisation, login: str, **more: object) -> None:
    if _is_known(login):
        new = access.NewAdministrator(login, clock.now(), **more)  # type: ignore[arg-type]
        access.name_administrator(act, client.id, new, reason="Signature du contrat")


def _advisor(act: Act, client: Organisation) -> None:
    """Somebody of a third party speaks for the bakery too: she has two organisations."""
    if not _is_known("helene"):
        return
    user = access.User.objects.get(login="helene")
    AccessAccount.objects.create(
        user=user, organisation=client, opened_by=act.actor, open_ticket="T-1042"
    )
    access.give_application(act, client.id, user.public_id)
    _name(
        act, client, "helene", company="Bourgeois Conseil", signed_by="Rémi Aubert",
        signed_on=SIGNED, document="Reconnaissance du 05/01/2026",
    )  # fmt: skip


def _idle(act: Act, cabinet: Organisation) -> None:
    """An account opened on request and not given its use yet, and a request that waits."""
    if _is_known(IDLE.login) or not _is_known("expert"):
        return
    access.open_account(
        act, cabinet.id, login=IDLE.login, name=IDLE.name, ticket="T-1187",
        email="lucas.petit@cabinet-delorme.example",
    )  # fmt: skip
    user = access.User.objects.get(login=IDLE.login)
    user.set_password(IDLE.password)
    user.mfa_waived = True
    user.save(update_fields=["password", "mfa_waived"])
    expert = access.User.objects.get(login="expert")
    asking = Act(actor=str(expert.public_id), at=clock.now() + timedelta(seconds=1))
    access.ask_account(
        asking, cabinet.id, kind="open", login="nadia", name="Nadia Ferrand",
        email="nadia.ferrand@cabinet-delorme.example",
        reason="Collaboratrice, arrivée le 1er décembre",
    )  # fmt: skip
