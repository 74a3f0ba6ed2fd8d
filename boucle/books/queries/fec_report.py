"""The report of a FEC check as a list to download. Reads no table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from boucle.books.rules.fec.tally import rule_texts
from boucle.books.rules.fec.view import SEVERITIES
from boucle.kernel.errors import Severity
from boucle.kernel.sheets import Column, Row, Sheet

COLUMNS = (
    Column("Règle", width=9),
    Column("Gravité", width=10),
    Column("Ligne", "int", width=9),
    Column("Zone", width=14),
    Column("Valeur", width=24),
    Column("Constat", width=52),
    Column("À faire", width=44),
)


def report_sheet(document: Mapping[str, Any]) -> Sheet:
    """The findings kept, one a row, then the count of every rule; from `report_json`."""
    return Sheet(
        title="Contrôle du FEC",
        columns=COLUMNS,
        rows=_rows(document),
        owner=document["file"]["name"],
        subtitle=document["sentence"],
        landscape=True,
    )


def _rows(document: Mapping[str, Any]) -> Iterator[Row | tuple[str | int | None, ...]]:
    for found in (*document["errors"], *document["warnings"]):
        label = SEVERITIES[Severity(found["severity"])]
        where = (found["line"], found["field"], found["value"])
        yield (found["rule"], label, *where, found["message"], found["help"])
    titles = {text.rule: text.title for text in rule_texts().values()}
    for rule, count in document["counts"].items():
        label = SEVERITIES[Severity(document["severities"][rule])]
        yield (rule, label, None, None, None, f"{titles[rule]}\u00a0: {count} au total", None)
