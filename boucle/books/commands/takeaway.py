"""Everything of a Dossier in open formats, in one archive: what a company takes along.

FEC and description of each exercice, lines as CSV, entries as JSON Lines, chart, third parties,
journals, exercices, pieces, proof and its checker, and a manifest with the SHA-256 of each file.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import connection

from boucle.access import public as access
from boucle.books.commands.fec_export import export_fec
from boucle.books.commands.fec_job import TAKEAWAY, Watch, perform
from boucle.books.commands.proof import export_proof
from boucle.books.commands.works import ask, work_row
from boucle.books.models import Account, Journal, ThirdParty
from boucle.books.models_pieces import Attachment
from boucle.books.queries.years import years_of
from boucle.kernel import audit, clock, dsn
from boucle.kernel.act import Act
from boucle.kernel.db import query_text
from boucle.kernel.errors import Forbidden, NotFound
from boucle.kernel.jobs import JobCancelled, JobRow, Progress
from boucle.kernel.money import plain
from boucle.tenancy.public import DossierRow

ROWS_FETCHED = 2_000
HEAD = (
    "exercice", "journal", "date", "ecriture", "numero", "etat", "ligne", "compte", "intitule",
    "tiers", "nom_tiers", "piece", "date_piece", "libelle", "debit", "credit", "echeance",
    "devise", "montant_devise", "lettrage",
)  # fmt: skip
STATES = {"d": "brouillard", "v": "validee"}
READ_ME = """Export complet du dossier {name} (SIREN {siren}), fait le {day}.

