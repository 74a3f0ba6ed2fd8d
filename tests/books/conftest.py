"""The modules of the grid, run in Chromium without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "boucle" / "books" / "static" / "books" / "grid"


@pytest.fixture
def run(page: Any) -> Any:
    """`run("amounts", "m.amountOf(x)", x)`: an expression of a module, in a bare page."""

    def serve(route: Any) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        if name.endswith(".js"):
            text = (FOLDER / name).read_text(encoding="utf-8")
            route.fulfill(body=text, content_type="text/javascript; charset=utf-8")
        else:
            empty = "<!doctype html><link rel=icon href=data:,>"
            route.fulfill(body=empty, content_type="text/html")

    page.route("http://grid.test/**", serve)
    page.goto("http://grid.test/")

    def do(module: str, expression: str, given: Any = None) -> Any:
        code = f"async (x) => {{ const m = await import('/{module}.js'); return {expression}; }}"
        return page.evaluate(code, given)

    return do
