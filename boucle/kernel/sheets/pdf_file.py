"""PDF through Typst: pages cut by `layout`, drawn by `typst/sheet.typ` with our own fonts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from boucle.kernel.errors import Finding, Refused, Unavailable
from boucle.kernel.sheets.layout import (
    FOOT,
    GUTTER,
    HEAD,
    MARGIN_SIDE,
    Printed,
    paginate,
    printed_rows,
)
from boucle.kernel.sheets.shape import Sheet

HERE = Path(__file__).parent
ROWS_MAX = 20_000
"""More than five hundred pages: nobody reads them, and the memory is the server's."""

TAGGED_MAX = 2_000
"""Tags for screen readers weigh 2 KB a line: longer lists are read as XLSX or on the screen."""

SECONDS_MAX = 120


class TooLong(Refused):
    """The list has more rows than one PDF holds."""


def write_pdf(sheet: Sheet, target: BinaryIO) -> None:
    """Draw the sheet. Raises TooLong beyond `ROWS_MAX` rows."""
    rows = printed_rows(sheet, ROWS_MAX)
    if len(rows) > ROWS_MAX:
        raise TooLong([_too_long()])
    draw_pages(sheet, paginate(sheet, rows), target, tags=len(rows) <= TAGGED_MAX)


def draw_pages(sheet: Sheet, printed: Printed, target: BinaryIO, *, tags: bool = False) -> None:
    """Draw pages that are cut already. Raises Unavailable when that takes too long."""
    facts = _facts(sheet, printed)
    with tempfile.TemporaryDirectory(prefix="boucle-pdf-") as folder:
        root = Path(folder)
        (root / "sheet.typ").write_text((HERE / "typst" / "sheet.typ").read_text("utf-8"), "utf-8")
        (root / "sheet.json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
        _draw(root, tags=tags)
        with (root / "sheet.pdf").open("rb") as drawn:
            shutil.copyfileobj(drawn, target)


def _draw(root: Path, *, tags: bool) -> None:
    command = [sys.executable, "-I", str(HERE / "draw.py"), str(root), "tags" if tags else "plain"]
    try:
        subprocess.run(command, check=True, timeout=SECONDS_MAX, capture_output=True)
    except subprocess.TimeoutExpired as error:
        raise Unavailable("Le PDF est trop long à dessiner en ce moment.") from error


def _facts(sheet: Sheet, printed: Printed) -> dict[str, Any]:
    fit = printed.fit
    return {
        "title": sheet.title,
        "owner": sheet.owner,
        "subtitle": sheet.subtitle,
        "banner": sheet.banner,
        "foot": sheet.foot,
        "size": fit.size,
        "width": fit.page_width,
        "height": fit.page_height,
        "side": MARGIN_SIDE,
        "head": HEAD,
        "below": FOOT,
        "gutter": GUTTER,
        "widths": fit.widths,
        "labels": [column.label for column in printed.columns],
        "aligns": [
            "left" if column.kind in {"text", "day"} else "right" for column in printed.columns
        ],
        "pages": [[asdict(block) for block in page] for page in printed.pages],
    }


def _too_long() -> Finding:
    shown = f"{ROWS_MAX:,}".replace(",", "\u00a0")
    return Finding(
        code="kernel.sheet.too_long",
        message=f"Cette liste dépasse {shown} lignes\u00a0: le PDF ne serait pas lisible.",
        help="Choisissez un compte ou une période plus courte, ou exportez en XLSX ou en CSV.",
    )
