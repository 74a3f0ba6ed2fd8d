"""Sums of a file by account, added up while it is read: the file's own balance, in cents."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from boucle.books.types_mapping import AccountSum

PARTS_MAX = 64


@dataclass(slots=True)
class AccountSums:
    """Bounded: some figures by account, whatever the length of the file."""

    _parts: list[pl.DataFrame] = field(default_factory=list)

    def add(self, lines: pl.DataFrame) -> None:
        """Lines as the checker hands them over."""
        self._parts.append(
            lines.group_by("account").agg(
                pl.col("debit").sum(), pl.col("credit").sum(), pl.col("third").count()
            )
        )
        if len(self._parts) >= PARTS_MAX:
            self._parts = [self._merged()]

    def _merged(self) -> pl.DataFrame:
        return pl.concat(self._parts).group_by("account").agg(pl.all().sum())

    def of(self, refs: pl.DataFrame) -> tuple[AccountSum, ...]:
        """By number, named by the references of the file."""
        if not self._parts:
            return ()
        names = refs.filter(pl.col("kind") == "account").select(
            pl.col("ix").alias("account"), "number", "label"
        )
        found = names.join(self._merged(), on="account").sort("number")
        rows = found.select("number", "label", "debit", "credit", "third")
        return tuple(AccountSum(*row) for row in rows.iter_rows())
