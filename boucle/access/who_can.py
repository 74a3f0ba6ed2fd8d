"""What a person may do and why; which Dossiers' rights one gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from boucle.access.models import User
from boucle.access.modules import in_order, modules, presets
from boucle.access.queries import read_all
from boucle.access.types import Rights
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class HeldRight:
    """A right of a person on a Dossier, and where it comes from. `counts`: it holds today."""

    dossier_id: int
    public_id: UUID
    siren: str
    name: str
    client_name: str
    sort_key: str
    mode: str
    preset: str
    reads: list[str]
    writes: list[str]
    journals: list[str] | None
    accounts: list[str] | None
    starts_on: date | None
    ends_on: date | None
    granted_by: str
    granted_at: datetime
    counts: bool

    @property
    def rights(self) -> Rights:
        """As commands know it."""
        return Rights.of(self.mode, self.reads, self.writes, self.journals, self.accounts)

    @property
    def preset_label(self) -> str:
        """The name of the preset, or that the rights were composed."""
        return preset_label(self.preset)

    @property
    def written(self) -> list[str]:
        """Labels of the modules in writing."""
        return labels(self.writes)

    @property
    def only_read(self) -> list[str]:
        """Labels of the modules in reading only."""
        return labels(code for code in self.reads if code not in self.writes)


@dataclass(frozen=True, slots=True)
class GrantableDossier:
    """A Dossier whose rights one gives."""

    id: int
    public_id: UUID
    siren: str
    name: str
    client_name: str


def labels(codes: object) -> list[str]:
    """Labels of modules, in the order of screens."""
    known = modules()
    return [known[code].label for code in in_order(codes) if code in known]  # type: ignore[arg-type]


def preset_label(code: str) -> str:
    """The name of a preset; « Sur mesure » for rights composed one by one."""
    preset = presets().get(code)
    return preset.label if preset else "Sur mesure"


def person_named(login: str) -> User:
    """An active user by login. Raises NotFound."""
    user = User.objects.filter(login__iexact=login.strip(), is_active=True).first()
    if user is None:
        raise NotFound(f"Aucun utilisateur « {login} ».")
    return user


def rights_of_person(
    act: Act, user_id: str, *, after: tuple[str, int] | None = None, limit: int = 100
) -> tuple[User, list[HeldRight]]:
    """What a person holds, by name of Dossier: one's own, or where one may know who may what.

    Raises NotFound for a person of whom one may know nothing.
    """
    user = User.objects.filter(public_id=user_id).first()
    with read_all(act) as numbers:
        found = run_sql(
            "access/person_rights", into=HeldRight, user=user_id, among=numbers,
            whole=act.is_system or user_id == act.actor, limit=limit,
            after_key=after[0] if after else None, after_id=after[1] if after else 0,
        )  # fmt: skip
    if user is None or not (found or after or act.is_system or user_id == act.actor):
        raise NotFound
    return user, found


def grantable(act: Act) -> list[GrantableDossier]:
    """The Dossiers whose rights the actor gives, by name."""
    with read_all(act):
        return run_sql("access/grantable", into=GrantableDossier, whole=act.is_system)
