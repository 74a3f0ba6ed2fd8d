"""One person, one account (S-030): the same account at work from two networks at once is told."""

from __future__ import annotations

from datetime import timedelta

from boucle.access.models import User
from boucle.access.models_accounts import SaasAdministrator
from boucle.access.signin.notices import notify
from boucle.access.signin.sessions import hash_of, open_sessions
from boucle.access.signin.throttle import network_of
from boucle.kernel import clock

AT_ONCE = timedelta(minutes=15)


def tell_of_two_networks(user: User, this_key: str | None, address: str) -> None:
    """Notices to the person and to who speaks for his organisations, when another session of his
    was used within the quarter of an hour from another network."""
    since = clock.now() - AT_ONCE
    others = (
        open_sessions().filter(user=user, seen_at__gt=since).exclude(key_hash=hash_of(this_key))
    )
    here = network_of(address)
    away = sorted({row.address for row in others if network_of(row.address) != here})
    if not away:
        return
    places = f"{address or 'adresse inconnue'} et {', '.join(one or 'inconnue' for one in away)}"
    notify(user, "sharing", f"Votre compte sert au même moment depuis deux réseaux : {places}.")
    text = f"Le compte « {user.login} » sert au même moment depuis deux réseaux : {places}."
    for speaker in _speakers(user):
        notify(speaker, "sharing", text)


def _speakers(user: User) -> list[User]:
    now = clock.now()
    places = user.memberships.values("organisation_id")
    rows = (
        SaasAdministrator.objects.filter(organisation_id__in=places, starts_at__lte=now)
        .exclude(ends_at__lte=now)
        .exclude(user=user)
        .select_related("user")
    )
    return list({row.user_id: row.user for row in rows}.values())
