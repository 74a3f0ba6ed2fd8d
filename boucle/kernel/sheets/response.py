"""A sheet as the answer to a request: written to a temporary file, then sent from it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from typing import BinaryIO, NamedTuple

from django.http import FileResponse

from boucle.kernel.errors import WrongUse
from boucle.kernel.sheets.csv_file import write_csv
from boucle.kernel.sheets.pdf_file import write_pdf
from boucle.kernel.sheets.shape import Sheet
from boucle.kernel.sheets.xlsx_file import write_xlsx


class _Format(NamedTuple):
    write: Callable[[Sheet, BinaryIO], None]
    mime: str


FORMATS = {
    "xlsx": _Format(
        write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
    "csv": _Format(write_csv, "text/csv; charset=utf-8"),
    "pdf": _Format(write_pdf, "application/pdf"),
}
_UNFIT = re.compile(r"[^\w .()~-]+")


def known_format(format: str) -> str:
    """The format, if a sheet can be written so. Raises WrongUse."""
    if format not in FORMATS:
        raise WrongUse("Ce format d’export n’existe pas ; choisissez xlsx, csv ou pdf.")
    return format


def write_sheet(sheet: Sheet, format: str, target: BinaryIO) -> None:
    """Write to an open binary file. Raises WrongUse; Refused for a PDF beyond its limit."""
    FORMATS[known_format(format)].write(sheet, target)


def file_name(text: str) -> str:
    """The text as the name of a file, without its ending."""
    return _UNFIT.sub(" ", text).strip() or "liste"


def sheet_response(sheet: Sheet, format: str, filename: str) -> FileResponse:
    """The whole sheet as a download named `filename.format` (a PDF opens in the browser).

    The rows are read before this returns, inside the caller's scope or their own.
    Raises WrongUse for an unknown format; Refused for a PDF beyond its limit.
    """
    known_format(format)
    target = tempfile.TemporaryFile()  # noqa: SIM115 — the response closes it
    try:
        write_sheet(sheet, format, target)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    name = f"{file_name(filename)}.{format}"
    mime = FORMATS[format].mime
    return FileResponse(target, as_attachment=format != "pdf", filename=name, content_type=mime)
