"""What is kept of the whole file while its lines go by: entries, totals, groups.

Every table is one row for an entry, an account or a lettrage, never for a line.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

COMPACT_EVERY = 16
PARTS = 16
SEGMENT_KEPT = (
    "journal", "number", "day", "valid", "count", "several_days", "split", "closes", "settled",
    "opening", "central",
)  # fmt: skip


@dataclass(slots=True)
class Sums:
    """Frames of one shape added up by a key, compacted from time to time.

    `parts`: keys are dealt out by their hash and compacted part by part, so that a table with as
    many keys as the file has lettrages is never copied whole. Memory: the table and one part of it.
    """

    key: tuple[str, ...]
    how: dict[str, str]
    parts: int = 1
    _fresh: list[pl.DataFrame] = field(default_factory=list)
    _added: dict[int, pl.DataFrame] = field(default_factory=dict)

    def add(self, frame: pl.DataFrame) -> None:
        """Take a frame that holds the key and the measures."""
        if frame.height:
            self._fresh.append(frame)
        if len(self._fresh) >= COMPACT_EVERY:
            self._compact()

    def table(self) -> pl.DataFrame:
        """One row for each key; an empty frame without columns when nothing came."""
        self._compact()
        return pl.concat(self._added.values()) if self._added else pl.DataFrame()

    def _compact(self) -> None:
        if not self._fresh:
            return
        fresh, self._fresh = pl.concat(self._fresh), []
        part = pl.struct(self.key).hash() % self.parts
        dealt = fresh.group_by(part.alias("part"), maintain_order=True) if self.parts > 1 else ()
        for (at,), rows in dealt or [((0,), fresh)]:
            known = self._added.get(int(at))
            if known is not None:
                rows = pl.concat([known, rows.select(known.columns)])
            self._added[int(at)] = rows.group_by(self.key, maintain_order=True).agg(
                *(getattr(pl.col(name), how)() for name, how in self.how.items())
            )


def _account_sums() -> Sums:
    return Sums(
        ("account",),
        {"debit": "sum", "credit": "sum", "an_debit": "sum", "an_credit": "sum", "an_blank": "sum"},
    )


def _month_sums() -> Sums:
    return Sums(("journal", "month"), {"debit": "sum", "credit": "sum", "count": "sum"})


def _letter_sums() -> Sums:
    return Sums(
        ("account", "third", "letter"),
        {"gap": "sum", "day": "max", "letter_day": "min", "line": "min"},
        parts=PARTS,
    )


def _party_sums() -> Sums:
    return Sums(("third", "account"), {"line": "min"})


@dataclass(slots=True)
class Book:
    """Running state of one check."""

    lines: int = 0
    segments: list[pl.DataFrame] = field(default_factory=list)
    gaps: list[pl.DataFrame] = field(default_factory=list)
    accounts: Sums = field(default_factory=_account_sums)
    months: Sums = field(default_factory=_month_sums)
    letters: Sums = field(default_factory=_letter_sums)
    parties: Sums = field(default_factory=_party_sums)
    seen: Counter[str] = field(default_factory=Counter)
    currency: str = ""

    def take(self, lines: pl.DataFrame, segments: pl.DataFrame) -> None:
        """Note whole entries. `lines` have `opening`; `segments` have `settled` and `opening`."""
        self.lines += lines.height
        places = (pl.col("first_line", "last_line").cast(pl.UInt32),)
        self.segments.append(segments.select(*SEGMENT_KEPT, *places))
        unsettled = segments.filter(~pl.col("settled"))
        if unsettled.height:
            self.gaps.append(unsettled.select("no", "gap"))
        an = pl.col("opening")
        self.accounts.add(
            lines.group_by("account").agg(
                pl.col("debit").sum(), pl.col("credit").sum(),
                pl.col("debit").filter(an).sum().alias("an_debit"),
                pl.col("credit").filter(an).sum().alias("an_credit"),
                (an & pl.col("third").is_null()).sum().alias("an_blank"),
            )
        )  # fmt: skip
        self.months.add(
            lines.group_by("journal", pl.col("day").dt.truncate("1mo").alias("month")).agg(
                pl.col("debit").sum(), pl.col("credit").sum(), pl.len().alias("count")
            )
        )
        lettered = lines.filter(pl.col("EcritureLet") != "")
        if lettered.height:
            self.letters.add(
                lettered.group_by("account", "third", pl.col("EcritureLet").alias("letter")).agg(
                    pl.col("gap").sum(), pl.col("day").max(), pl.col("letter_day").min(),
                    pl.col("line").min(),
                )
            )  # fmt: skip
        named = lines.filter(pl.col("third").is_not_null())
        if named.height:
            self.parties.add(named.group_by("third", "account").agg(pl.col("line").min()))

        self._note_currency(lines)

    def _note_currency(self, lines: pl.DataFrame) -> None:
        """How amounts in currency are signed, and whether they merely repeat the line."""
        with_amount = lines.filter(pl.col("foreign").is_not_null() & (pl.col("foreign") != 0))
        if not with_amount.height:
            return
        credit, amount = pl.col("credit") != 0, pl.col("foreign")
        counts = with_amount.select(
            (credit & (amount > 0)).sum().alias("credit_plus"),
            (credit & (amount < 0)).sum().alias("credit_minus"),
            (
                (amount.abs() == pl.col("gap").abs())
                & (pl.col("Idevise") != "")
                & (pl.col("Idevise") != "EUR")
            ).sum().alias("repeats"),
        ).row(0, named=True)  # fmt: skip
        self.seen.update(counts)
        self.currency = self.currency or str(with_amount["Idevise"][0])

    def note_signs(self, texts: pl.DataFrame) -> None:
        """Which of the two writings of Sens the file uses."""
        side = pl.col("Sens").str.strip_chars().str.to_uppercase()
        counts = texts.select(
            side.is_in(["D", "C"]).sum().alias("letters"),
            side.is_in(["+1", "-1", "1", "+ 1", "- 1"]).sum().alias("numbers"),
        ).row(0, named=True)
        self.seen.update(counts)

    def entries(self) -> pl.DataFrame:
        """All segments, in the order of the file, numbered from 1 as the sink numbers them."""
        if not self.segments:
            return pl.DataFrame()
        every = pl.concat(self.segments)
        self.segments = []
        numbers = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("no")
        return every.with_columns(numbers)

    def unsettled(self, entries: pl.DataFrame) -> pl.DataFrame:
        """The segments that do not balance by themselves, with their `gap`."""
        if not self.gaps:
            return entries.head(0).with_columns(pl.lit(0, pl.Int64).alias("gap"))
        gaps = pl.concat(self.gaps)
        return entries[gaps["no"] - 1].with_columns(gaps["gap"])
