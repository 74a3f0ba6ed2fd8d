"""Frames of the sink: typed lines, and the raw cells that the ledger would print otherwise."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from boucle.books.rules.fec.cells import BASE
from boucle.books.rules.fec.header import SIGNED, Header

SAME = {
    "Debit": "debit_same", "Credit": "credit_same", "Montantdevise": "foreign_same",
    "JournalLib": "journal_same", "CompteLib": "account_same", "CompAuxLib": "third_same",
    "EcritureDate": "day_same", "PieceDate": "piece_day_same",
}  # fmt: skip
"""Columns whose text is the printed one when this flag stands."""


def staged_lines(
    lines: pl.DataFrame, segments: pl.DataFrame, header: Header, *, trimmed: bool, escapes: bool
) -> pl.DataFrame:
    """The frame `lines` of the sink."""
    heads = segments.select(
        "no", pl.col("day").alias("head_day"), pl.col("valid").alias("head_valid")
    )
    frame = lines.join(heads, on="no", how="left", maintain_order="left")
    return frame.select(
        "no", "pos", "account", "third",
        pl.col("PieceRef").alias("piece"),
        pl.col("piece_day").alias("piece_date"),
        pl.col("EcritureLib").alias("label"),
        pl.col("debit"), pl.col("credit"),
        _or_null("EcritureLet").alias("letter"),
        pl.when(pl.col("EcritureLet") != "").then("letter_day").alias("letter_date"),
        _or_null("Idevise").alias("currency"),
        pl.col("foreign").alias("currency_amount"),
        _cells(header, trimmed=trimmed, escapes=escapes).alias("cells"),
    )  # fmt: skip


def _or_null(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name))


def _cells(header: Header, *, trimmed: bool, escapes: bool) -> pl.Expr:
    """JSON object of the cells to keep, null when there is none."""
    parts = [
        pl.when(differs).then(
            pl.concat_str(
                pl.lit(f'"{_escaped(name)}":"'), _json(_raw(name, trimmed), escapes), pl.lit('"')
            )
        )
        for name, differs in _differences(header, trimmed)
    ]
    body = pl.concat_str(parts, separator=",", ignore_nulls=True)
    return pl.when(body != "").then(pl.concat_str(pl.lit("{"), body, pl.lit("}")))


def _raw(name: str, trimmed: bool) -> pl.Expr:
    return pl.coalesce(f"raw:{name}", name) if trimmed else pl.col(name)


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _json(text: pl.Expr, escapes: bool) -> pl.Expr:
    if not escapes:
        return text
    return text.str.replace_all("\\", "\\\\", literal=True).str.replace_all(
        '"', '\\"', literal=True
    )


def _differences(header: Header, trimmed: bool) -> Iterable[tuple[str, pl.Expr]]:
    unsettled = ~pl.col("settled")
    for name in (*BASE, *(name for name in header.columns if name and name not in BASE)):
        if name in SIGNED:
            continue
        if name not in BASE:
            yield name, _raw(name, trimmed) != ""
            continue
        differs = pl.lit(False)
        if trimmed:
            differs = _raw(name, trimmed) != pl.col(name)
        if name in SAME:
            differs = differs | ~pl.col(SAME[name])
        yield name, _special(name, differs, unsettled)


def _special(name: str, differs: pl.Expr, unsettled: pl.Expr) -> pl.Expr:
    if name in ("JournalCode", "JournalLib"):
        return differs | unsettled
    if name == "EcritureNum":
        return differs | unsettled | (pl.col("head_valid").is_null() & (pl.col(name) != ""))
    if name == "EcritureDate":
        return differs | unsettled | pl.col("day").ne_missing(pl.col("head_day"))
    if name == "ValidDate":
        same = pl.col("valid").eq_missing(pl.col("head_valid"))
        odd = ~pl.col("valid_same")
        return differs | odd | unsettled | ~same
    if name == "DateLet":
        alone = (pl.col("EcritureLet") == "") & (pl.col(name) != "")
        return differs | ~pl.col("letter_day_same") | alone
    return differs
