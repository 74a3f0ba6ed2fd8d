"""Rights as facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from boucle.kernel.errors import BoucleError, Finding, Forbidden, Refused

RIGHTS = ("books.read", "books.write", "books.validate", "books.manage")
ARCHIVED = Finding(
    code="tenancy.dossier.archived",
    message="Ce dossier est archivé : il se consulte, rien ne s’y écrit plus.",
    help="Une personne qui gère le dossier peut le remettre en service : Réglages du dossier.",
)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do in one Dossier; in an archived one, read (and manage who reads)."""

    mode: Literal["expert", "company", "support"]
    can_write: bool
    can_validate: bool
    can_manage: bool
    archived_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.archived_at is not None:
            object.__setattr__(self, "can_write", False)
            object.__setattr__(self, "can_validate", False)

    def refusal(self) -> BoucleError:
        """Why a right is not there: the Dossier is archived, or this person has it not."""
        return Forbidden() if self.archived_at is None else Refused([ARCHIVED])

    def allows(self, right: str) -> bool:
        """Whether this right is held. Raises KeyError for a right that does not exist."""
        return {
            "books.read": True,
            "books.write": self.can_write,
            "books.validate": self.can_validate,
            "books.manage": self.can_manage,
        }[right]


ALL_RIGHTS = Rights(mode="expert", can_write=True, can_validate=True, can_manage=True)

LEVELS: dict[str, Rights] = {
    "expert": ALL_RIGHTS,
    "collaborateur": Rights("expert", can_write=True, can_validate=True, can_manage=False),
    "ecriture": Rights("company", can_write=True, can_validate=False, can_manage=False),
    "lecture": Rights("company", can_write=False, can_validate=False, can_manage=False),
    "autonome": Rights("company", can_write=True, can_validate=True, can_manage=True),
}
"""Usual sets of rights, by the word that screens show."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user with the right that he holds on the Dossier in question."""

    user_id: str
    login: str
    name: str
    organisation: str
    rights: Rights
