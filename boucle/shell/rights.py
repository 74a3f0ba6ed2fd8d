"""The declared table: for every route, who may. A route without a line does not exist."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from boucle.access.public import RIGHTS

SCOPES = ("public", "login", "dossier")


@dataclass(frozen=True, slots=True)
class RouteRight:
    """What a route asks for."""

    route: str
    methods: tuple[str, ...]
    right: str
    scope: str


@cache
def table() -> dict[str, RouteRight]:
    """The table by route name. Raises AssertionError on a malformed line."""
    rows: dict[str, RouteRight] = {}
    path = Path(__file__).with_name("rights.csv")
    with path.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            right = RouteRight(
                row["route"], tuple(row["methods"].split("|")), row["right"], row["scope"]
            )
            assert right.scope in SCOPES, row
            assert right.route not in rows, f"declared twice: {right.route}"
            assert right.scope != "dossier" or right.right in RIGHTS, row
            rows[right.route] = right
    return rows
