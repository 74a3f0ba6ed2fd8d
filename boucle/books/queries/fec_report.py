"""The report of a FEC check as a list to download. Reads no table."""

from __future__ import annotations

from collections.abc import Iterator

from boucle.books.rules.fec.tally import rule_texts
from boucle.books.rules.fec.types import Report
from boucle.books.rules.fec.view import SEVERITIES, sentence_of
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


def report_sheet(report: Report) -> Sheet:
    """The findings kept, one a row; then the count of every rule."""
    return Sheet(
        title="Contrôle du FEC",
        columns=COLUMNS,
        rows=_rows(report),
        owner=report.identity.name,
        subtitle=sentence_of(report),
        landscape=True,
    )


def _rows(report: Report) -> Iterator[Row | tuple[str | int | None, ...]]:
    for f in report.findings:
        label = SEVERITIES[f.severity]
        yield (f.code, label, f.line, f.field, f.value, f.message, f.help)
    titles = {text.rule: text.title for text in rule_texts().values()}
    for rule, count in report.counts.items():
        label = SEVERITIES[report.severities[rule]]
        yield (rule, label, None, None, None, f"{titles[rule]}\u00a0: {count} au total", None)
