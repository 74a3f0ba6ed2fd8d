"""The command line of access: persons and rights."""

from __future__ import annotations

from typing import Any

from boucle.access.cli import rights, users


def register(subparsers: Any) -> None:
    """Add `utilisateur` and `droits`."""
    users.register(subparsers)
    rights.register(subparsers)
