"""The API is loaded by its first call: no page waits for it at the start of the service."""

from __future__ import annotations

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language


class LazyResolver(URLResolver):
    """A prefix whose addresses are never reversed: its module is imported on the first match."""

    def _populate(self) -> None:
        language = get_language()
        self._namespace_dict[language] = {}  # type: ignore[attr-defined]
        self._app_dict[language] = {}  # type: ignore[attr-defined]
        self._reverse_dict[language] = MultiValueDict()
        self._populated = True


def lazy(route: str, module: str, namespace: str) -> LazyResolver:
    """The addresses of `module` under `route`."""
    return LazyResolver(
        RoutePattern(route, is_endpoint=False), module, app_name=namespace, namespace=namespace
    )
