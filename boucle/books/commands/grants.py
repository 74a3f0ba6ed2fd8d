"""Rights on a Dossier, as its settings give them: the firm's mode is for the firm's people."""

from __future__ import annotations

from boucle.access import public as access
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, Refused

LEVEL_LABELS = {
    "expert": "Expert-comptable : tout, réglages compris",
    "collaborateur": "Collaborateur : saisie et validation",
    "autonome": "Entreprise autonome : tout, réglages compris",
    "ecriture": "Écriture : saisie en brouillard",
    "lecture": "Lecture seule",
}
"""What the settings offer, strongest first; keys of `access.LEVELS`."""


def give_level(act: Act, dossier_id: int, *, login: str, level: str) -> None:
    """Give a person a usual set of rights in the Dossier, or change the one he has.

    Raises Refused (unknown, the firm's mode for somebody outside a firm, or nobody left who
    manages), Forbidden without the right to manage.
    """
    member = access.Membership.objects.filter(
        user__login__iexact=login.strip(), organisation__kind="cabinet"
    )
    if level in access.LEVELS and access.LEVELS[level].mode == "expert" and not member.exists():
        raise Refused([_outside(login)])
    known = access.people_of(act, dossier_id)
    others = [p for p in known if p.login.lower() != login.strip().lower()]
    keeps = level in access.LEVELS and access.LEVELS[level].can_manage
    if known and not keeps and not any(person.rights.can_manage for person in others):
        raise Refused([_last()])
    access.grant_level(act, dossier_id, login=login, level=level)


def level_of(rights: access.Rights) -> str:
    """The usual name of a set of rights; `lecture` for none of them."""
    return next((name for name, usual in access.LEVELS.items() if usual == rights), "lecture")


def _outside(login: str) -> Finding:
    return Finding(
        code="access.grant.outside_firm",
        message=f"« {login} » n’appartient à aucun cabinet : ce niveau lui est fermé.",
        field="level",
        value=login,
        help="Choisissez Lecture, Écriture ou Entreprise autonome.",
    )


def _last() -> Finding:
    return Finding(
        code="access.grant.last_manager",
        message="Personne d’autre ne gère ce dossier.",
        field="level",
        help="Donnez d’abord ce droit à quelqu’un d’autre.",
    )
