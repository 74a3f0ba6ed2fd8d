"""Giving the proof away: to a file with its checker, or to a browser; each time on record."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from boucle.access import public as access
from boucle.books.queries.proof_file import proof_chunks
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.tenancy.public import DossierRow

VERIFIER = Path(__file__).resolve().parents[2] / "data" / "proof" / "verifier.py"
"""The checker that a third party runs: no dependency, nothing of Boucle."""


@dataclass(frozen=True, slots=True)
class ProofFile:
    """A proof that was written; `script` is the checker beside it."""

    file: str
    script: str
    batches: int
    entries: int
    head: str
    sha256: str


def proof_name(dossier: DossierRow, head: str) -> str:
    """`732829320-preuve-1a2b3c4d.jsonl`: the SIREN and the start of the chain's head."""
    return f"{dossier.siren}-preuve-{head[:8] or 'vide'}.jsonl"


def export_proof(act: Act, dossier: DossierRow, folder: Path) -> ProofFile:
    """Write the proof of a Dossier and its checker into `folder` (made when absent).

    The file appears whole or not at all. Raises NotFound, Forbidden, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{dossier.siren}-preuve.{os.getpid()}"
    digest = hashlib.sha256()
    last = b""
    try:
        with partial.open("wb") as target:
            for chunk in stream_proof(act, dossier):
                digest.update(chunk)
                target.write(chunk)
                last = (last + chunk)[-1024:]
        end = json.loads(last.rstrip(b"\n").rpartition(b"\n")[2])
        file = folder / proof_name(dossier, end["head"])
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    script = folder / VERIFIER.name
    shutil.copyfile(VERIFIER, script)
    return ProofFile(
        file=str(file),
        script=str(script),
        batches=end["batches"],
        entries=end["entries"],
        head=end["head"],
        sha256=digest.hexdigest(),
    )


def stream_proof(act: Act, dossier: DossierRow) -> Iterator[bytes]:
    """The proof in pieces, after the audit log has it. Raises NotFound, Forbidden."""
    with access.read(act, dossier.id, "books.read"):
        audit.record(act, "books.proof.exported", dossier_id=dossier.id)
    return proof_chunks(act, dossier.id)
