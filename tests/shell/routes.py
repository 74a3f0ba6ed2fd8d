"""Every route of the site with a sample address, by walking the resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from boucle.shell.rights import RouteRight, table

SAMPLES: dict[str, object] = {
    "exercice": "2025",
    "account": "401000",
    "number": "401000",
    "code": "ACH",
    "third": "F001",
    "context": "shell",
    "page": "clavier",
    "format": "csv",
}
ZERO = "01890000-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class Route:
    """A route: its name and the converters of its address."""

    name: str
    converters: tuple[tuple[str, str], ...]

    @property
    def right(self) -> RouteRight | None:
        """Its line of rights.csv."""
        return table().get(self.name)

    def address(self, dossier: str, **known: object) -> str:
        """A plausible address in this Dossier."""
        kwargs: dict[str, object] = {}
        for name, kind in self.converters:
            by_kind = {"UUIDConverter": ZERO, "IntConverter": 1}.get(kind, "x")
            kwargs[name] = known.get(name, SAMPLES.get(name, by_kind))
        if "dossier" in kwargs:
            kwargs["dossier"] = dossier
        return reverse(self.name, kwargs=kwargs)


def routes() -> list[Route]:
    """All of them, by name."""
    return sorted(_walk(get_resolver(), "", {}), key=lambda route: route.name)


def _walk(resolver: Any, space: str, above: dict[str, str]) -> Iterator[Route]:
    for one in resolver.url_patterns:
        kinds = above | {
            name: type(converter).__name__ for name, converter in one.pattern.converters.items()
        }
        if isinstance(one, URLResolver):
            if one.namespace == "api":
                continue  # its own table, its own test: test_api.py
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one, inner, kinds)
        elif isinstance(one, URLPattern):
            yield Route(f"{space}{one.name}", tuple(sorted(kinds.items())))
