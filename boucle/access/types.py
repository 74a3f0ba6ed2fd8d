"""Rights as facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from boucle.access.modules import Mode, modules, named_rights, presets
from boucle.kernel.errors import BoucleError, Finding, Forbidden, Refused

RIGHTS = ("books.read", "books.write", "books.validate", "books.manage")
"""What a key of the API may be given: each right names the scope that it asks of a key."""
MODES: dict[str, Mode] = {"expert": "expert", "company": "company", "support": "support"}
WRITTEN_WHEN_ARCHIVED = frozenset({"settings", "rights"})
ARCHIVED = Finding(
    code="tenancy.dossier.archived",
    message="Ce dossier est archivé : il se consulte, rien ne s’y écrit plus.",
    help="Une personne qui gère le dossier peut le remettre en service : Réglages du dossier.",
)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do in one Dossier: modules read and written, and limits on writing.

    `journals` are codes, `accounts` first figures of numbers; None = no limit. In an archived
    Dossier: read, and manage who reads.
    """

    mode: Mode
    reads: frozenset[str]
    writes: frozenset[str]
    journals: tuple[str, ...] | None = None
    accounts: tuple[str, ...] | None = None
    archived_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.archived_at is not None:
            object.__setattr__(self, "writes", self.writes & WRITTEN_WHEN_ARCHIVED)

    @classmethod
    def of(
        cls,
        mode: str,
        reads: Iterable[str],
        writes: Iterable[str],
        journals: Iterable[str] | None,
        accounts: Iterable[str] | None,
        archived_at: datetime | None = None,
    ) -> Rights:
        """As the database holds them."""
        return cls(
            MODES[mode],
            frozenset(reads),
            frozenset(writes),
            None if journals is None else tuple(journals),
            None if accounts is None else tuple(accounts),
            archived_at,
        )

    def refusal(self) -> BoucleError:
        """Why a right is not there: the Dossier is archived, or this person has it not."""
        return Forbidden() if self.archived_at is None else Refused([ARCHIVED])

    def allows(self, right: str) -> bool:
        """Whether this right is held; "" = any right at all. Raises KeyError for an unknown one."""
        if not right:
            return True
        named = named_rights()[right]
        if self.mode != "expert" and named.company_needs not in {"", *self.writes}:
            return False
        return named.module in (self.writes if named.writes else self.reads)

    @property
    def can_write(self) -> bool:
        """Enters and changes drafts."""
        return self.allows("books.write")

    @property
    def can_validate(self) -> bool:
        """Validates for good."""
        return self.allows("books.validate")

    @property
    def can_manage(self) -> bool:
        """Changes the settings of the Dossier."""
        return self.allows("books.manage")

    @property
    def can_grant(self) -> bool:
        """Gives and takes rights."""
        return self.allows("rights.write")

    @property
    def is_limited(self) -> bool:
        """Whether a limit of journals or accounts stands on what is written."""
        return self.journals is not None or self.accounts is not None

    def writes_in(self, journal: str) -> bool:
        """Whether entries of this journal may be written."""
        return self.can_write and (self.journals is None or journal in self.journals)

    def writes_on(self, account: str) -> bool:
        """Whether lines of this account may be written."""
        return self.can_write and (
            self.accounts is None or any(account.startswith(first) for first in self.accounts)
        )


ALL_RIGHTS = Rights("expert", reads=frozenset(modules()), writes=frozenset(modules()))

LEVELS: dict[str, Rights] = {
    preset.level: Rights(preset.mode, preset.reads, preset.writes)
    for preset in presets().values()
    if preset.level
}
"""Presets by their older names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantWish:
    """A right to give: a preset, or a mode and modules of one's own; dates included, Paris days.

    `reads` and `writes` replace those of the preset; None keeps them.
    """

    preset: str = ""
    mode: str = ""
    reads: tuple[str, ...] | None = None
    writes: tuple[str, ...] | None = None
    journals: tuple[str, ...] | None = None
    accounts: tuple[str, ...] | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A user with the right that he holds on the Dossier in question."""

    user_id: str
    login: str
    name: str
    organisation: str
    rights: Rights
    preset: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    granted_by: str = ""
    granted_at: datetime | None = None
