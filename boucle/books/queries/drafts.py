"""The brouillard: drafts by journal and month, page by page, with what a check would say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from boucle.access import public as access
from boucle.books.models import Journal
from boucle.books.types import FiscalYearRow
from boucle.kernel import clock
from boucle.kernel.act import Act
from boucle.kernel.db import run_one, run_sql
from boucle.kernel.errors import NotFound, WrongUse
from boucle.kernel.pagination import decode_key, encode_key

PAGE = 100
BIGINT_MAX = 2**63 - 1


@dataclass(frozen=True, slots=True)
class DraftGroup:
    """Drafts of a journal in a month; cents."""

    journal: str
    journal_label: str
    month: date
    entries: int
    to_review: int
    debit: int
    credit: int
    locked: bool
    in_future: bool

    @property
    def is_blocked(self) -> bool:
        """Cannot be validated as it is."""
        return self.locked or self.in_future or self.debit != self.credit


@dataclass(frozen=True, slots=True)
class DraftMonth:
    """Drafts of a month, journal by journal."""

    month: date
    groups: tuple[DraftGroup, ...]

    @property
    def entries(self) -> int:
        """How many."""
        return sum(group.entries for group in self.groups)

    @property
    def to_review(self) -> int:
        """How many are marked."""
        return sum(group.to_review for group in self.groups)

    @property
    def debit(self) -> int:
        """Cents."""
        return sum(group.debit for group in self.groups)

    @property
    def credit(self) -> int:
        """Cents."""
        return sum(group.credit for group in self.groups)

    @property
    def is_blocked(self) -> bool:
        """A journal of it cannot be validated as it is."""
        return any(group.is_blocked for group in self.groups)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list; cents. `double`: another entry looks the same.

    `piece_month`: the day of a document of purchases or sales that is of another month.
    """

    id: int
    public_id: UUID
    version: int
    piece_month: date | None
    date: date
    journal_id: int
    journal: str
    to_review: bool
    review_note: str
    created_by: str
    origin: str
    lines: int
    debit: int
    credit: int
    label: str
    piece: str
    accounts: str
    double: bool
    in_future: bool
    locked: bool

    @property
    def key(self) -> str:
        """Place in the list, for the address of the next page."""
        return encode_key(self.journal_id, self.date, self.id)

    @property
    def is_balanced(self) -> bool:
        """Debit equals credit."""
        return self.debit == self.credit


