"""What stands beside an account, a third party or an entry: the lists of the breadcrumb."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from boucle.access import public as access
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql

HALF = 15
_QUERIES = {
    "compte": "books/brothers_accounts",
    "tiers": "books/brothers_thirds",
    "ecriture": "books/brothers_entries",
}
KINDS = tuple(_QUERIES)


@dataclass(frozen=True, slots=True)
class Brother:
    """One of them; `day` and `number` (None for a draft) of an entry."""

    key: str
    label: str
    day: date | None
    number: str | None


def brothers_of(act: Act, dossier_id: int, kind: str, key: str) -> list[Brother]:
    """Those around `key` in their order, itself included. `kind` is one of `KINDS`.

    Raises NotFound without any right on the Dossier.
    """
    with access.read(act, dossier_id, "books.read"):
        return run_sql(_QUERIES[kind], into=Brother, dossier=dossier_id, key=key, half=HALF)
