"""Giving and taking rights, on one Dossier or on hundreds at once; each change in the audit log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection

from boucle.access.models import User
from boucle.access.modules import in_order, modules, preset_named
from boucle.access.queries import narrow, read_all
from boucle.access.types import GrantWish, Rights
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.db import call_gate
from boucle.kernel.errors import Finding, Forbidden, NotFound, Refused

_CODE, _FIRST = re.compile(r"^[0-9A-Z_-]{1,20}$"), re.compile(r"^[0-9][0-9A-Z]{0,14}$")
_GATE_TEXTS = {
    "access.grant.outside_firm": (
        "« {login} » n’appartient à aucun cabinet de ce dossier : ce niveau lui est fermé.",
        "Choisissez un profil de l’entreprise.",
    ),
    "access.grant.beyond": (
        "On ne donne pas plus de droits, ni de plus larges, que les siens.",
        "Retirez les modules que vous n’avez pas, ou demandez à qui gère le dossier.",
    ),
    "access.grant.last_manager": (
        "Personne d’autre ne donne les droits de ce dossier : c’est la dernière personne.",
        "Donnez d’abord ce droit à quelqu’un d’autre.",
    ),
}


def grant_level(
    act: Act,
    dossier_id: int,
    *,
    login: str,
    level: str,
    journals: Sequence[str] | None = None,
    accounts: Sequence[str] | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> None:
    """Give an existing user a usual set of rights (a preset, or its older level), limited or not.

    Effective at his next request. Raises Refused, NotFound, Forbidden as `give`.
    """
    wish = GrantWish(
        preset=level,
        journals=None if journals is None else tuple(journals),
        accounts=None if accounts is None else tuple(accounts),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    give(act, [dossier_id], login=login, wish=wish)


def give(act: Act, dossier_ids: Iterable[int], *, login: str, wish: GrantWish) -> int:
    """Give a person the same right on each of these Dossiers, or change it there; how many.

    All or none, set-based. Raises Refused (unknown person or preset, a module that asks for
    another, the firm's mode outside the firm, more than one's own, nobody left who gives rights),
    NotFound for a Dossier that the actor does not see, Forbidden without the right to give.
    """
    found = checked_wish(wish)
    user = User.objects.filter(login__iexact=login.strip(), is_active=True).first()
    if user is None:
        raise Refused([_unknown(login)])
    facts = {
        "mode": found.mode, "preset": found.preset, "reads": list(found.reads or ()),
        "writes": list(found.writes or ()), "journals": _or_null(found.journals),
        "accounts": _or_null(found.accounts), "starts_on": found.starts_on,
        "ends_on": found.ends_on,
    }  # fmt: skip
    said = {"user": str(user.public_id), "login": user.login, "level": wish.preset, **facts}
    return _put(act, dossier_ids, str(user.public_id), facts, login, "access.grant.given", said)


def revoke_grant(act: Act, dossier_id: int, *, user_id: str) -> None:
    """Take all rights of a person away. Raises Refused for the last one who gives rights."""
    revoke(act, [dossier_id], user_id=user_id)


def revoke(act: Act, dossier_ids: Iterable[int], *, user_id: str) -> int:
    """Take all rights of a person away in each of these Dossiers; how many. All or none.

    Raises NotFound (no such right, Dossier not seen), Refused, Forbidden.
    """
    user = User.objects.filter(public_id=user_id).first()
    login = user.login if user else user_id
    return _put(act, dossier_ids, user_id, None, login, "access.grant.revoked", None)


def revoke_everywhere(act: Act, dossier_ids: Iterable[int], *, login: str) -> int:
    """As `revoke`, by login; Dossiers where the person holds nothing are passed over.

    Raises Refused for an unknown person or one who holds nothing there.
    """
    user = User.objects.filter(login__iexact=login.strip()).first()
    if user is None:
        raise Refused([_unknown(login)])
    try:
        return revoke(act, dossier_ids, user_id=str(user.public_id))
    except NotFound as error:
        text = f"« {login} » n’a aucun droit sur ces dossiers."
        raise Refused([_finding("none", "login", text)]) from error


def put_first(dossier_id: int, user_id: str, rights: Rights, preset: str) -> dict[str, Any]:
    """A right in a Dossier that is being made, in the open scope; its facts."""
    facts = {
        "mode": rights.mode, "preset": preset, "reads": in_order(rights.reads),
        "writes": in_order(rights.writes), "journals": None, "accounts": None,
        "starts_on": None, "ends_on": None,
    }  # fmt: skip
    answer = call_gate("access_put_grants", dossier_id, None, user_id, facts)
    assert "grants" in answer, answer
    return facts


def _put(
    act: Act,
    dossier_ids: Iterable[int],
    user_id: str,
    facts: dict[str, Any] | None,
    login: str,
    verb: str,
    after: dict[str, Any] | None,
) -> int:
    wanted = sorted(set(dossier_ids))
    with read_all(act) as numbers:
        if not wanted or not set(wanted) <= set(numbers):
            raise NotFound
        narrow(act, wanted, among=numbers)
        _must_grant(act, wanted)
        answer = call_gate("access_put_grants", wanted[0], wanted[1:], user_id, facts)
        if answer.get("missing"):
            raise NotFound
        if answer.get("findings"):
            raise Refused(_refusals(answer["findings"], login, len(wanted)))
        rows = [(row["dossier"], row["before"], after) for row in answer["grants"]]
        audit.record_many(act, verb, rows)
    return len(rows)


def _must_grant(act: Act, dossier_ids: list[int]) -> None:
    """Raises Forbidden where the actor sees a Dossier and may not give its rights."""
    if act.is_system:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from boucle.access_grant where dossier_id = any (%s)"
            " and user_id::text = %s and 'rights' = any (writes)"
            " and boucle.access_in_force(starts_on, ends_on)",
            [dossier_ids, act.actor],
        )
        if cursor.fetchone()[0] < len(dossier_ids):
            raise Forbidden


def checked_wish(wish: GrantWish) -> GrantWish:
    """The wish with its modules spelt out. Raises Refused with every finding."""
    preset = preset_named(wish.preset)
    findings: list[Finding] = []
    if preset is None and (wish.preset or wish.mode not in ("expert", "company")):
        findings.append(_finding("preset", "level", f"Le profil « {wish.preset} » n’existe pas."))
    mode = preset.mode if preset else wish.mode
    reads = set(wish.reads if wish.reads is not None else preset.reads if preset else ())
    writes = set(wish.writes if wish.writes is not None else preset.writes if preset else ())
    reads |= writes
    findings += _module_findings(mode, reads, writes)
    findings += _limit_findings(wish)
    if not reads:
        findings.append(_finding("empty", "modules", "Donnez au moins un module en lecture."))
    if findings:
        raise Refused(findings)
    same = preset is not None and reads == preset.reads and writes == preset.writes
    return replace(
        wish,
        preset=preset.code if preset and same else "",
        mode=mode,
        reads=tuple(in_order(reads)),
        writes=tuple(in_order(writes)),
    )


def _module_findings(mode: str, reads: set[str], writes: set[str]) -> list[Finding]:
    found = []
    for code in in_order(reads):
        module = modules().get(code)
        if module is None or not module.built:
            found.append(_finding("module", "modules", f"Le module « {code} » n’existe pas."))
            continue
        if module.expert and mode != "expert":
            text = f"« {module.label} » est réservé au Mode Expert-Comptable."
            found.append(_finding("expert_only", "modules", text))
        if code in writes and not module.writable:
            text = f"« {module.label} » se lit seulement."
            found.append(_finding("read_only", "modules", text))
        missing = [(need, "Lecture") for need in module.needs_read if need not in reads]
        if code in writes:
            missing += [(need, "Écriture") for need in module.needs_write if need not in writes]
        for need, level in missing:
            text = f"« {module.label} » demande aussi « {modules()[need].label} » en {level}."
            found.append(_finding("needs", "modules", text))
    return found


def _limit_findings(wish: GrantWish) -> list[Finding]:
    found = []
    for code in wish.journals or ():
        if not _CODE.match(code):
            found.append(_finding("journal", "journals", f"« {code} » n’est pas un code journal."))
    for first in wish.accounts or ():
        if not _FIRST.match(first):
            text = f"« {first} » n’est pas un début de compte (6, 401, 4456…)."
            found.append(_finding("account", "accounts", text))
    if wish.journals == () or wish.accounts == ():
        text = "Une limite nomme au moins un journal ou un compte ; sans limite, laissez vide."
        found.append(_finding("limit", "journals" if wish.journals == () else "accounts", text))
    if wish.starts_on and wish.ends_on and wish.ends_on < wish.starts_on:
        found.append(_finding("days", "ends_on", "La fin précède le début."))
    return found


def _finding(code: str, field: str, message: str) -> Finding:
    return Finding(code=f"access.grant.{code}", message=message, field=field)


def _unknown(login: str) -> Finding:
    return Finding(
        code="access.grant.unknown",
        message=f"Aucun utilisateur « {login} » à qui donner ce droit.",
        field="login",
        value=login,
        help="Vérifiez l’identifiant de connexion.",
    )


def _refusals(raw: list[dict[str, Any]], login: str, asked: int) -> list[Finding]:
    """One finding for each reason, with how many Dossiers it stands in."""
    found = []
    for code in dict.fromkeys(row["code"] for row in raw):
        count = sum(row["code"] == code for row in raw)
        message, advice = _GATE_TEXTS[code]
        where = f" ({count} dossiers sur {asked})" if asked > 1 else ""
        text = f"{message.format(login=login)}{where}"
        found.append(Finding(code=code, message=text, field="level", value=login, help=advice))
    return found


def _or_null(codes: tuple[str, ...] | None) -> list[str] | None:
    return None if codes is None else list(codes)
