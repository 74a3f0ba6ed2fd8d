"""Texts of a chunk to days, cents and small integers, with what was odd about each.

Usual writings are read by expressions over the column; only the other ones go, each distinct text
once, through `cells.py`, which is the definition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from boucle.books.rules.fec.cells import Odd, read_amount, read_date, show_amount, show_date

PLAIN_AMOUNT = r"^[0-9]{1,13}(?:[.,][0-9]{1,2})?$"
"""Read without doubt, printed otherwise: `0`, `12.5`, `0012,00`."""
CANON_AMOUNT = r"^(?:0|[1-9][0-9]{0,12}),[0-9]{2}$"
DAYS = {
    "EcritureDate": "day",
    "PieceDate": "piece_day",
    "DateLet": "letter_day",
    "ValidDate": "valid",
}
AMOUNTS = {"Debit": "debit", "Credit": "credit", "Montantdevise": "foreign"}
Schema = Mapping[str, type[pl.DataType]]
Reader = Callable[[str], tuple[object, int, bool]]
TEXT_MAX = 80
"""Characters of an amount or a day at most: beyond, it is neither."""
NAMES_MAX = 1_000_000
VARIANTS_MAX = 50
FIRST_DAY, LAST_DAY = 19000101, 20991231
_DAY_SCHEMA: Schema = {"text": pl.String, "value": pl.Date, "odd": pl.Int16, "same": pl.Boolean}
_AMOUNT_SCHEMA: Schema = {"text": pl.String, "value": pl.Int64, "odd": pl.Int16, "same": pl.Boolean}


def _read_day(text: str) -> tuple[object, int, bool]:
    if len(text) > TEXT_MAX:
        return None, int(Odd.FORMAT | Odd.UNREADABLE), False
    read = read_date(text)
    return read.day, int(read.odd), show_date(read.day) == text


def _read_minor(text: str) -> tuple[object, int, bool]:
    if len(text) > TEXT_MAX:
        return None, int(Odd.NOT_PLAIN | Odd.UNREADABLE), False
    read = read_amount(text)
    return read.minor, int(read.odd), read.minor is not None and show_amount(read.minor) == text


def _distinct(texts: pl.Series, schema: Schema, read: Reader) -> pl.DataFrame:
    """What each distinct text means."""
    rows = [(text, *read(text)) for text in texts.to_list()]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _distinct_days(texts: pl.Series) -> pl.DataFrame:
    return _distinct(texts, _DAY_SCHEMA, _read_day)


def _distinct_amounts(texts: pl.Series) -> pl.DataFrame:
    """Plain numbers by expressions; only what is dressed goes through `cells.py`."""
    plain = texts.str.contains(PLAIN_AMOUNT)
    parts = pl.col("text").str.replace(".", ",", literal=True).str.splitn(",", 2)
    whole = parts.struct.field("field_0").cast(pl.Int64)
    rest = parts.struct.field("field_1").fill_null("").str.pad_end(2, "0").cast(pl.Int64)
    quick = pl.DataFrame({"text": texts.filter(plain)}).select(
        "text",
        (whole * 100 + rest).alias("value"),
        (pl.col("text").str.contains(".", literal=True).cast(pl.Int16) * int(Odd.POINT)).alias(
            "odd"
        ),
        pl.lit(False).alias("same"),
    )
    return pl.concat([quick, _distinct(texts.filter(~plain), _AMOUNT_SCHEMA, _read_minor)])


def day_columns(texts: pl.Series, into: str) -> pl.DataFrame:
    """`into` (Date), `into`_odd (Odd) and `into`_same: the ledger would print the very text."""
    number = texts.cast(pl.Int32, strict=False)
    usual = (texts.str.len_bytes() == 8) & number.is_between(FIRST_DAY, LAST_DAY).fill_null(False)
    days = texts.str.to_date("%Y%m%d", strict=False)
    usual = usual & days.is_not_null()
    return _completed(texts, usual, days, into, _distinct_days, blank=None)


def amount_columns(texts: pl.Series, into: str) -> pl.DataFrame:
    """`into` (Int64, cents), `into`_odd and `into`_same."""
    usual = texts.str.contains(CANON_AMOUNT)
    cents = texts.str.replace(",", "", literal=True).cast(pl.Int64, strict=False)
    return _completed(texts, usual, cents, into, _distinct_amounts, blank=0)


def _completed(
    texts: pl.Series,
    usual: pl.Series,
    values: pl.Series,
    into: str,
    distinct: Callable[[pl.Series], pl.DataFrame],
    blank: int | None,
) -> pl.DataFrame:
    """The columns where every text is `usual` or empty (then `blank`, printed alike when None);
    else each other text by `distinct`."""
    names = (into, f"{into}_odd", f"{into}_same")
    height = texts.len()
    if usual.all():
        return pl.DataFrame(
            [
                values.alias(into),
                pl.zeros(height, pl.Int16, eager=True).alias(names[1]),
                pl.repeat(True, height, eager=True).alias(names[2]),
            ]
        )
    empty = texts == ""
    if (usual | empty).all():
        return pl.select(
            pl.when(usual).then(values).otherwise(pl.lit(blank, values.dtype)).alias(into),
            (empty.cast(pl.Int16) * int(Odd.EMPTY)).alias(names[1]),
            (usual if blank is not None else pl.repeat(True, height, eager=True)).alias(names[2]),
        )
    known = distinct(texts.filter(~usual).unique())
    frame = pl.DataFrame({"text": texts, "usual": usual, "quick": values})
    joined = frame.join(known, on="text", how="left", maintain_order="left")
    return joined.select(
        pl.when("usual").then("quick").otherwise("value").alias(into),
        pl.when("usual").then(0).otherwise("odd").cast(pl.Int16).alias(names[1]),
        pl.when("usual").then(True).otherwise("same").alias(names[2]),
    )


class TooManyNames(Exception):
    """More different accounts or third parties than any accounts have."""


@dataclass(slots=True)
class Names:
    """Numbers of one kind (journals, accounts, third parties) by first sight, and their labels."""

    index: dict[str, int] = field(default_factory=dict)
    first: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)
    variants: dict[str, list[str]] = field(default_factory=dict)

    def note(self, number: str, label: str) -> tuple[int, bool]:
        """Index of the number, and whether `label` is the one first seen with it."""
        at = self.index.get(number)
        if at is None:
            at = self.index[number] = len(self.first)
            self.first.append(label)
            self.last.append(label)
        same = self.first[at] == label
        if not same:
            known = self.variants.setdefault(number, [])
            if len(known) < VARIANTS_MAX and label not in known:
                known.append(label)
            self.last[at] = label
        return at, same

    def columns(
        self, numbers: pl.Series, labels: pl.Series, into: str, *, optional: bool = False
    ) -> pl.DataFrame:
        """`into` (index) and `into`_same: the label is the one that the ledger prints.

        `optional`: a blank number has no index, and a label alone names nobody.
        """
        texts = pl.DataFrame({"number": numbers, "label": labels})
        firsts = texts.unique("number", keep="first", maintain_order=True)
        noted: list[tuple[int | None, str]] = []
        for number, label in firsts.iter_rows():
            at = None if optional and not number else self.note(number, label)[0]
            noted.append((at, "" if at is None else self.first[at]))
        known = firsts.select(
            "number",
            pl.Series(into, [at for at, _ in noted], dtype=pl.Int32),
            pl.Series("printed", [label for _, label in noted], dtype=pl.String),
        )
        if known.height == 1:
            found = texts.with_columns(
                pl.lit(noted[0][0], pl.Int32).alias(into), pl.lit(noted[0][1]).alias("printed")
            )
        else:
            found = texts.join(known, on="number", how="left", maintain_order="left")
        found = found.with_columns((pl.col("label") == pl.col("printed")).alias(f"{into}_same"))
        if not found[f"{into}_same"].all():
            others = found.filter(~pl.col(f"{into}_same") & pl.col(into).is_not_null())
            for number, label in (
                others.select("number", "label").unique(maintain_order=True).iter_rows()
            ):
                self.note(number, label)
        return found.select(into, f"{into}_same")


@dataclass(slots=True)
class Typer:
    """Texts to typed columns; keeps the names met so far."""

    journals: Names = field(default_factory=Names)
    accounts: Names = field(default_factory=Names)
    thirds: Names = field(default_factory=Names)

    def typed(self, texts: pl.DataFrame) -> pl.DataFrame:
        """The typed columns beside the (trimmed) texts. Raises TooManyNames."""
        made: list[pl.DataFrame] = [texts]
        made += [day_columns(texts[name], into) for name, into in DAYS.items()]
        made += [self._amount(texts, name, into) for name, into in AMOUNTS.items()]
        made.append(self.journals.columns(texts["JournalCode"], texts["JournalLib"], "journal"))
        made.append(self.accounts.columns(texts["CompteNum"], texts["CompteLib"], "account"))
        thirds = (texts["CompAuxNum"], texts["CompAuxLib"])
        made.append(self.thirds.columns(*thirds, "third", optional=True))
        for names in (self.journals, self.accounts, self.thirds):
            if len(names.first) > NAMES_MAX:
                raise TooManyNames
        return pl.concat(made, how="horizontal")

    @staticmethod
    def _amount(texts: pl.DataFrame, name: str, into: str) -> pl.DataFrame:
        if name == "Montantdevise" and (texts[name] == "").all():
            height = texts.height
            return pl.DataFrame(
                {
                    into: pl.repeat(None, height, dtype=pl.Int64, eager=True),
                    f"{into}_odd": pl.repeat(int(Odd.EMPTY), height, dtype=pl.Int16, eager=True),
                    f"{into}_same": pl.repeat(True, height, eager=True),
                }
            )
        frame = amount_columns(texts[name], into)
        if name == "Montantdevise":
            empty = texts[name] == ""
            frame = frame.with_columns(
                pl.when(empty).then(None).otherwise(pl.col(into)).alias(into),
                (pl.col(f"{into}_same") | empty).alias(f"{into}_same"),
            )
        return frame


def signed_to_sides(texts: pl.DataFrame) -> pl.DataFrame:
    """Debit and Credit as text from Montant and Sens; an unknown Sens is read as a debit."""
    side = pl.col("Sens").str.strip_chars().str.to_uppercase()
    credit = side.is_in(["C", "-1", "- 1"])
    return texts.with_columns(
        pl.when(credit).then(pl.lit("0,00")).otherwise("Montant").alias("Debit"),
        pl.when(credit).then("Montant").otherwise(pl.lit("0,00")).alias("Credit"),
    )
