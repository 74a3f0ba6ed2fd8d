"""Functions whose module loads at their first call: what a site needs to show a page loads first.

Beside `if TYPE_CHECKING: from module import name`, so that its type stays known.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def later(module: str, name: str) -> Callable[..., Any]:
    """`module.name`, imported when it is called."""

    def call(*args: Any, **kwargs: Any) -> Any:
        return getattr(import_module(module), name)(*args, **kwargs)

    return call
