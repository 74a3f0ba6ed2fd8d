"""Searches that a person keeps under a name, each for himself and in one Dossier."""

from __future__ import annotations

from dataclasses import dataclass

from boucle.access import public as access
from boucle.books.models_routine import SavedSearch
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, NotFound, Refused

NAME_MAX, TEXT_MAX, SAVED_MAX = 60, 200, 50


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A kept search; `year` empty for every exercice."""

    id: int
    name: str
    text: str
    year: str


def saved_searches(act: Act, dossier_id: int) -> list[SavedRow]:
    """One's own, by name. Raises NotFound without any right on the Dossier."""
    with access.read(act, dossier_id, "books.read"):
        mine = SavedSearch.objects.filter(dossier_id=dossier_id, owner=act.actor)
        return [_row(one) for one in mine.order_by("name")]


def save_search(act: Act, dossier_id: int, *, name: str, text: str, year: str = "") -> SavedRow:
    """Keep a search; the same name again replaces it. Without a name it is called by its text.

    Raises Refused (nothing typed, too long, too many), NotFound.
    """
    asked, title = text.strip(), name.strip() or text.strip()
    if not asked or len(asked) > TEXT_MAX or len(title) > NAME_MAX:
        raise _refused(
            f"Tapez une recherche ({TEXT_MAX} caractères au plus) et un nom court "
            f"({NAME_MAX} au plus)."
        )
    with access.write(act, dossier_id, "books.read"):
        mine = SavedSearch.objects.filter(dossier_id=dossier_id, owner=act.actor)
        if not mine.filter(name=title).update(text=asked, year=year[:20]):
            if mine.count() >= SAVED_MAX:
                raise _refused(f"{SAVED_MAX} recherches sont gardées : oubliez-en d’abord une.")
            SavedSearch.objects.create(
                dossier_id=dossier_id, owner=act.actor, name=title, text=asked, year=year[:20]
            )
        return _row(mine.get(name=title))


def drop_search(act: Act, dossier_id: int, number: int) -> None:
    """Forget one of one's own. Raises NotFound for anybody else's."""
    with access.write(act, dossier_id, "books.read"):
        mine = SavedSearch.objects.filter(dossier_id=dossier_id, owner=act.actor, id=number)
        if not mine.delete()[0]:
            raise NotFound


def _row(one: SavedSearch) -> SavedRow:
    return SavedRow(one.id, one.name, one.text, one.year)


def _refused(message: str) -> Refused:
    return Refused([Finding(code="books.search.saved", message=message, field="nom")])
