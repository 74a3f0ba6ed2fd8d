"""A request inside a Dossier, as the gatekeeper left it."""

from __future__ import annotations

from django.http import HttpRequest

from boucle.access.public import Rights
from boucle.books.types import FiscalYearRow
from boucle.kernel.act import Act
from boucle.tenancy.public import DossierRow


class BooksRequest(HttpRequest):
    """What views of the books may count on."""

    act: Act
    dossier: DossierRow
    rights: Rights
    year: FiscalYearRow
    years: tuple[FiscalYearRow, ...]
