"""Lines to entries: the runs of lines of one entry, whole, and the frames of the sink.

An entry is (JournalCode, EcritureNum). A run of such lines with several days is cut by day where
every part balances by itself (a number that is no number of entry is cut by document too); a run
that does not balance waits for the end of the file (`merges.py`).
Source: rule book FEC-046, FEC-054, FEC-055, §13.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

KEY = ("journal", "EcritureNum")
CARRY_MAX = 100_000
"""Lines of one run held back at most: a longer one goes on in pieces that are merged after."""


@dataclass(slots=True)
class Runs:
    """Cuts typed frames at the end of a run and numbers the entries."""

    next_no: int = 1
    _carried: pl.DataFrame | None = None

    def whole(self, typed: pl.DataFrame) -> pl.DataFrame | None:
        """The runs that are over, the last one kept for the next chunk."""
        if self._carried is not None:
            typed = pl.concat([self._carried, typed], how="diagonal")
            self._carried = None
        last = typed.row(-1, named=True)
        mine = (typed["journal"] == last["journal"]) & (typed["EcritureNum"] == last["EcritureNum"])
        others = (~mine).arg_true()
        cut = int(others[-1]) + 1 if others.len() else 0
        if typed.height - cut > CARRY_MAX:
            return typed
        self._carried = typed[cut:]
        return typed[:cut] if cut else None

    def rest(self) -> pl.DataFrame | None:
        """What was kept back, at the end of the file."""
        rest, self._carried = self._carried, None
        return rest

    def numbered(self, lines: pl.DataFrame) -> pl.DataFrame:
        """The lines with `no` and `pos` of their entry, `settled` (it balances) and `split`."""
        gap = pl.col("debit").fill_null(0) - pl.col("credit").fill_null(0)
        frame = lines.with_columns(
            gap.alias("gap"),
            _changes(*KEY).alias("run"),
            _changes(*KEY, "day", "valid").alias("part"),
        )
        many = frame["run"][-1] != frame["part"][-1]
        numberless = frame.select((~pl.col("EcritureNum").str.contains("[1-9]")).any()).item()
        if not many and not numberless:
            return self._counted(frame, "run", split=False)
        frame = frame.with_columns(
            pl.when(pl.col("EcritureNum").str.contains("[1-9]"))
            .then(pl.lit(""))
            .otherwise("PieceRef")
            .alias("doc")
        ).with_columns(_changes(*KEY, "day", "valid", "doc").alias("piece"))
        for coarse, fine in (("part", "piece"), ("run", "part")):
            frame = frame.with_columns(
                (pl.col("gap").sum().over(fine) == 0).all().over(coarse).alias(f"{coarse}_cuts")
            )
        key = (
            pl.when(~pl.col("run_cuts"))
            .then(pl.struct("run", pl.lit(0, pl.UInt32).alias("at")))
            .when(~pl.col("part_cuts"))
            .then(pl.struct("run", pl.col("part").alias("at")))
            .otherwise(pl.struct("run", pl.col("piece").alias("at")))
        )
        frame = frame.with_columns(key.rle_id().alias("cut"))
        return self._counted(frame, "cut", split=True)

    def _counted(self, frame: pl.DataFrame, key: str, *, split: bool) -> pl.DataFrame:
        first, heads = self.next_no, pl.col(key)
        # The key counts the runs from 0 without a hole: each one's facts are taken by its place.
        each = frame.group_by(key, maintain_order=True).agg(pl.col("gap").sum(), pl.len())
        starts = each["len"].cum_sum() - each["len"]
        places = frame[key]
        done = frame.with_columns(
            (heads.cast(pl.Int64) + first).alias("no"),
            (pl.int_range(1, pl.len() + 1) - starts.gather(places)).cast(pl.Int32).alias("pos"),
            (each["gap"] == 0).gather(places).alias("settled"),
            ((pl.col(key).n_unique().over("run") > 1) if split else pl.lit(False)).alias("split"),
        )
        self.next_no = int(done["no"][-1]) + 1
        return done


def _changes(*names: str) -> pl.Expr:
    """A number for each stretch of rows alike in all of these columns, from 0."""
    return pl.sum_horizontal(pl.col(name).rle_id() for name in names).rle_id()


def segments_of(lines: pl.DataFrame) -> pl.DataFrame:
    """One row for each entry: a draft as soon as one of its lines has no date of validation."""
    third = pl.col("CompteNum").str.slice(0, 2)
    kind = pl.col("CompteNum").str.slice(0, 1)
    same = pl.col("no") == pl.col("no").shift(1)
    changes = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(name).shift(1)) for name in ("day", "valid", "piece_day")
    )
    lines = lines.with_columns((same & changes).fill_null(False).alias("other_day"))
    return lines.group_by("no", maintain_order=True).agg(
        pl.col("journal").first(),
        pl.col("EcritureNum").first().alias("number"),
        pl.col("day").first(),
        pl.when(pl.col("valid").is_null().any()).then(None).otherwise(pl.col("valid").first()).alias("valid"),
        pl.col("line").first().alias("first_line"),
        pl.col("line").last().alias("last_line"),
        pl.len().alias("count"),
        pl.col("gap").sum(),
        pl.col("other_day").any().alias("several_days"),
        pl.col("split").first(),
        pl.col("settled").first(),
        pl.col("opening").first(),
        pl.col("EcritureLib").first().str.contains("entralis", literal=True).alias("central"),
        (third.eq("12").any() & kind.is_in(["6", "7"]).any()
         & (kind.is_in(["6", "7"]) | third.eq("12")).all()).alias("closes"),
    )  # fmt: skip
