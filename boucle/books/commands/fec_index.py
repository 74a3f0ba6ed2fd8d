"""The search index of what an import brought, slice by slice, and its count of settled lines: after
the import itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from boucle.access import public as access
from boucle.kernel.act import Act
from boucle.kernel.db import call_gate, run_sql

SLICE_ENTRIES = 10_000
STEP = "Index de recherche"


@dataclass(frozen=True, slots=True)
class _Unindexed:
    id: int
    entries: int


def index_imports(
    act: Act,
    dossier_id: int,
    imports: Sequence[int],
    progress: Callable[[int, int, str], None] | None = None,
) -> int:
    """Index what these imports brought and is not indexed yet; the number of entries.

    Each slice commits: a work that was cut starts again, and the same slice twice changes nothing.
    """
    with access.write(act, dossier_id, "books.write"):
        todo = run_sql(
            "books/import_unindexed", into=_Unindexed, dossier=dossier_id, imports=list(imports)
        )
    total, done = sum(each.entries for each in todo), 0
    for each in todo:
        after: int | None = 0
        while after is not None:
            with access.write(act, dossier_id, "books.write"):
                slice_ = call_gate("books_index_slice", dossier_id, each.id, after, SLICE_ENTRIES)
            after, done = slice_["last"], done + int(slice_["entries"])
            if progress is not None:
                progress(done, total, STEP)
    with access.write(act, dossier_id, "books.write"):
        call_gate("books_count_settled", dossier_id)
    return done
