"""The group `boucle fec …`, whose commands stand in several files."""

from __future__ import annotations

from typing import Any


def fec_group(subparsers: Any) -> Any:
    """The subparsers of `fec`: made by the first part that asks, shared by the next."""
    known = subparsers.choices.get("fec")
    if known is not None:
        return known.boucle_group
    parser = subparsers.add_parser("fec", help="contrôler, importer ou exporter un FEC")
    group = parser.add_subparsers(metavar="action", required=True)
    parser.boucle_group = group
    return group
