"""From the act to the receiver, against a real HTTP server: signed, retried, logged, cut off."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from boucle.access import public as access
from boucle.kernel import audit, clock
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import NotFound, Refused
from boucle.webhooks import public as webhooks
from boucle.webhooks import rules, sending
from boucle.webhooks.models import Delivery, Subscription
from tests.webhooks.conftest import Calls, Office, an_office

pytestmark = pytest.mark.django_db
JOURNAL = "books.journal.saved"


@pytest.fixture
def office() -> Office:
    return an_office()


def subscribe(office: Office, receiver: Calls, *types: str) -> tuple[Any, str]:
    return webhooks.create_hook(
        office.act, label="Caisse", url=receiver.url, types=types or (JOURNAL,)
    )


def happens(office: Office, verb: str = JOURNAL, code: str = "ACH") -> None:
    with access.write(system_act(), office.dossier):
        audit.record(system_act(), verb, dossier_id=office.dossier, after={"code": code})


def due_now() -> None:
    """As if the wait were over."""
    Delivery.objects.filter(state="waiting").update(due_at=clock.now() - timedelta(days=1))


def deliver() -> int:
    due_now()
    return webhooks.deliver_due()


def rows(office: Office, hook: Any) -> list[Any]:
    return list(webhooks.deliveries(office.act, hook.public_id).rows)


@pytest.mark.covers("S-124")
def test_an_act_is_told_signed_to_who_asked(office: Office, receiver: Calls) -> None:
    hook, secret = subscribe(office, receiver)
    happens(office)
    happens(office, "books.third.saved")
    assert deliver() == 1
    (call,) = receiver.all
    told = json.loads(call["body"])
    assert told["type"] == JOURNAL and told["after"] == {"code": "ACH"}
    assert told["dossier"]["siren"] == "732829320"
    assert told["organisation"] == str(office.organisation.public_id)
    names = {name.lower(): value for name, value in call["headers"].items()}
    stamp = int(names["webhook-timestamp"])
    assert abs(stamp - clock.now().timestamp()) < 300
    wanted = rules.sign(secret, told["id"], stamp, call["body"].encode())
    assert names["webhook-id"] == told["id"] and names["webhook-signature"] == wanted
    (row,) = rows(office, hook)
    assert (row.state, row.status, row.attempts) == ("delivered", 200, 1)
    _, tries = webhooks.delivery(office.act, hook.public_id, row.public_id)
    assert tries[0].answer == "merci"


def test_what_is_rolled_back_is_told_to_nobody(office: Office, receiver: Calls) -> None:
    subscribe(office, receiver)
    with pytest.raises(RuntimeError), access.write(system_act(), office.dossier):
        audit.record(system_act(), JOURNAL, dossier_id=office.dossier)
        raise RuntimeError
    assert deliver() == 0 and receiver.all == []


def test_a_replaced_secret_signs_for_a_day_beside_the_new_one(
    office: Office, receiver: Calls
) -> None:
    hook, former = subscribe(office, receiver)
    fresh = webhooks.rotate_secret(office.act, hook.public_id)
    assert fresh != former and former not in str(Subscription.objects.values().get())
    happens(office)
    deliver()
    call = receiver.all[0]
    stamp, body = int(call["headers"]["webhook-timestamp"]), call["body"].encode()
    event = call["headers"]["webhook-id"]
    signed = call["headers"]["webhook-signature"].split()
    assert signed == [rules.sign(key, event, stamp, body) for key in (fresh, former)]
    Subscription.objects.update(former_until=clock.now() - timedelta(seconds=1))
    happens(office)
    deliver()
    assert len(receiver.all[1]["headers"]["webhook-signature"].split()) == 1


def test_a_failure_is_tried_again_later_and_later_then_given_up(
    office: Office, receiver: Calls
) -> None:
    hook, _ = subscribe(office, receiver)
    receiver.answer("500")
    happens(office)
    waits = []
    for _ in range(len(rules.WAITS)):
        deliver()
        (row,) = rows(office, hook)
        assert row.state == "waiting" and row.status == 500
        waits.append(round((row.due_at - clock.now()).total_seconds()))
        assert webhooks.deliver_due() == 0, "not before its time"
    assert waits == sorted(waits) and waits[0] <= 30 and waits[-1] >= 12 * 3600 - 5
    deliver()
    (row,) = rows(office, hook)
    assert row.state == "failed" and row.attempts == len(rules.WAITS) + 1
    ids = {call["headers"]["webhook-id"] for call in receiver.all}
    assert len(receiver.all) == row.attempts and ids == {str(row.event)}


def test_one_that_was_given_up_is_sent_again_by_hand(office: Office, receiver: Calls) -> None:
    hook, _ = subscribe(office, receiver)
    happens(office)
    (row,) = rows(office, hook)
    Delivery.objects.update(state="failed", attempts=8)
    webhooks.redeliver(office.act, hook.public_id, row.public_id)
    assert deliver() == 1
    (row,) = rows(office, hook)
    assert row.state == "delivered" and row.attempts == 1


def test_after_many_failures_it_is_switched_off_and_its_owner_told(
    office: Office, receiver: Calls
) -> None:
    hook, _ = subscribe(office, receiver)
    receiver.answer("503")
    Subscription.objects.update(failures=rules.FAILURES_MOST - 1)
    happens(office)
    deliver()
    (off,) = webhooks.hooks_of(office.act)
    assert off.state == "disabled" and webhooks.switched_off(office.act) == 1
    happens(office)
    assert len(rows(office, hook)) == 1, "nothing is owed to one that is off"
    with pytest.raises(Refused):
        webhooks.ping(office.act, hook.public_id)
    webhooks.change_hook(
        office.act, hook.public_id, label="Caisse", url=receiver.url, types=[JOURNAL], active=True
    )
    receiver.answer("200")
    assert deliver() == 1 and webhooks.switched_off(office.act) == 0


def test_one_that_is_gone_for_good_is_switched_off_at_once(office: Office, receiver: Calls) -> None:
    subscribe(office, receiver)
    receiver.answer("410")
    happens(office)
    deliver()
    assert webhooks.hooks_of(office.act)[0].state == "disabled"


def test_a_success_forgets_the_failures(office: Office, receiver: Calls) -> None:
    subscribe(office, receiver)
    Subscription.objects.update(failures=rules.FAILURES_MOST - 1)
    happens(office)
    deliver()
    assert webhooks.hooks_of(office.act)[0].failures == 0


@pytest.mark.parametrize(
    ("word", "error"),
    [("slow", "Pas de réponse à temps."), ("big", "Réponse trop longue"), ("cut", "coupée")],
)
def test_a_bad_receiver_is_a_failure(
    receiver: Calls, monkeypatch: pytest.MonkeyPatch, word: str, error: str
) -> None:
    monkeypatch.setattr(sending, "CONNECT_SECONDS", 1.0)
    receiver.answer(word)
    outcome = sending.post(receiver.url, b"{}", {}, private=True)
    assert not outcome.is_good and error in outcome.error


def test_one_who_answers_a_byte_at_a_time_is_cut(
    receiver: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "CALL_SECONDS", 1.0)
    receiver.answer("drip")
    assert len(sending.post(receiver.url, b"{}", {}, private=True).answer) < 60


def test_a_redirect_is_an_answer_that_nobody_follows(receiver: Calls) -> None:
    receiver.answer("away")
    outcome = sending.post(receiver.url, b"{}", {}, private=True)
    assert outcome.status == 302 and not outcome.is_good
    assert not (receiver.folder / "followed").exists()


@pytest.mark.attack
def test_nothing_private_is_called_without_the_setting(office: Office, receiver: Calls) -> None:
    port = receiver.url.split(":")[2]
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0"):
        outcome = sending.post(f"https://{host}:{port}", b"{}", {})
        assert outcome.status is None and outcome.error, host
    assert receiver.all == []


@pytest.mark.attack
def test_a_name_that_changes_its_mind_is_refused_at_the_call(
    receiver: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    def inside(*_: Any, **__: Any) -> Any:
        return [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]

    monkeypatch.setattr(sending.socket, "getaddrinfo", inside)
    outcome = sending.post("https://exemple.fr/", b"{}", {})
    assert outcome.error == "Cette adresse mène à un réseau privé."


def test_another_organisation_sees_and_hears_nothing(office: Office, receiver: Calls) -> None:
    other = an_office("552100554", "voisin")
    hook, _ = subscribe(office, receiver, webhooks.EVERY)
    happens(other)
    assert deliver() == 0 and webhooks.hooks_of(other.act) == []
    for refused in (
        lambda: webhooks.hook(other.act, hook.public_id),
        lambda: webhooks.drop_hook(other.act, hook.public_id),
        lambda: webhooks.rotate_secret(other.act, hook.public_id),
        lambda: webhooks.deliveries(other.act, hook.public_id),
        lambda: webhooks.ping(other.act, hook.public_id),
    ):
        with pytest.raises(NotFound):
            refused()


def test_the_log_goes_after_a_month(office: Office, receiver: Calls) -> None:
    hook, _ = subscribe(office, receiver)
    happens(office)
    deliver()
    assert webhooks.forget_old(clock.now()) == 0
    webhooks.forget_old(clock.now() + timedelta(days=31))
    assert rows(office, hook) == []


def test_every_type_is_an_act_that_the_log_knows() -> None:
    from boucle.books.texts_acts import ACTS

    assert set(rules.TYPES) <= set(ACTS)


def test_an_actor_without_administration_makes_none(office: Office, receiver: Calls) -> None:
    from boucle.access.models import Membership
    from boucle.kernel.errors import Forbidden

    Membership.objects.update(is_admin=False)
    with pytest.raises(Forbidden):
        subscribe(office, receiver)
    nobody = Act(actor="anonyme", at=clock.now())
    with pytest.raises(Exception):  # noqa: B017
        webhooks.create_hook(nobody, label="x", url=receiver.url, types=[JOURNAL])
