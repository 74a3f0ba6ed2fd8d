"""What surrounds an import on the command line: mapping, stated balances, proof."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boucle.kernel.errors import WrongUse
from boucle.kernel.money import show

if TYPE_CHECKING:
    from boucle.books.public import (
        AccountSum,
        Comparison,
        ImportedYears,
        ImportMapping,
        ImportProof,
        Stated,
    )
    from boucle.kernel.act import Act

    Balances = Sequence[tuple[str | None, Stated]]
    Sums = Mapping[str, Sequence[AccountSum]]
BYTES_MAX = 5 << 20


def mapping_in(name: str | None) -> ImportMapping:
    """The mapping of a JSON file; empty without one. Raises Refused, WrongUse."""
    from boucle.books.public import read_mapping

    if name is None:
        return read_mapping(None)
    try:
        return read_mapping(json.loads(_bytes(name)))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise WrongUse(f"{name} n’est pas du JSON : {error}.") from None


def balances_in(names: Sequence[str]) -> Balances:
    """`[EXERCICE=]FICHIER`, read. Raises WrongUse where a file is no balance."""
    from boucle.books.public import read_balance

    found: list[tuple[str | None, Stated]] = []
    for name in names:
        year, _, path = name.partition("=") if "=" in name else ("", "", name)
        try:
            found.append((year or None, read_balance(Path(path).name, _bytes(path))))
        except ValueError as error:
            raise WrongUse(f"{path} : {error}") from None
    return found


def _bytes(name: str) -> bytes:
    path = Path(name)
    if path.stat().st_size > BYTES_MAX:
        raise WrongUse(f"{name} dépasse 5 Mo.")
    return path.read_bytes()


def comparisons(balances: Balances, sums: Sums) -> list[tuple[str, Comparison]]:
    """Each stated balance against its year, the last one unless named. Raises WrongUse."""
    from boucle.books.public import compared

    found = []
    for year, stated in balances:
        label = year or max(sums, default="")
        if label not in sums:
            raise WrongUse(f"--balance : aucun fichier pour l’exercice « {label} ».")
        found.append((label, compared(stated, sums[label])))
    return found


def comparison_facts(year: str, one: Comparison) -> dict[str, Any]:
    """Plain data; cents, debit less credit."""
    return {
        "year": year,
        "file": one.name,
        "agreeing": one.agreeing,
        "ignored": one.ignored,
        "gap": one.total,
        "accounts": [
            {"account": gap.key, "label": gap.label, "stated": gap.stated, "found": gap.found,
             "gap": gap.gap} for gap in one.gaps
        ],
    }  # fmt: skip


def comparison_text(year: str, one: Comparison) -> str:
    """The gaps, a line each."""
    if not one.gaps:
        return f"{one.name} : 0 écart avec l’exercice {year}, {one.agreeing} comptes comparés."
    lines = [f"{one.name} : {len(one.gaps)} écarts avec l’exercice {year}"]
    lines += [
        f"  {gap.key} {gap.label} : annoncé {_side(gap.stated)}, dans le fichier "
        f"{_side(gap.found)}, écart {_side(gap.gap)}" for gap in one.gaps
    ]  # fmt: skip
    return "\n".join(lines)


def _side(cents: int | None) -> str:
    if cents is None:
        return "absent"
    return f"{show(abs(cents))} {'C' if cents < 0 else 'D'}"


def proof_of(act: Act, siren: str, done: ImportedYears) -> list[ImportProof]:
    """The books asked again about what came in."""
    from boucle.access.public import dossier_for
    from boucle.books.public import import_proofs

    imports = [file.import_id for file in done.files if file.import_id is not None]
    return import_proofs(act, dossier_for(act, siren).id, imports)


def proof_facts(one: ImportProof) -> dict[str, Any]:
    """Plain data; cents."""
    return {
        "file": one.file, "sha256": one.digest, "year": one.year, "batch": one.batch,
        "hash": one.hash, "accounts": one.accounts, "file_debit": one.file_debit,
        "file_credit": one.file_credit, "books_debit": one.books_debit,
        "books_credit": one.books_credit, "lines_beside": one.lines_beside, "holds": one.holds,
        "gaps": [
            {"account": gap.number, "file_debit": gap.file_debit, "file_credit": gap.file_credit,
             "books_debit": gap.books_debit, "books_credit": gap.books_credit} for gap in one.gaps
        ],
    }  # fmt: skip


def proof_text(one: ImportProof) -> str:
    """File and books in a few lines."""
    if not one.known:
        return f"{one.file} : import d’une version qui ne gardait pas la balance du fichier."
    beside = f" ; l’exercice a {one.lines_beside} lignes d’ailleurs" if one.lines_beside else ""
    head = f"{one.file} : {len(one.gaps)} écart(s) sur {one.accounts} comptes{beside}"
    gaps = [
        f"  {gap.number} : fichier {show(gap.file_debit)} / {show(gap.file_credit)}, livres "
        f"{show(gap.books_debit)} / {show(gap.books_credit)}" for gap in one.gaps[:50]
    ]  # fmt: skip
    return "\n".join([head, *gaps, f"  SHA-256 {one.digest}", f"  lot {one.hash or 'aucun'}"])
