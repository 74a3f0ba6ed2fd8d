"""Verification of the books: everything that was hashed, counted or summed is done again.

The work goes through the chain in slices of bounded size; the database computes, Python holds one
row for each batch of the slice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from boucle.access import public as access
from boucle.books.texts import typeset
from boucle.books.types_proof import (
    BatchSize,
    Broken,
    ChainHead,
    CheckedBatch,
    EntryName,
    Hole,
    Orphans,
    RollupDifference,
    SequenceGap,
    Verified,
)
from boucle.kernel.act import Act
from boucle.kernel.db import execute, run_one, run_sql
from boucle.kernel.errors import NotFound
from boucle.kernel.money import show

SLICE_ENTRIES = 50_000
SLICE_BATCHES = 500
ORIGIN = bytes(32)
"""What the first batch links to."""

Progress = Callable[[int, int, str], None]

SENTENCES = {
    "content": "Le contenu de l’écriture n’est plus celui qui a été validé",
    "lines_missing": "L’écriture n’a plus aucune ligne",
    "name_missing": "L’intitulé en vigueur d’un compte, d’un tiers ou du journal a disparu",
    "line_date": "La date d’une ligne n’est plus celle de son écriture",
    "year": "L’écriture n’est plus dans l’exercice où elle a été validée",
    "number": "Le rang du numéro ne suit plus le numéro",
    "order": "L’ordre des écritures du lot a changé",
    "origin": "Une écriture étrangère à l’import est entrée dans son lot",
    "entry_missing": "Une écriture validée a disparu",
    "entry_added": "Une écriture est entrée dans un lot déjà scellé",
    "link": "Le lot ne s’enchaîne plus au précédent",
    "batch": "L’en-tête du lot (horodatage, auteur, ordre ou nombre) a changé",
    "stamp": "Le lot est horodaté avant le précédent",
    "version": "Le lot annonce une version inconnue du format",
    "batch_missing": "Un lot de la chaîne a disparu",
    "head": "La tête de la chaîne n’est pas le dernier lot",
    "closed": "Le dossier n’a pas de chaîne",
}


def verify_books(act: Act, dossier_id: int, progress: Progress | None = None) -> Verified:
    """Recompute the chain, the sequences and the roll-ups; name the first broken entry.

    Reads only. Batches validated meanwhile are left for the next time. Raises NotFound.
    Source: antifraude R5, R16-R18, R21.
    """
    say = progress or (lambda _done, _total, _step: None)
    head = chain_head(act, dossier_id)
    broken = _chain_problem(act, dossier_id, head, say)
    say(head.entries, head.entries, "numéros, orphelins et cumuls")
    with access.read(act, dossier_id, "books.read"):
        execute("books/proof_planning")
        gap = run_one("books/proof_sequences", into=SequenceGap, dossier=dossier_id)
        (orphans,) = run_sql("books/proof_orphans", into=Orphans, dossier=dossier_id)
        accounts = run_one("books/proof_balance", into=RollupDifference, dossier=dossier_id)
        thirds = run_one("books/proof_thirds", into=RollupDifference, dossier=dossier_id)
    found = Verified(
        siren=head.siren,
        name=head.name,
        batches=head.batches,
        entries=head.entries,
        head=(head.head or b"").hex(),
        first_broken=broken,
        gap=gap,
        orphans=orphans,
        accounts=accounts,
        thirds=thirds,
        at=act.at,
    )
    return replace(found, sentences=tuple(typeset(text) for text in _sentences(found)))


def chain_head(act: Act, dossier_id: int) -> ChainHead:
    """The head of the chain of a Dossier. Raises NotFound."""
    with access.read(act, dossier_id, "books.read"):
        head = run_one("books/proof_head", into=ChainHead, dossier=dossier_id)
    if head is None:
        raise NotFound
    return head


def slices(act: Act, dossier_id: int, last: int) -> Iterator[tuple[int, int]]:
    """First and last batch of each slice, up to `last`: bounded work, one batch at least."""
    after = 0
    while True:
        with access.read(act, dossier_id, "books.read"):
            sizes = run_sql(
                "books/proof_sizes", into=BatchSize,
                dossier=dossier_id, after=after, last=last, limit=SLICE_BATCHES,
            )  # fmt: skip
        if not sizes:
            return
        taken, entries = sizes[0].id, sizes[0].count
        for size in sizes[1:]:
            if entries + size.count > SLICE_ENTRIES:
                break
            taken, entries = size.id, entries + size.count
        yield after + 1, taken
        after = taken


def _chain_problem(act: Act, dossier_id: int, head: ChainHead, say: Progress) -> Broken | None:
    """The first problem from the start of the chain to its head, or None."""
    if head.last_batch is None:
        return _broken("closed") if head.found or head.batches else None
    previous: CheckedBatch | None = None
    done = 0
    for first, last in slices(act, dossier_id, head.last_batch):
        say(done, head.entries, f"lots {first} à {last} sur {head.last_batch}")
        with access.read(act, dossier_id, "books.read"):
            execute("books/proof_planning")
            rows = run_sql(
                "books/proof_check", into=CheckedBatch, dossier=dossier_id, first=first, last=last
            )
            for batch in rows:
                problem = _batch_problem(dossier_id, batch, previous)
                if problem is not None:
                    return problem
                previous = batch
                done += batch.found
    last_id = previous.id if previous else 0
    if last_id != head.last_batch:
        return _broken("batch_missing", batch=last_id + 1)
    if head.head != (previous.hash if previous else ORIGIN):
        return _broken("head", batch=head.last_batch)
    return None


def _batch_problem(
    dossier_id: int, batch: CheckedBatch, previous: CheckedBatch | None
) -> Broken | None:
    """What is wrong with a batch, its entries first: they say more than the batch does."""
    if batch.id != (previous.id if previous else 0) + 1:
        return _broken("batch_missing", batch=(previous.id if previous else 0) + 1)
    if batch.found < batch.count:
        missing = _missing(dossier_id, batch)
        if batch.broken is None or missing.rank is None or missing.rank < batch.broken:
            return missing
    if batch.broken is not None:
        return _at(dossier_id, batch.id, batch.broken, batch.reason or "content")
    if batch.found > batch.count:
        return _at(dossier_id, batch.id, 2**62, "entry_added")
    rank = batch.first_rank or 0
    if bytes(batch.previous) != (bytes(previous.hash) if previous else ORIGIN):
        return _at(dossier_id, batch.id, rank, "link")
    if batch.computed is None or bytes(batch.computed) != bytes(batch.hash):
        return _at(dossier_id, batch.id, rank, "batch")
    if previous is not None and batch.stamp < previous.stamp:
        return _at(dossier_id, batch.id, rank, "stamp")
    return _at(dossier_id, batch.id, rank, "version") if batch.version != 1 else None


def _missing(dossier_id: int, batch: CheckedBatch) -> Broken:
    hole = run_one("books/proof_hole", into=Hole, dossier=dossier_id, batch=batch.id)
    return _broken(
        "entry_missing",
        batch=batch.id,
        rank=hole.rank if hole else None,
        number=hole.number if hole else None,
    )


def _at(dossier_id: int, batch: int, rank: int, reason: str) -> Broken:
    found = run_one("books/proof_entry", into=EntryName, dossier=dossier_id, batch=batch, rank=rank)
    if found is None:
        return _broken(reason, batch=batch)
    return replace(
        _broken(reason, batch=batch, rank=found.rank, number=found.number, journal=found.journal),
        entry=found.public_id,
        date=found.date,
    )


def _broken(
    reason: str,
    *,
    batch: int | None = None,
    rank: int | None = None,
    number: str | None = None,
    journal: str | None = None,
) -> Broken:
    where = [f"lot {batch}"] if batch is not None else []
    where += [f"rang {rank}"] if rank is not None else []
    where += [f"journal {journal}"] if journal else []
    where += [f"écriture n° {number}"] if number else []
    text = SENTENCES[reason] + (f" ({', '.join(where)})" if where else "") + "."
    return Broken(
        reason=reason, message=typeset(text), batch=batch, rank=rank, number=number, journal=journal
    )


def _sentences(found: Verified) -> Iterator[str]:
    """Everything wrong, in French, the first broken entry first."""
    if found.first_broken is not None:
        yield found.first_broken.message
    if found.gap is not None:
        where = f"exercice {found.gap.year}" + (
            f", journal {found.gap.journal}" if found.gap.journal else ""
        )
        yield f"Le numéro {found.gap.missing} manque dans la suite des numéros ({where})."
    for count, text in (
        (found.orphans.lines_without_entry, "lignes sans écriture"),
        (found.orphans.lines_without_account, "lignes sans compte"),
        (found.orphans.lines_without_third, "lignes dont le tiers a disparu"),
        (found.orphans.entries_without_journal, "écritures sans journal"),
        (found.orphans.entries_without_year, "écritures sans exercice"),
        (found.orphans.entries_without_batch, "écritures validées hors de tout lot"),
        (found.orphans.lettrages_without_line, "lettrages sans ligne"),
    ):
        if count:
            yield f"Orphelins : {text} ({count})."
    for difference, what in ((found.accounts, "compte"), (found.thirds, "tiers")):
        if difference is not None:
            yield _rollup_sentence(difference, what)


def _rollup_sentence(found: RollupDifference, what: str) -> str:
    return (
        f"Le cumul du {what} {found.number} ({found.month:%m/%Y}) ne suit pas ses lignes :"
        f" débit {show(found.kept_debit)} au lieu de {show(found.debit)},"
        f" crédit {show(found.kept_credit)} au lieu de {show(found.credit)}"
        f" ({found.differences} cumuls faux au total)."
    )
