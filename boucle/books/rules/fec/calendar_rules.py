"""Rules about days that need whole entries: the year, the order and the days of validation.

Source: rule book FEC-005, FEC-044 to FEC-049.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import polars as pl

from boucle.books.rules.fec.tally import Tally
from boucle.books.rules.fec.types import KnownDossier

LONGEST_YEAR_MONTHS = 24
SAME_STAMP_DAYS = 31


def start_of_year(entries: pl.DataFrame, closing: date, known: KnownDossier) -> date:
    """First day of the year that ends on `closing`: known, else told by the à-nouveaux, else by
    the first entry where the year may be that long, else twelve months before."""
    for start, end in known.years:
        if end == closing:
            return start
    usual = months_before(closing, 12) + timedelta(days=1)
    oldest = months_before(closing, LONGEST_YEAR_MONTHS)
    opening = entries.filter(pl.col("opening"))["day"].min()
    if isinstance(opening, date) and oldest < opening <= closing:
        return opening.replace(day=1)
    first = entries["day"].min()
    if isinstance(first, date) and oldest < first < usual and not entries["opening"].any():
        return first.replace(day=1)
    return usual


def months_before(day: date, months: int) -> date:
    """The last day of the month so many months earlier when `day` ends one, else the same day."""
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    last = monthrange(year, month + 1)[1]
    ends = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if ends else min(day.day, last))


def french(day: object) -> str:
    """JJ/MM/AAAA."""
    return f"{day:%d/%m/%Y}" if isinstance(day, date) else "?"


def note_year(entries: pl.DataFrame, start: date, closing: date, tally: Tally) -> None:
    """Entries outside the year, and years too many."""
    outside = entries.filter((pl.col("day") < start) | (pl.col("day") > closing))
    for row in outside.head(tally.kept_max).iter_rows(named=True):
        tally.add(
            "FEC-044", line=row["first_line"], zone="EcritureDate", value=french(row["day"]),
            num=row["number"], d=french(start), f=french(closing),
        )  # fmt: skip
    if outside.height > tally.kept_max:
        tally.many("FEC-044", "", outside.height - tally.kept_max, ())
    if outside.height * 4 > entries.height and outside.height > 1:
        years = entries.select((pl.col("day").dt.year() * 12 + pl.col("day").dt.month()).alias("m"))
        spread = years.select((pl.col("m").max() - pl.col("m").min()) // 12 + 1).item()
        if spread and spread > 1:
            tally.add("FEC-005", value=spread, n=spread)


def note_days(entries: pl.DataFrame, tally: Tally) -> None:
    """Validation before the entry, several days in an entry."""
    early = entries.filter(pl.col("valid") < pl.col("day"))
    for row in early.head(tally.kept_max).iter_rows(named=True):
        tally.add(
            "FEC-045", line=row["first_line"], zone="ValidDate", value=french(row["valid"]),
            num=row["number"], v=french(row["valid"]), d=french(row["day"]),
        )  # fmt: skip
    if early.height > tally.kept_max:
        tally.many("FEC-045", "", early.height - tally.kept_max, ())
    several = entries.filter(pl.col("several_days"))
    for row in several.head(tally.kept_max).iter_rows(named=True):
        tally.add("FEC-046", line=row["first_line"], value=row["number"], num=row["number"])
    if several.height > tally.kept_max:
        tally.many("FEC-046", "", several.height - tally.kept_max, ())


def note_stamps(entries: pl.DataFrame, closing: date | None, today: date, tally: Tally) -> None:
    """Late validation, order of validation, one single day for all."""
    stamped = entries.select("valid", "day", "first_line", "opening")
    if stamped["valid"].null_count():
        stamped = stamped.filter(pl.col("valid").is_not_null())
    if not stamped.height:
        return
    limit = min(today, months_after(closing, 12)) if closing else today
    late = stamped.filter(pl.col("valid") > limit)
    if late.height:
        line = late["first_line"][0]
        tally.add(
            "FEC-047",
            line=line,
            zone="ValidDate",
            count=late.height,
            n=late.height,
            date=french(limit),
        )
    ordered = stamped.filter(~pl.col("opening"))
    broken = ordered.filter(pl.col("valid") < pl.col("valid").shift(1))
    if broken.height:
        tally.add(
            "FEC-048", line=broken["first_line"][0], zone="ValidDate",
            value=french(broken["valid"][0]), count=broken.height,
        )  # fmt: skip
    first, last = stamped["day"].min(), stamped["day"].max()
    spread = (last - first).days if isinstance(first, date) and isinstance(last, date) else 0
    if spread > SAME_STAMP_DAYS and stamped["valid"].n_unique() == 1:
        tally.add("FEC-049", zone="ValidDate", value=french(stamped["valid"][0]))


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the end of that month."""
    return months_before(day, -months)
