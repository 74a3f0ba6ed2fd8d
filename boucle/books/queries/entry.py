"""One entry: its lines, its state, its proof, where it comes from, what it was before."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from boucle.access import public as access
from boucle.access.public import User
from boucle.books.rules.versions import Version, versions_of
from boucle.books.types import FiscalYearRow
from boucle.books.types_pages import EntryFacts, EntryLine, EntryVersionRow, Sums
from boucle.kernel.act import SYSTEM, Act
from boucle.kernel.db import run_one, run_sql
from boucle.kernel.errors import NotFound

LINES = 200
VERSIONS = 50


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The entries before and after in the journal."""

    previous: UUID | None
    next: UUID | None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What the page of an entry shows. `next_line` is the last position shown, if more follow."""

    facts: EntryFacts
    lines: tuple[EntryLine, ...]
    sums: Sums
    next_line: int | None
    versions: tuple[Version, ...]
    neighbours: Neighbours
    names: dict[str, str]

    @property
    def author(self) -> str:
        """Who saved it first."""
        return self.names.get(self.facts.created_by, "")

    @property
    def validator(self) -> str:
        """Who validated it, or imported it validated."""
        return self.names.get(self.facts.batch_author or "", "")


@dataclass(frozen=True, slots=True)
class _Found:
    public_id: UUID


def entry_page(
    act: Act, dossier_id: int, public_id: UUID, *, after_line: int = 0, limit: int = LINES
) -> EntryPage:
    """The entry, its lines after a position, its history and neighbours. Raises NotFound."""
    with access.read(act, dossier_id, "books.read"):
        facts = run_one("books/entry_facts", into=EntryFacts, dossier=dossier_id, entry=public_id)
        if facts is None:
            raise NotFound(_gone(dossier_id, public_id))
        of_entry = {"dossier": dossier_id, "entry": facts.id}
        lines = run_sql(
            "books/entry_lines", into=EntryLine, after=after_line, limit=limit + 1, **of_entry
        )
        sums = run_one("books/entry_sums", into=Sums, **of_entry)
        neighbours = run_one("books/entry_neighbours", into=Neighbours, **of_entry)
        rows = _versions(dossier_id, public_id)
        names = _names({facts.created_by, facts.batch_author or "", *(row.author for row in rows)})
    assert sums is not None and neighbours is not None
    return EntryPage(
        facts=facts,
        lines=tuple(lines[:limit]),
        sums=sums,
        next_line=lines[limit - 1].position if len(lines) > limit else None,
        versions=versions_of([replace(row, author=names.get(row.author, "")) for row in rows]),
        neighbours=neighbours,
        names=names,
    )


def entry_numbered(
    act: Act, dossier_id: int, year: FiscalYearRow, journal: str, number: str
) -> UUID:
    """Public id of the validated entry of this number in this journal. Raises NotFound."""
    with access.read(act, dossier_id, "books.read"):
        found = run_one(
            "books/entry_by_number",
            into=_Found,
            dossier=dossier_id,
            year=year.id,
            journal=journal.replace("\x00", ""),
            number=number.replace("\x00", ""),
        )
    if found is None:
        raise NotFound(
            f"Le journal « {journal[:40]} » n’a pas d’écriture n° {number[:40]} en {year.label}."
        )
    return found.public_id


def _versions(dossier_id: int, public_id: UUID) -> list[EntryVersionRow]:
    rows = run_sql(
        "books/entry_versions",
        into=EntryVersionRow,
        dossier=dossier_id,
        entry=public_id,
        limit=VERSIONS,
    )
    return [replace(row, content=_plain(row.content)) for row in rows]


def _plain(content: Any) -> dict[str, Any]:
    """JSON comes as text from a raw cursor."""
    found = json.loads(content) if isinstance(content, str) else content
    return found if isinstance(found, dict) else {}


def _gone(dossier_id: int, public_id: UUID) -> str | None:
    """What to say of an entry that is not there: a deleted draft leaves its versions."""
    rows = _versions(dossier_id, public_id)
    if not rows:
        return None
    return (
        "Cette écriture était un brouillard ; elle a été supprimée"
        f" le {rows[0].at:%d/%m/%Y}. Saisissez-la de nouveau si l’opération doit rester."
    )


def _names(actors: set[str]) -> dict[str, str]:
    """Names of actors: persons by name, the command line and anything else as it is."""
    found = {
        actor: f"ligne de commande ({actor.removeprefix(SYSTEM)})"
        if actor.startswith(SYSTEM)
        else actor
        for actor in actors
        if actor
    }
    ids = [actor for actor in found if _is_uuid(actor)]
    for user in User.objects.filter(public_id__in=ids):
        found[str(user.public_id)] = user.name or user.login
    return found


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
