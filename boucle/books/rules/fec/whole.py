"""What only the whole file tells: balance, summary, verdict."""

from __future__ import annotations

from datetime import date

import polars as pl

from boucle.books.rules.fec.lines import LinePass
from boucle.books.rules.fec.merges import Merges, find_merges
from boucle.books.rules.fec.types import (
    READABLE_REJECTS,
    ClassTotal,
    FecIdentity,
    FecSummary,
    JournalTotal,
    Regime,
    Report,
    Scheme,
)

REF_SCHEMA = {
    "kind": pl.String, "ix": pl.Int32, "number": pl.String, "label": pl.String,
    "last_label": pl.String,
}  # fmt: skip


def conclude(lines: LinePass, identity: FecIdentity, regime: Regime) -> Report:
    """Close the books of the check and the sink, and say the verdict."""
    entries = lines.book.entries()
    merges = find_merges(entries)
    _note_balance(lines, entries, merges)
    summary = _summary(lines, entries, merges)
    if lines.sink is not None and entries.width and not lines.tally.blocked(READABLE_REJECTS):
        lines.sink.close(_refs(lines), merges.table)
    tally = lines.tally
    return Report(
        verdict=tally.verdict(),
        regime=regime,
        lines=lines.book.lines,
        entries=entries.height - merges.table.height,
        debit=int(entries["debit"].sum()) if entries.width else 0,
        credit=int(entries["credit"].sum()) if entries.width else 0,
        findings=tally.findings(),
        counts=dict(tally.counts),
        severities=dict(tally.severities),
        identity=identity,
        summary=summary,
    )


def _note_balance(lines: LinePass, entries: pl.DataFrame, merges: Merges) -> None:
    tally = lines.tally
    for row in merges.unbalanced.head(tally.kept_max).iter_rows(named=True):
        tally.add(
            "FEC-060",
            line=row["first_line"],
            value=row["number"],
            num=row["number"],
            gap=row["debit"] - row["credit"],
        )


def _refs(lines: LinePass) -> pl.DataFrame:
    """Names by kind and index, as the lines of the sink count them."""
    typer = lines.typer
    rows = [
        (kind, at, number, names.first[at], names.last[at])
        for kind, names in (
            ("journal", typer.journals), ("account", typer.accounts), ("third", typer.thirds),
        )
        for number, at in names.index.items()
    ] if typer else []  # fmt: skip
    return pl.DataFrame(rows, schema=REF_SCHEMA, orient="row")


def _summary(lines: LinePass, entries: pl.DataFrame, merges: Merges) -> FecSummary:
    if not entries.width or lines.typer is None:
        return FecSummary()
    names = lines.typer.journals
    codes = list(names.index)
    moved = merges.table["no"] if merges.table.height else pl.Series("no", [], dtype=pl.Int64)
    journals = (
        entries.with_columns((~pl.col("no").is_in(moved.implode())).alias("own"))
        .group_by("journal", maintain_order=True)
        .agg(
            pl.col("own").sum(),
            pl.col("count").sum(),
            pl.col("debit").sum(),
            pl.col("credit").sum(),
        )
    )
    return FecSummary(
        journals=tuple(
            JournalTotal(codes[j], names.last[j], n, count, debit, credit)
            for j, n, count, debit, credit in journals.iter_rows()
        ),
        accounts=len(lines.typer.accounts.index),
        third_parties=len(lines.typer.thirds.index),
        first_date=_day(entries["day"].min()),
        last_date=_day(entries["day"].max()),
        first_valid=_day(entries["valid"].min()),
        last_valid=_day(entries["valid"].max()),
        scheme=Scheme.YEAR,
        drafts=int(entries["valid"].is_null().sum()),
        has_opening=bool(entries["opening"].any()),
        opening_journals=lines.opening_journals(),
        by_class=(ClassTotal("?", 0, 0),),
        repairs=dict(lines.tally.repairs),
    )  # fmt: skip


def _day(found: object) -> date | None:
    return found if isinstance(found, date) else None
