"""Models shared between Dossiers: on whatever chart, and how a copy stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from boucle.books.types_models import ASKED, ModelRow, NewModel


def on_chart(model: NewModel, numbers: Iterable[str]) -> NewModel:
    """The model with the accounts of this chart: `613200` is `61320000` where it has eight figures.

    An account that the chart lacks stays as it is.
    """
    known: dict[str, str] = {}
    for number in sorted(numbers, reverse=True):
        known[number.rstrip("0")] = number
    exact = set(numbers)
    lines = tuple(
        line
        if not line.account or line.account in exact
        else replace(line, account=known.get(line.account.rstrip("0"), line.account))
        for line in model.lines
    )
    return replace(model, lines=lines)


def state_of(own: ModelRow | None, shared: NewModel, version: int) -> str:
    """How a model of the library stands in a Dossier; a word of `LIBRARY_STATES`."""
    if own is None:
        return "absent"
    if not own.shared_version:
        return "taken"
    if own.shared_version < version:
        return "older"
    return "same" if _same(own, shared) else "changed"


def _same(own: ModelRow, shared: NewModel) -> bool:
    """A third party that the Dossier lacks is asked for: no change."""
    if (own.label, set(own.journals), len(own.lines)) != (
        shared.label, set(shared.journals), len(shared.lines),
    ):  # fmt: skip
        return False
    pairs = zip(own.lines, shared.lines, strict=True)
    return all(
        mine == (replace(theirs, third=ASKED) if mine.third == ASKED else theirs)
        for mine, theirs in pairs
    )
