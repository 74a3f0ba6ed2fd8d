"""What a check of the VAT says of drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from boucle.access import public as access
from boucle.books.queries.grid_vat import KIND_OF, terms_of
from boucle.books.queries.vat_codes import codes_in_scope
from boucle.books.rules.vat_check import vat_doubt
from boucle.books.rules.vat_habits import PastLine
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql


@dataclass(frozen=True, slots=True)
class _Line:
    entry: int
    type: str
    account: str
    vat: str
    amount: int


def vat_doubts(act: Act, dossier_id: int, entries: Sequence[tuple[int, date]]) -> dict[int, str]:
    """What is odd about the VAT of these drafts (number and day), by number; nothing for the rest.

    A Dossier without codes has no doubts.
    """
    days = dict(entries)
    with access.read(act, dossier_id, "books.read"):
        codes = codes_in_scope(dossier_id)
        if not codes or not days:
            return {}
        lines = run_sql("books/draft_vat", into=_Line, dossier=dossier_id, entries=list(days))
    found = {}
    for entry, group in groupby(lines, key=attrgetter("entry")):
        each = list(group)
        kind = each[0].type
        assert kind in KIND_OF
        past = [PastLine(line.account, line.amount, line.vat) for line in each]
        doubt = vat_doubt(past, terms_of(codes, kind, days[entry]), kind)
        if doubt:
            found[entry] = doubt
    return found
