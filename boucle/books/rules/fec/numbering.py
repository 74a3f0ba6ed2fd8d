"""How EcritureNum counts, and where it breaks.

Source: rule book FEC-050 to FEC-054; BOI-CF-IOR-60-40-20 § 40 and § 100: one sequence for the
file or one for each journal, increasing, without gap. A number is text: the last run of digits is
compared within (prefix, journal).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.types import Scheme

KEYS = {
    Scheme.YEAR: ("prefix",),
    Scheme.JOURNAL: ("journal", "prefix"),
    Scheme.JOURNAL_MONTH: ("journal", "month", "prefix"),
}
TEXT_SHARE = 2
"""One entry in so many without a usable number, and the numbers form no sequence."""
GAPS_LISTED = 10
MANY_REPEATS = 20


KEPT = ("journal", "number", "day", "split", "opening", "first_line")


@dataclass(frozen=True, slots=True)
class Numbering:
    """The scheme found, the entries with their prefix and rank in the order of the file, and
    whether the ranks of each sequence go up all along: then none comes twice."""

    scheme: Scheme
    ranked: pl.DataFrame
    increasing: bool = False


def find_numbering(entries: pl.DataFrame) -> Numbering:
    """The scheme of a file: the widest one in which no number comes twice, or nearly."""
    usable = _ranked(entries)
    if usable.height * TEXT_SHARE < entries.height or not usable.height:
        return Numbering(Scheme.TEXT, usable)
    if _increasing(usable, KEYS[Scheme.YEAR]):
        scheme = Scheme.JOURNAL if _one_prefix_each(usable) else Scheme.YEAR
        return Numbering(scheme, usable, increasing=True)
    usable = usable.with_columns(pl.col("day").dt.truncate("1mo").alias("month"))
    repeats = {scheme: _repeats(usable, key) for scheme, key in KEYS.items()}
    scheme = _least(usable, repeats)
    if repeats[scheme] * TEXT_SHARE > usable.height:
        return Numbering(Scheme.TEXT, usable)
    return Numbering(scheme, usable, increasing=_increasing(usable, KEYS[scheme]))


def _least(usable: pl.DataFrame, repeats: dict[Scheme, int]) -> Scheme:
    if repeats[Scheme.YEAR] == 0:
        return Scheme.JOURNAL if _one_prefix_each(usable) else Scheme.YEAR
    if repeats[Scheme.JOURNAL] == 0:
        return Scheme.JOURNAL
    if repeats[Scheme.JOURNAL_MONTH] * MANY_REPEATS < repeats[Scheme.JOURNAL]:
        return Scheme.JOURNAL_MONTH
    return Scheme.JOURNAL if repeats[Scheme.JOURNAL] * 2 < repeats[Scheme.YEAR] else Scheme.YEAR


def _ranked(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries that have a number, with their `rank` and the index of their `prefix`."""
    number = pl.col("number")
    frame = entries.select(KEPT)
    quick = frame["number"].cast(pl.Int64, strict=False)
    if quick.null_count() == 0 and not (quick < 0).any():
        frame = frame.with_columns(quick.alias("rank"), pl.lit(0, pl.UInt32).alias("prefix"))
    else:
        before = number.str.replace(r"[0-9]{1,18}[^0-9]*$", "")
        frame = frame.with_columns(
            number.str.extract(r"([0-9]{1,18})[^0-9]*$").cast(pl.Int64, strict=False).alias("rank"),
            before.rank("dense").cast(pl.UInt32).alias("prefix"),
        )
    if frame.select(((pl.col("rank") > 0).fill_null(False)).all()).item():
        return frame
    return frame.filter(pl.col("rank") > 0)


def _increasing(usable: pl.DataFrame, key: tuple[str, ...]) -> bool:
    """In the order of the file, each rank is above the one before it in its sequence."""
    return bool(usable.select((pl.col("rank") > _before("rank", usable, key)).all()).item())


def _before(column: str, usable: pl.DataFrame, key: tuple[str, ...]) -> pl.Expr:
    """The value of the entry before in the same sequence."""
    shifted = pl.col(column).shift(1)
    return shifted if key == ("prefix",) and usable["prefix"].n_unique() == 1 else shifted.over(key)


def _repeats(usable: pl.DataFrame, key: tuple[str, ...]) -> int:
    return usable.height - int(usable.select(pl.struct(*key, "rank").n_unique()).item())


