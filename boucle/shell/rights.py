"""The declared table: for every route, operation of the API and task, who may.

One table in three files, by what carries it: `rights.csv` (routes), `rest/rights.csv` (API) and
`data/access/jobs.csv` (tasks of the worker). What has no line does not exist, or fails the build.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from boucle.access.public import named_rights

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
            assert right.scope != "dossier" or right.right in named_rights(), row
            rows[right.route] = right
    return rows
