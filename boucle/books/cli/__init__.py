"""Subcommands of the books, part by part."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

PARTS = (
    "fec",
    "fec_check",
    "entries",
    "reading",
    "export",
    "proof",
    "conformity",
    "importing",
    "routine",
)


def register(subparsers: Any) -> None:
    """Add every subcommand; `fec` is shared by its parts, made on first use."""
    for part in PARTS:
        if find_spec(f"boucle.books.cli.{part}") is not None:
            import_module(f"boucle.books.cli.{part}").register(subparsers)
