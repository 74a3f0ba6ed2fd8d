"""Drawing in a process of its own: `python draw.py FOLDER tags|plain`.

Typst keeps what it laid out in memory (hundreds of megabytes for a long list); a process gives it
back, and can be stopped.
"""

from __future__ import annotations

import sys
from pathlib import Path

import typst

FONTS = Path(__file__).parent / "fonts"


def draw(folder: Path, *, tags: bool) -> None:
    """Draw `sheet.typ` of the folder as `sheet.pdf` beside it."""
    typst.compile(
        folder / "sheet.typ",
        output=folder / "sheet.pdf",
        root=folder,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        pdf_tags=tags,
    )


if __name__ == "__main__":
    draw(Path(sys.argv[1]), tags=sys.argv[2] == "tags")
