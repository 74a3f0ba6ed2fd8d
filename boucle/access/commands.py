"""Giving rights, and opening a Dossier with the first of them."""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from boucle.access.grants import put_first
from boucle.access.models import Membership, User
from boucle.access.models_accounts import AccessAccount
from boucle.access.modules import preset_named
from boucle.access.queries import cabinet_of, company_of, write
from boucle.access.types import LEVELS, Rights
from boucle.kernel import audit, db
from boucle.kernel.act import SYSTEM, Act
from boucle.kernel.db import call_gate
from boucle.kernel.errors import Finding, Forbidden, NotFound, Refused
from boucle.tenancy.public import (
    NewDossier,
    Organisation,
    check_new,
    insert_dossier,
    next_dossier_id,
)

_LOGIN = re.compile(r"^[\w.@+-]{2,150}$")


def create_dossier(act: Act, new: NewDossier) -> int:
    """Open a Dossier: its row, its grants (the opener and his cabinet) and its empty books.

    Raises Refused (SIREN, name, or one active already), Forbidden for who has no application
    account with a client: the anonymous, the operator's staff.
    """
    check_new(new)
    if not act.is_system and (cabinet_of(act) or company_of(act)) is None:
        raise Forbidden("Ouvrir un dossier demande un compte applicatif chez un client.")
    with db.scope(act, []):
        dossier_id = next_dossier_id()
    with db.scope(act, [dossier_id]):
        insert_dossier(dossier_id, new)
        given = {
            user_id: put_first(dossier_id, user_id, rights, preset)
            for user_id, (preset, rights) in _first_grants(act, new).items()
        }
        call_gate("books_open", dossier_id)
        audit.record(
            act, "tenancy.dossier.created", dossier_id=dossier_id, after={"siren": new.siren}
        )
        audit.record_many(
            act,
            "access.grant.given",
            [(dossier_id, None, {"user": user, **facts}) for user, facts in given.items()],
        )
    return dossier_id


def _first_grants(act: Act, new: NewDossier) -> dict[str, tuple[str, Rights]]:
    """The opener may do everything; colleagues of the cabinet work in it too. Preset and rights."""
    grants: dict[str, tuple[str, Rights]] = {}
    if not act.is_system:
        level = "expert" if new.cabinet_id is not None else "autonome"
        grants[act.actor] = first_level(level)
    if new.cabinet_id is not None:
        members = Membership.objects.filter(organisation_id=new.cabinet_id).select_related("user")
        for member in members:
            level = "expert" if member.is_admin else "collaborateur"
            grants.setdefault(str(member.user.public_id), first_level(level))
    return grants


def first_level(level: str) -> tuple[str, Rights]:
    """A usual set of rights by its word: its preset and what it holds."""
    preset = preset_named(level)
    assert preset is not None, level
    return preset.code, LEVELS[level]


def drop_empty_dossier(act: Act, dossier_id: int) -> None:
    """Take back a Dossier that never held an entry."""
    with write(act, dossier_id, "books.manage"):
        call_gate("tenancy_drop_empty", dossier_id)


def create_user(
    *,
    login: str,
    name: str,
    password: str,
    organisation_id: int,
    is_admin: bool = False,
    mfa_waived: bool = False,
) -> User:
    """A person with a local account, with access and application accounts in an organisation.

    `mfa_waived`, for the demonstration and measures: no second factor is ever demanded.
    """
    user = User(login=login, name=name, mfa_waived=mfa_waived)
    user.set_password(password)
    user.save()
    AccessAccount.objects.create(
        user=user, organisation_id=organisation_id, opened_by=f"{SYSTEM}installation",
        open_ticket="installation",
    )  # fmt: skip
    Membership.objects.create(user=user, organisation_id=organisation_id, is_admin=is_admin)
    return user


def add_user(
    act: Act,
    *,
    login: str,
    name: str,
    password: str,
    kind: str,
    organisation: str,
    is_admin: bool = False,
) -> User:
    """A person with a local account, in the organisation of that kind and name, made if absent.

    Only the operator of the installation may. Raises Refused with every finding, Forbidden.
    """
    _operator_only(act)
    findings = _login_findings(login) + _password_findings(password)
    if findings:
        raise Refused(findings)
    with db.scope(act, []):
        place, _ = Organisation.objects.get_or_create(kind=kind, name=organisation.strip())
        user = create_user(
            login=login.strip(),
            name=name.strip(),
            password=password,
            organisation_id=place.id,
            is_admin=is_admin,
        )
        audit.record(act, "access.user.added", after={"login": user.login, "kind": kind})
    return user


def change_password(act: Act, *, login: str, password: str) -> None:
    """A new password; older sessions end. Raises Refused, NotFound, Forbidden."""
    _operator_only(act)
    findings = _password_findings(password)
    if findings:
        raise Refused(findings)
    with db.scope(act, []):
        user = _user_named(login)
        user.set_password(password)
        user.save(update_fields=["password"])
        audit.record(act, "access.user.password", after={"login": user.login})


def set_active(act: Act, *, login: str, active: bool) -> None:
    """Open or close the access of a person; effective at the next request."""
    _operator_only(act)
    with db.scope(act, []):
        user = _user_named(login)
        user.is_active = active
        user.save(update_fields=["is_active"])
        verb = "access.user.opened" if active else "access.user.closed"
        audit.record(act, verb, after={"login": user.login})


def _operator_only(act: Act) -> None:
    if not act.is_system:
        raise Forbidden("Les utilisateurs s’ajoutent sans --as, sur la machine elle-même.")


def _user_named(login: str) -> User:
    user = User.objects.filter(login__iexact=login.strip()).first()
    if user is None:
        raise NotFound(f"Aucun utilisateur « {login} ».")
    return user


def _login_findings(login: str) -> list[Finding]:
    if not _LOGIN.match(login.strip()):
        text = "Un identifiant compte de 2 à 150 lettres, chiffres ou signes . _ @ + -."
    elif User.objects.filter(login__iexact=login.strip()).exists():
        text = f"L’identifiant « {login} » est déjà pris."
    else:
        return []
    return [Finding(code="access.user.login", message=text, field="login", value=login)]


def _password_findings(password: str) -> list[Finding]:
    try:
        validate_password(password)
    except ValidationError as error:
        return [
            Finding(code="access.user.password", message=text, field="password")
            for text in error.messages
        ]
    return []
