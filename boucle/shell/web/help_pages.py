"""The help: the French pages of docs/aide, which are also the knowledge base."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from boucle.kernel.errors import NotFound

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "aide"
_FINE = re.compile(r" (?=[;!?»]|:(?:\s|$))|(?<=«) ")
"""Spaces that French sets without a line break."""
_NAME = re.compile(r"^[a-z0-9-]{1,60}$")


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page: its title (first heading) and its HTML."""

    context: str
    name: str
    title: str
    html: str

    @property
    def url(self) -> str:
        """Where it stands."""
        return f"/aide/{self.context}/{self.name}"


@cache
def pages() -> dict[tuple[str, str], HelpPage]:
    """Every page, read once. The text is ours: raw HTML in it is switched off all the same."""
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    found = {}
    for path in sorted(FOLDER.glob("*/*.md")):
        text = _FINE.sub("\u00a0", path.read_text(encoding="utf-8"))
        title = text.lstrip().splitlines()[0].lstrip("# ").strip()
        key = (path.parent.name, path.stem)
        found[key] = HelpPage(*key, title, renderer.render(text))
    return found


def index(request: HttpRequest) -> HttpResponse:
    """All pages, filtered by the words of `q`."""
    words = request.GET.get("q", "").lower().split()
    shown = [page for page in pages().values() if all(word in page.html.lower() for word in words)]
    return render(request, "shell/aide_index.html", {"pages": shown, "q": request.GET.get("q", "")})


def page(request: HttpRequest, context: str, page: str) -> HttpResponse:
    """One page of help."""
    found = pages().get((context, page)) if _NAME.match(page) else None
    if found is None:
        raise NotFound("Cette page d’aide n’existe pas.")
    return render(
        request,
        "shell/aide_page.html",
        {"page": found, "html": SafeString(found.html)},
    )
