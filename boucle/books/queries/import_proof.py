"""An import against the books, asked again: file and ledger, account by account."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from boucle.access import public as access
from boucle.books.types_import import ImportProof, ProofGap
from boucle.books.types_mapping import AccountSum
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql


@dataclass(frozen=True, slots=True)
class _Kept:
    id: int
    file: str
    digest: str
    year_id: int
    year: str
    batch: int | None
    hash: str | None
    lines: int
    lines_books: int
    balance: str | None


@dataclass(frozen=True, slots=True)
class _Held:
    number: str
    label: str
    debit: int
    credit: int


def import_proofs(act: Act, dossier_id: int, imports: Sequence[int]) -> list[ImportProof]:
    """The sums of each file and those of its year in the books now, by year.

    Reads the roll-ups that every balance reads; `boucle verify` compares these with the lines.
    """
    with access.read(act, dossier_id, "books.read"):
        kept = run_sql("books/import_proof", into=_Kept, dossier=dossier_id, imports=list(imports))
        return [_proof(dossier_id, one) for one in kept]


def _proof(dossier_id: int, kept: _Kept) -> ImportProof:
    rows = run_sql(
        "books/import_proof_accounts", into=_Held, dossier=dossier_id, year=kept.year_id,
        batch=kept.batch,
    )  # fmt: skip
    held = {row.number: row for row in rows}
    file = {str(number): (int(d), int(c)) for number, d, c in json.loads(kept.balance or "[]")}
    names = {number: held[number].label if number in held else "" for number in file}
    sums = tuple(AccountSum(number, names[number], *pair, 0) for number, pair in file.items())
    gaps = []
    for number in sorted(file.keys() | held.keys()):
        row = held.get(number, _Held(number, "", 0, 0))
        debit, credit = file.get(number, (0, 0))
        if (debit, credit) != (row.debit, row.credit):
            gaps.append(ProofGap(number, row.label, debit, credit, row.debit, row.credit))
    return ImportProof(
        import_id=kept.id, file=kept.file, digest=kept.digest, year=kept.year, batch=kept.batch,
        hash=kept.hash, known=kept.balance is not None, accounts=len(file),
        file_debit=sum(debit for debit, _ in file.values()),
        file_credit=sum(credit for _, credit in file.values()),
        books_debit=sum(row.debit for row in rows), books_credit=sum(row.credit for row in rows),
        lines_beside=max(0, kept.lines_books - kept.lines), sums=sums,
        gaps=tuple(gaps),
    )  # fmt: skip