fec/            un fichier des écritures comptables par exercice, avec sa description
ecritures.csv   toutes les lignes, brouillard compris (point-virgule, virgule décimale, UTF-8)
ecritures.jsonl les mêmes écritures, une par ligne, montants en centimes
comptes.csv, tiers.csv, journaux.csv, exercices.csv
pieces/         les pièces jointes, par écriture ; pieces.csv en donne la liste
preuve/         la chaîne de preuve et son programme de vérification (python3 verifier.py)
manifeste.json  taille et empreinte SHA-256 de chaque fichier
"""


def takeaway_folder() -> Path:
    """Where archives wait to be fetched: private, inside the data folder."""
    folder = dsn.data_folder() / "files" / "takeaway"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def ask_takeaway(act: Act, dossier: DossierRow) -> UUID:
    """Queue the full export; the number of the work. Raises Forbidden for who does not speak for
    the company (S-114), NotFound."""
    if not access.may_speak(act, dossier.id):
        raise Forbidden("L’export complet revient à l’administrateur SaaS de la société.")
    with access.read(act, dossier.id, "books.read"):
        audit.record(act, "access.takeaway.asked", dossier_id=dossier.id)
    return ask(act, dossier.id, TAKEAWAY)


def takeaway_file(act: Act, dossier_id: int, job_id: UUID) -> Path:
    """The archive of a work, for who speaks for the company. Raises NotFound."""
    if not access.may_speak(act, dossier_id):
        raise NotFound
    job = work_row(act, dossier_id, job_id, TAKEAWAY)
    path = takeaway_folder() / str(job.id) / str((job.result or {}).get("file", "-"))
    if job.state != "done" or not path.is_file():
        raise NotFound("Ce fichier n’est plus là : préparez-le à nouveau.")
    return path


def run_takeaway(act: Act, dossier: DossierRow, job: JobRow) -> None:
    """Write the archive; it stands whole in its folder, or not at all."""
    folder = takeaway_folder() / str(job.id)

    def body(progress: Progress, watch: Watch) -> dict[str, Any]:
        folder.mkdir(exist_ok=True, mode=0o700)
        name = f"{dossier.siren}-export-complet-{clock.today():%Y%m%d}.zip"
        facts = write_takeaway(act, dossier, folder / name, progress, watch)
        with access.read(act, dossier.id, "books.read"):
            audit.record(act, "access.takeaway.made", dossier_id=dossier.id, after=facts)
        return facts

    try:
        perform(act, dossier.id, job.id, body)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def write_takeaway(
    act: Act, dossier: DossierRow, path: Path, progress: Progress, watch: Watch | None = None
) -> dict[str, Any]:
    """Write the archive at `path`; what the screen tells of it. Raises JobCancelled."""
    years = years_of(act, dossier.id)
    steps = len(years) + 3
    partial = path.with_name(".partial")
    with (
        TemporaryDirectory(dir=dsn.temporary_folder()) as work,
        ZipFile(partial, "w", ZIP_DEFLATED) as archive,
    ):
        box = _Box(archive, Path(work))
        for at, year in enumerate(years):
            _look(watch)
            progress(at, steps, f"FEC {year.label}")
            done = export_fec(act, dossier, year, box.work)
            box.take(done.file, f"fec/{done.file.name}")
            box.take(done.description, f"fec/{done.description.name}")
        _look(watch)
        progress(len(years), steps, "écritures")
        lines = _entries(act, dossier, box)
        progress(len(years) + 1, steps, "pièces")
        pieces = _pieces(act, dossier, box)
        _look(watch)
        progress(len(years) + 2, steps, "preuve")
        proof = export_proof(act, dossier, box.work)
        box.take(Path(proof.file), f"preuve/{Path(proof.file).name}")
        box.take(Path(proof.script), f"preuve/{Path(proof.script).name}")
        day = f"{clock.today():%d/%m/%Y}"
        box.text("LISEZMOI.txt", READ_ME.format(name=dossier.name, siren=dossier.siren, day=day))
        files = len(box.files)
        box.text("manifeste.json", _json({"dossier": dossier.siren, "fichiers": box.files}))
    partial.replace(path)
    return {
        "file": path.name, "bytes": path.stat().st_size, "lines": lines, "years": len(years),
        "pieces": pieces, "files": files, "sha256": _digest(path),
    }  # fmt: skip


def _look(watch: Watch | None) -> None:
    if watch is not None and watch.asked:
        raise JobCancelled


class _Box:
    """The archive and the list of what it holds."""

    def __init__(self, archive: ZipFile, work: Path) -> None:
        self.archive, self.work = archive, work
        self.files: list[dict[str, Any]] = []

    def take(self, path: Path, name: str) -> None:
        """A file goes in, and leaves the disk."""
        self.archive.write(path, name)
        self.note(name, path.stat().st_size, _digest(path))
        path.unlink()

    def bytes(self, name: str, content: bytes) -> None:
        """A content goes in."""
        self.archive.writestr(name, content)
        self.note(name, len(content), hashlib.sha256(content).hexdigest())

    def text(self, name: str, content: str) -> None:
        """A text goes in, in UTF-8."""
        self.bytes(name, content.encode())

    def table(self, name: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        """A small table as CSV."""
        self.text(name, "\ufeff" + "".join(_csv([head, *rows])))

    def note(self, name: str, size: int, digest: str) -> None:
        """One more line of the manifest."""
        self.files.append({"nom": name, "octets": size, "sha256": digest})


def _entries(act: Act, dossier: DossierRow, box: _Box) -> int:
    """Lines and entries of one instant, and the lists beside them; how many lines."""
    lines, entries = box.work / "ecritures.csv", box.work / "ecritures.jsonl"
    count = 0
    with (
        access.read(act, dossier.id, "books.read", steady=True),
        lines.open("w", encoding="utf-8-sig", newline="") as table,
        entries.open("w", encoding="utf-8") as objects,
    ):
        table.writelines(_csv([HEAD]))
        for _, group in groupby(_stream(dossier.id), key=lambda row: row[3]):
            rows = list(group)
            count += len(rows)
            table.writelines(_csv(_shown(row) for row in rows))
            objects.write(_json(_entry(rows)) + "\n")
        _lists(dossier.id, box)
    box.take(lines, lines.name)
    box.take(entries, entries.name)
    years = [(y.label, y.start_date, y.end_date, y.state) for y in years_of(act, dossier.id)]
    box.table("exercices.csv", ("exercice", "debut", "fin", "etat"), years)
    return count


def _stream(dossier_id: int) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.cursor.itersize = ROWS_FETCHED
        cursor.execute(query_text("books/takeaway_lines"), {"dossier": dossier_id})
        yield from cursor


def _shown(row: tuple[Any, ...]) -> list[object]:
    cells = list(row)
    cells[5] = STATES.get(row[5], row[5])
    for at in (14, 15, 18):
        cells[at] = plain(row[at]) if row[at] is not None else ""
    return cells


def _entry(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    first = rows[0]
    return {
        "exercice": first[0], "journal": first[1], "date": first[2], "id": first[3],
        "numero": first[4], "etat": STATES.get(first[5], first[5]),
        "lignes": [dict(zip(HEAD[6:], row[6:], strict=True)) for row in rows],
    }  # fmt: skip


def _lists(dossier_id: int, box: _Box) -> None:
    """In the open scope."""
    for name, model, fields in (
        ("comptes.csv", Account, ("number", "label")),
        ("tiers.csv", ThirdParty, ("number", "label")),
        ("journaux.csv", Journal, ("code", "label", "type")),
    ):
        rows = model.objects.filter(dossier_id=dossier_id).order_by(fields[0])
        box.table(name, fields, rows.values_list(*fields))


def _pieces(act: Act, dossier: DossierRow, box: _Box) -> int:
    listed = []
    with access.read(act, dossier.id, "books.read"):
        facts = ("entry", "public_id", "name", "kind", "size", "sha256", "at")
        pieces = Attachment.objects.filter(dossier_id=dossier.id).order_by("id")
        for row in list(pieces.values_list(*facts)):
            content = pieces.filter(public_id=row[1]).values_list("content", flat=True)[0]
            safe = Path(str(row[2]).replace("\\", "/")).name or "piece"
            box.bytes(f"pieces/{row[0]}/{str(row[1])[-6:]}-{safe}", bytes(content))
            listed.append(row)
    box.table("pieces.csv", ("ecriture", "id", "nom", "type", "octets", "sha256", "date"), listed)
    return len(listed)


def _csv(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(row)
        yield line.getvalue()


def _json(facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False, default=str)


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
