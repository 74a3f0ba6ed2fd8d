"""Identities of elsewhere linked to accounts of here. Never by e-mail: by a first link (the
invitation), or by the person signed in.

A Microsoft tenant must be one that the person's organisation has registered, unless he was
invited by a first link; a personal account always needs that invitation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from boucle.access.models import Membership, Tenant, User
from boucle.access.signin import links, notices
from boucle.access.signin.oidc_claims import Identity, TokenRefused
from boucle.kernel import audit, clock
from boucle.kernel.act import Act
from boucle.kernel.errors import NotFound
from boucle.tenancy.public import Organisation


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """A linked identity as the page shows it."""

    id: int
    provider: str
    name: str
    at: datetime


def linked_of(user: User) -> list[LinkedRow]:
    """The identities of a person, the oldest first."""
    return [
        LinkedRow(one.pk, one.provider, str(one.extra_data.get("name", "")), one.date_joined)
        for one in SocialAccount.objects.filter(user=user).order_by("pk")
    ]


def person_of(identity: Identity) -> User:
    """Whose identity this is. Raises TokenRefused for nobody's, and outside his tenants."""
    found = (
        SocialAccount.objects.select_related("user")
        .filter(provider=identity.provider, uid=identity.uid)
        .first()
    )
    if found is None or not found.user.is_active:
        raise TokenRefused("unknown")
    user: User = found.user
    if not found.extra_data.get("invited") and not _is_of_tenant(user, identity):
        raise TokenRefused("tenant")
    return user


def _is_of_tenant(user: User, identity: Identity) -> bool:
    """Whether an organisation of the person signs in from this tenant; always outside Microsoft."""
    if not identity.tid:
        return True
    homes = Membership.objects.filter(user=user).values("organisation_id")
    return Tenant.objects.filter(tid=UUID(identity.tid), organisation__in=homes).exists()


def link_identity(act: Act, user: User, identity: Identity) -> None:
    """The person signed in adds an identity. Raises TokenRefused."""
    if not _is_of_tenant(user, identity):
        raise TokenRefused("tenant")
    _link(act, user, identity, invited=False)


def accept_first(act: Act, word: str, identity: Identity) -> User:
    """The person whom a first link invites enters by this identity from now on.

    Raises TokenRefused; NotFound for a link that opens nothing.
    """
    with transaction.atomic():
        user = links.take_link(act, word, "first")
        _link(Act(str(user.public_id), act.at, act.address), user, identity, invited=True)
    return user


def _link(act: Act, user: User, identity: Identity, *, invited: bool) -> None:
    data = {"invited": invited, "name": identity.name}
    try:
        with transaction.atomic():
            SocialAccount.objects.create(
                user=user, provider=identity.provider, uid=identity.uid, extra_data=data
            )
    except IntegrityError as error:
        raise TokenRefused("taken") from error
    facts = {"login": user.login, "provider": identity.provider, "uid": identity.uid}
    audit.record(act, "access.identity.linked", after=facts)
    notices.notify(user, "identity", f"Compte {identity.provider} lié : {identity.name}.")


def unlink_identity(act: Act, user: User, pk: int) -> None:
    """Take a linked identity away. Raises NotFound."""
    one = SocialAccount.objects.filter(user=user, pk=pk).first()
    if one is None:
        raise NotFound
    one.delete()
    facts = {"login": user.login, "provider": one.provider, "uid": one.uid}
    audit.record(act, "access.identity.unlinked", before=facts)
    notices.notify(user, "identity", f"Compte {one.provider} délié.")


def register_tenant(act: Act, organisation: str, tid: UUID) -> None:
    """The organisation of this name signs in from this tenant too. Only the operator may.

    Raises NotFound.
    """
    found = list(Organisation.objects.filter(name__iexact=organisation.strip())[:2])
    if not act.is_system or len(found) != 1:
        raise NotFound(f"Aucune organisation, ou plusieurs, du nom de « {organisation} ».")
    place = found[0]
    Tenant.objects.get_or_create(organisation=place, tid=tid, defaults={"created_at": clock.now()})
    audit.record(act, "access.tenant.registered", after={"organisation": place.name, "tid": tid})