@dataclass(frozen=True, slots=True)
class DraftFilter:
    """What the list is cut to; `journal` is a code, `month` any day of the month."""

    journal: str = ""
    month: date | None = None
    review: bool = False


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """What a validation would take; cents."""

    entries: int
    debit: int
    first_day: date | None
    last_day: date | None
    first_piece: str
    last_piece: str
    to_review: int
    in_future: int
    locked: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What is to be validated: named entries, or all of a journal (code) up to a day."""

    journal: str = ""
    until: date | None = None
    ids: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True)
class LatestDraft:
    """A draft that the person has just made; cents."""

    public_id: UUID
    date: date
    journal: str
    label: str
    debit: int


@dataclass(frozen=True, slots=True)
class EntryToEdit:
    """An entry for its form; `content` as the gate takes it."""

    public_id: UUID
    state: str
    number: str | None
    version: int
    to_review: bool
    year: str
    date: date
    content: Any


@dataclass(frozen=True, slots=True)
class Batch:
    """An act of validation or an import; hashes in hexadecimal."""

    id: int
    kind: str
    stamp: datetime
    author: str
    entries: int
    hash: str
    previous: str
    year: str
    numbering: str
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class BatchJournal:
    """What a batch holds of a journal."""

    journal: str
    label: str
    entries: int
    first: str
    last: str


def draft_months(act: Act, dossier_id: int, year: FiscalYearRow) -> list[DraftMonth]:
    """Drafts of the year by month and journal."""
    groups = _groups(act, dossier_id, year)
    return [
        DraftMonth(month, tuple(each))
        for month, each in groupby(groups, key=lambda group: group.month)
    ]


def _groups(act: Act, dossier_id: int, year: FiscalYearRow) -> list[DraftGroup]:
    with access.read(act, dossier_id, "books.read"):
        return run_sql(
            "books/draft_groups", into=DraftGroup, dossier=dossier_id, year=year.id,
            today=clock.today(),
        )  # fmt: skip


def draft_page(
    act: Act,
    dossier_id: int,
    year: FiscalYearRow,
    cut: DraftFilter,
    *,
    after: str = "",
    limit: int = PAGE,
) -> list[DraftRow]:
    """Drafts by journal, day and making; one more than `limit`, to know whether more follow.

    Raises WrongUse for an unreadable key.
    """
    place = _place(after)
    start, end = _month(cut.month)
    with access.read(act, dossier_id, "books.read"):
        return run_sql(
            "books/draft_page", into=DraftRow, dossier=dossier_id, year=year.id,
            journal=journal_id_of(dossier_id, cut.journal), start=start, end=end, review=cut.review,
            after_journal=place[0], after_date=place[1], after_id=place[2], today=clock.today(),
            limit=limit + 1,
        )  # fmt: skip


def _place(after: str) -> list[str | int | None]:
    if not after:
        return [None, None, None]
    place = decode_key(after, parts=3)
    kinds = (int, str, int)
    if any(isinstance(part, int) and not 0 <= part <= BIGINT_MAX for part in place):
        raise WrongUse
    if not all(isinstance(part, kind) for part, kind in zip(place, kinds)):
        raise WrongUse
    try:
        date.fromisoformat(str(place[1]))
    except ValueError:
        raise WrongUse from None
    return place


def _month(day: date | None) -> tuple[date | None, date | None]:
    if day is None:
        return None, None
    start = day.replace(day=1)
    after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return start, date.fromordinal(after.toordinal() - 1)


def journal_id_of(dossier_id: int, code: str) -> int | None:
    """None for no code; 0, which no journal has, for an unknown one."""
    if not code:
        return None
    found = Journal.objects.filter(dossier_id=dossier_id, code=code).values_list("id", flat=True)
    return int(found[0]) if found else 0


def draft_summary(
    act: Act, dossier_id: int, year: FiscalYearRow, selection: Selection
) -> DraftSummary:
    """What validating this selection would take, and what would stop it."""
    with access.read(act, dossier_id, "books.read"):
        found = run_one(
            "books/draft_summary", into=DraftSummary, dossier=dossier_id, year=year.id,
            ids=None if selection.ids is None else list(selection.ids), until=selection.until,
            journal=journal_id_of(dossier_id, selection.journal), today=clock.today(),
        )  # fmt: skip
    assert found is not None
    return found


def entry_to_edit(act: Act, dossier_id: int, public_id: UUID) -> EntryToEdit:
    """An entry as its form shows it. Raises NotFound."""
    with access.read(act, dossier_id, "books.write"):
        found = run_one(
            "books/entry_to_edit", into=EntryToEdit, dossier=dossier_id, entry=public_id
        )
    if found is None:
        raise NotFound
    return found


def latest_drafts(act: Act, dossier_id: int, limit: int = 5) -> list[LatestDraft]:
    """The last drafts of the actor, the newest first."""
    with access.read(act, dossier_id, "books.read"):
        return run_sql(
            "books/drafts_latest", into=LatestDraft, dossier=dossier_id, actor=act.actor,
            limit=limit,
        )  # fmt: skip


def content_of(entry: EntryToEdit) -> dict[str, Any]:
    """What the entry holds."""
    content = entry.content
    found: dict[str, Any] = json.loads(content) if isinstance(content, str) else content
    return found


def batch_for(act: Act, dossier_id: int, number: int) -> tuple[Batch, list[BatchJournal], str]:
    """A batch, its journals, and the name of its author. Raises NotFound."""
    if number > BIGINT_MAX:
        raise NotFound
    with access.read(act, dossier_id, "books.read"):
        found = run_one("books/batch", into=Batch, dossier=dossier_id, batch=number)
        if found is None:
            raise NotFound
        journals = run_sql(
            "books/batch_journals", into=BatchJournal, dossier=dossier_id, batch=number
        )
    return found, journals, author_name(act, dossier_id, found.author)


def author_name(act: Act, dossier_id: int, actor: str) -> str:
    """The person behind an actor, as far as the Dossier knows him."""
    if actor.startswith("système:"):
        return f"Ligne de commande ({actor.removeprefix('système:')})"
    people = {person.user_id: person.name for person in access.people_of(act, dossier_id)}
    return people.get(actor, "Ancien utilisateur")