def _one_prefix_each(usable: pl.DataFrame) -> bool:
    """Several prefixes, each of one journal only."""
    pairs = usable.select("prefix", "journal").unique()
    return pairs.height > 1 and pairs["prefix"].n_unique() == pairs.height


def note_numbering(numbering: Numbering, codes: list[str], tally: Tally) -> None:
    """Gaps, repeats, inversions and the scheme itself where it is none of the two admitted."""
    if numbering.scheme is Scheme.TEXT:
        tally.add("FEC-050", "text", value=str(numbering.ranked["number"].first() or ""))
        return
    if numbering.scheme is Scheme.JOURNAL_MONTH:
        tally.add("FEC-050", "month")
    key = KEYS[numbering.scheme]
    _note_gaps(numbering, key, codes, tally)
    if not numbering.increasing or numbering.scheme is not Scheme.YEAR:
        _note_repeats(numbering, codes, tally)
    if not numbering.increasing:
        _note_inversions(numbering, key, tally)


def _note_gaps(numbering: Numbering, key: tuple[str, ...], codes: list[str], tally: Tally) -> None:
    ranks = numbering.ranked.select(*key, "rank", "first_line")
    if not numbering.increasing:
        ranks = ranks.sort(*key, "rank")
    before = _before("rank", ranks, key)
    holes = ranks.with_columns(before.alias("before")).filter(pl.col("rank") > pl.col("before") + 1)
    for group, rows in holes.group_by(key, maintain_order=True):
        named = dict(zip(key, group))
        where = f" dans {codes[int(str(named['journal']))]}" if "journal" in named else ""
        missing = int((rows["rank"] - rows["before"] - 1).sum())
        spans = [
            _span(low + 1, high - 1)
            for low, high in rows.select("before", "rank").head(GAPS_LISTED).iter_rows()
        ]
        listed = ", ".join(spans) + (" …" if rows.height > GAPS_LISTED else "")
        tally.add(
            "FEC-051", line=rows["first_line"][0], zone="EcritureNum", value=listed,
            count=rows.height, n=missing, dans=where, liste=listed,
        )  # fmt: skip


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} à {high}"


def _note_repeats(numbering: Numbering, codes: list[str], tally: Tally) -> None:
    ranked = numbering.ranked
    key = ["journal", "number"]
    if numbering.scheme is Scheme.JOURNAL_MONTH:
        key.append("month")
    twice = ranked.filter(pl.struct(key).is_duplicated() & ~pl.col("split"))
    twice = twice.filter(pl.struct(key).is_first_distinct())
    for row in twice.head(tally.room("FEC-052")).iter_rows(named=True):
        tally.add(
            "FEC-052", line=row["first_line"], zone="EcritureNum", value=row["number"],
            num=row["number"], j=codes[row["journal"]],
        )  # fmt: skip
    if twice.height > tally.kept_max:
        tally.many("FEC-052", "", twice.height - tally.kept_max, ())
    if numbering.scheme is Scheme.YEAR or not _from_one(ranked):
        _note_across(ranked, tally)


def _from_one(ranked: pl.DataFrame) -> bool:
    """Each journal has a sequence of its own that starts at 1."""
    return bool((ranked.group_by("journal").agg(pl.col("rank").min())["rank"] == 1).all())


def _note_across(ranked: pl.DataFrame, tally: Tally) -> None:
    journals = ranked.group_by("number", maintain_order=True).agg(
        pl.col("journal").n_unique(), pl.col("first_line").last()
    )
    across = journals.filter(pl.col("journal") > 1)
    rows = across.head(tally.room("FEC-052")).iter_rows(named=True)
    kept = [(row["first_line"], row["number"]) for row in rows]
    if kept:
        for line, number in kept:
            tally.add("FEC-052", "across", line=line, zone="EcritureNum", value=number, num=number)
    if across.height > len(kept):
        tally.many("FEC-052", "across", across.height - len(kept), ())


def _note_inversions(numbering: Numbering, key: tuple[str, ...], tally: Tally) -> None:
    ordered = numbering.ranked.with_columns(
        pl.col("rank").shift(1).over(key).alias("before"),
        pl.col("number").shift(1).over(key).alias("number_before"),
    )
    wrong = ordered.filter(pl.col("rank") < pl.col("before"))
    room = tally.room("FEC-053")
    for row in wrong.head(room).iter_rows(named=True):
        tally.add(
            "FEC-053", line=row["first_line"], zone="EcritureNum", value=row["number"],
            num=row["number"], y=row["number_before"],
        )  # fmt: skip
    if wrong.height > room:
        tally.many("FEC-053", "", wrong.height - room, ())
