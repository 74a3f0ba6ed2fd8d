"""The gate of the API: the key, its rate, the declared right, the Dossier; before any operation."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse

from boucle.access.public import UsedKey, named_rights, use_key
from boucle.kernel.errors import Forbidden
from boucle.shell.rest.problems import problem

SCOPES = ("public", "key", "dossier")


@dataclass(frozen=True, slots=True)
class ApiRight:
    """What an operation asks for: of the person, and of the key the scope of that right."""

    operation: str
    method: str
    route: str
    right: str
    scope: str


@cache
def table() -> dict[tuple[str, str], ApiRight]:
    """The declared table by route and method. Raises AssertionError on a malformed line."""
    rows: dict[tuple[str, str], ApiRight] = {}
    path = Path(__file__).with_name("rights.csv")
    with path.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            right = ApiRight(**row)
            assert right.scope in SCOPES, row
            assert right.scope == "public" or right.right in named_rights(), row
            assert (right.route, right.method) not in rows, f"declared twice: {row}"
            rows[right.route, right.method] = right
    return rows


def key_of(request: HttpRequest) -> UsedKey | None:
    """The key of `Authorization: Bearer …`, one call counted."""
    word, _, secret = request.headers.get("Authorization", "").partition(" ")
    return use_key(secret.strip()) if word.lower() == "bearer" else None


def check(request: Any, route: str) -> HttpResponse | ApiRight:
    """The right that the operation asks for, or the answer that stops the call."""
    methods = sorted(method for name, method in table() if name == route)
    method = "GET" if request.method == "HEAD" else request.method
    declared = table().get((route, method))
    if declared is None:
        if not methods:
            return problem(404, "Cette adresse n’existe pas.", "api.route")
        allowed = ", ".join(methods)
        return problem(405, f"Méthodes admises : {allowed}.", "api.method", Allow=allowed)
    if declared.scope == "public":
        return declared
    key = request.api_key
    if key is None:
        detail = "Donnez une clé valable : Authorization: Bearer bcl_…"
        return problem(401, detail, "api.key", WWW_Authenticate="Bearer")
    if key.left < 0:
        detail = f"Cette clé admet {key.per_minute} appels à la minute."
        return problem(429, detail, "api.rate", Retry_After=str(max(key.reset, 1)))
    scope = named_rights()[declared.right].key_scope
    if not key.allows(scope):
        raise Forbidden(f"Cette clé n’a pas la portée « {scope} ».")
    return declared
