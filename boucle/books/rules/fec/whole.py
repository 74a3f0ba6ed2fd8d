"""End of the file: the rules of whole entries and of the file, the summary, the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from boucle.books.rules.fec import (
    account_rules,
    balance_rules,
    calendar_rules,
    numbering,
    opening_rules,
)
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
from boucle.kernel.money import show

REF_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "kind": pl.String, "ix": pl.Int32, "number": pl.String, "label": pl.String,
    "last_label": pl.String,
}  # fmt: skip


def conclude(lines: LinePass, identity: FecIdentity, regime: Regime) -> Report:
    """Check what the whole file tells, close the sink, and say the verdict."""
    entries = lines.book.entries()
    merges = find_merges(lines.book.unsettled(entries) if entries.width else entries)
    summary = FecSummary()
    count = 0
    if entries.width and lines.typer is not None:
        whole = balance_rules.whole_entries(entries, merges)
        count = whole.height
        summary = _checked(lines, whole, merges, identity)
        identity = _with_start(identity, whole, lines)
    if lines.sink is not None and entries.width and not lines.tally.blocked(READABLE_REJECTS):
        lines.sink.close(_refs(lines), merges.table)
    tally = lines.tally
    return Report(
        verdict=tally.verdict(),
        regime=regime,
        lines=lines.book.lines,
        entries=count,
        debit=sum(journal.debit for journal in summary.journals),
        credit=sum(journal.credit for journal in summary.journals),
        findings=tally.findings(),
        counts=dict(sorted(tally.counts.items())),
        severities=dict(sorted(tally.severities.items())),
        identity=identity,
        summary=summary,
    )


def _with_start(identity: FecIdentity, whole: pl.DataFrame, lines: LinePass) -> FecIdentity:
    if identity.closing is None:
        return identity
    start = calendar_rules.start_of_year(whole, identity.closing, lines.known)
    return replace(identity, start=start)


def _checked(
    lines: LinePass, whole: pl.DataFrame, merges: Merges, identity: FecIdentity
) -> FecSummary:
    """Run every rule of whole entries; the summary comes out of the same tables."""
    tally, book, typer = lines.tally, lines.book, lines.typer
    assert typer is not None and lines.header is not None
    codes, accounts = list(typer.journals.index), _accounts(lines)
    has = lines.header.has
    balance_rules.note_entries(whole, merges, tally)
    balance_rules.note_totals(book, codes, tally)
    if identity.closing is not None and has("EcritureDate"):
        start = calendar_rules.start_of_year(whole, identity.closing, lines.known)
        calendar_rules.note_year(whole, start, identity.closing, tally)
    calendar_rules.note_days(whole, tally)
    calendar_rules.note_stamps(whole, identity.closing, lines.today, tally)
    found = numbering.find_numbering(whole)
    if has("EcritureNum"):
        numbering.note_numbering(found, codes, tally)
    opening_rules.note_opening(whole, accounts, found, lines.known, tally, may_be_partial=lines.xml)
    opening_rules.note_collective(book.parties.table(), accounts, tally)
    closing_entries = opening_rules.note_closing(
        whole, accounts, identity.closing, lines.today, tally
    )
    account_rules.note_accounts(accounts, typer, tally)
    account_rules.note_parties(book, typer, tally)
    account_rules.note_letters(book, typer, tally)
    account_rules.note_currencies(book, tally)
    _note_central(lines, whole)
    summary = _summary(lines, whole, accounts, found.scheme, closing_entries)
    declared = lines.known.declared_result
    if declared is not None and declared != summary.result:
        tally.add("FEC-063", value=show(declared), r=show(summary.result))
    return replace(summary, entry_key=balance_rules.entry_key(whole, merges))


def _note_central(lines: LinePass, whole: pl.DataFrame) -> None:
    """FEC-076: entries and journals that call themselves centralisation."""
    assert lines.typer is not None
    names = lines.typer.journals
    for code, at in names.index.items():
        if "centralis" in names.first[at].lower():
            lines.tally.add("FEC-076", zone="JournalLib", value=names.first[at], num=code)
    for row in whole.filter("central").head(lines.tally.kept_max).iter_rows(named=True):
        lines.tally.add("FEC-076", line=row["first_line"], value=row["number"], num=row["number"])


def _accounts(lines: LinePass) -> pl.DataFrame:
    """Totals by account with its number."""
    assert lines.typer is not None
    numbers = list(lines.typer.accounts.index)
    named = pl.DataFrame(
        {"account": range(len(numbers)), "number": numbers},
        schema={"account": pl.Int32, "number": pl.String},
    )
    return lines.book.accounts.table().join(named, on="account").sort("number")


def _refs(lines: LinePass) -> pl.DataFrame:
    """Names by kind and index, as the lines of the sink count them."""
    typer = lines.typer
    assert typer is not None
    kinds = (("journal", typer.journals), ("account", typer.accounts), ("third", typer.thirds))
    rows = [
        (kind, at, number, names.first[at], names.last[at])
        for kind, names in kinds
        for number, at in names.index.items()
    ]
    return pl.DataFrame(rows, schema=REF_SCHEMA, orient="row")


def _summary(
    lines: LinePass,
    whole: pl.DataFrame,
    accounts: pl.DataFrame,
    scheme: Scheme,
    closing_entries: tuple[str, ...],
) -> FecSummary:
    assert lines.typer is not None
    result = accounts.filter(pl.col("number").str.contains("^[67]"))
    return FecSummary(
        journals=_journals(lines, whole),
        accounts=len(lines.typer.accounts.index),
        third_parties=len(lines.typer.thirds.index),
        first_date=_day(whole["day"].min()),
        last_date=_day(whole["day"].max()),
        first_valid=_day(whole["valid"].min()),
        last_valid=_day(whole["valid"].max()),
        scheme=scheme,
        drafts=int(whole["valid"].is_null().sum()),
        has_opening=bool(whole["opening"].any()),
        opening_journals=lines.opening_journals(),
        closing_entries=closing_entries,
        result=int(result["credit"].sum()) - int(result["debit"].sum()),
        by_class=_classes(accounts),
        repairs=dict(lines.tally.repairs),
    )


def _journals(lines: LinePass, whole: pl.DataFrame) -> tuple[JournalTotal, ...]:
    """Totals by journal of the lines; entries by the journal that holds them."""
    assert lines.typer is not None
    names, codes = lines.typer.journals, list(lines.typer.journals.index)
    entries = dict(whole.group_by("journal").agg(pl.len()).iter_rows())
    sums = (
        lines.book.months.table()
        .group_by("journal")
        .agg(pl.col("count").sum(), pl.col("debit").sum(), pl.col("credit").sum())
    )
    return tuple(
        JournalTotal(codes[at], names.last[at], entries.get(at, 0), count, debit, credit)
        for at, count, debit, credit in sums.sort("journal").iter_rows()
    )


def _classes(accounts: pl.DataFrame) -> tuple[ClassTotal, ...]:
    digit = pl.col("number").str.slice(0, 1)
    sums = (
        accounts.with_columns(
            pl.when(digit.str.contains("[0-9]")).then(digit).otherwise(pl.lit("?")).alias("class")
        )
        .group_by("class")
        .agg(pl.col("debit").sum(), pl.col("credit").sum())
        .sort("class")
    )
    return tuple(ClassTotal(*row) for row in sums.iter_rows())


def _day(found: object) -> date | None:
    return found if isinstance(found, date) else None
