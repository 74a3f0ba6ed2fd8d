"""Screens of the export of the FEC."""

from __future__ import annotations

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from boucle.books.public import Exported, export_fec, export_state, exports_of
from boucle.books.web.request import BooksRequest
from boucle.kernel import dsn

TYPES = {".zip": "application/zip", ".txt": "text/plain; charset=utf-8"}


def export_show(request: BooksRequest, dossier: str, exercice: str) -> HttpResponse:
    """What the file would hold, what stands in the way of the official one, and past exports."""
    content = export_state(request.act, request.dossier, request.year)
    context = {
        "year": request.year,
        "totals": content.totals,
        "journals": content.journals,
        "gaps": content.gaps,
        "opening": any(journal.type == "an" for journal in content.journals),
        "exports": exports_of(request.act, request.dossier, request.year),
    }
    return render(request, "books/fec_export_show.html", context)


def export_download(request: BooksRequest, dossier: str, exercice: str) -> FileResponse:
    """The file alone, or (`format=zip`) with its description. POST: an export is recorded."""
    with TemporaryDirectory(dir=dsn.temporary_folder()) as folder:
        done = export_fec(
            request.act, request.dossier, request.year, Path(folder),
            with_drafts=request.POST.get("brouillard") == "1", check=True,
        )  # fmt: skip
        path = _zipped(done) if request.POST.get("format") == "zip" else done.file
        # The open file outlives its name: nothing stays on the disk once it is sent.
        return FileResponse(
            path.open("rb"),
            as_attachment=True,
            filename=path.name,
            content_type=TYPES[path.suffix],
        )


def _zipped(done: Exported) -> Path:
    path = done.file.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(done.file, done.file.name)
        archive.write(done.description, done.description.name)
    return path
