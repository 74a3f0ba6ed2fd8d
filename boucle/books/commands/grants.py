"""Rights on a Dossier, as its settings give them: the firm's mode is for the firm's people."""

from __future__ import annotations

from boucle.access import public as access
from boucle.kernel.act import Act

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

    Raises as `access.grant_level`.
    """
    access.grant_level(act, dossier_id, login=login, level=level)


def level_of(rights: access.Rights) -> str:
    """The usual name of a set of rights; `lecture` for none of them."""
    return next((name for name, usual in access.LEVELS.items() if usual == rights), "lecture")
