"""Addresses of accounts, third parties and entries, looked up once a page and not once a row."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from boucle.books.web.request import BooksRequest

_ENTRY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Links:
    """What stands before a number or an entry's id; empty where there is no such screen."""

    account: str
    third: str
    entry: str


def links_of(request: BooksRequest, dossier: str) -> Links:
    """The beginnings of the addresses in this Dossier and year."""
    place = {"dossier": dossier, "exercice": request.year.label}
    return Links(
        account=_before("books:account-show", "0", number="0", **place),
        third=_before("books:third-party-show", "0", number="0", **place),
        entry=_before("books:entry-show", _ENTRY, entry=_ENTRY, **place),
    )


def _before(route: str, end: str, **kwargs: str) -> str:
    try:
        address = reverse(route, kwargs=kwargs)
    except NoReverseMatch:
        return ""
    assert address.endswith(end), address
    return address.removesuffix(end)
