"""Amounts and days: what is printed is read back; what is read is what was meant."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boucle.books.rules.fec.cells import Odd, read_amount, read_date, show_amount, show_date
from boucle.books.rules.fec.typed import amount_columns, day_columns
from boucle.kernel.money import CENTS_MAX

CENTS = st.integers(-CENTS_MAX, CENTS_MAX)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@given(CENTS)
def test_what_is_printed_is_read_back(cents: int) -> None:
    read = read_amount(show_amount(cents))
    assert read.minor == cents
    assert not read.odd & ~Odd.NEGATIVE


@given(CENTS.filter(lambda c: abs(c) >= 100_000), st.sampled_from(" \u00a0\u202f'’"))
def test_thousands_separators_are_read_and_told(cents: int, mark: str) -> None:
    euros, rest = divmod(abs(cents), 100)
    text = f"{'-' if cents < 0 else ''}{euros:,},{rest:02d}".replace(
        ",", mark, f"{euros:,}".count(",")
    )
    read = read_amount(text)
    assert read.minor == cents
    assert read.odd & Odd.THOUSANDS


@given(DAYS)
def test_a_day_is_read_in_every_writing(day: date) -> None:
    assert read_date(show_date(day)).day == day
    assert read_date(show_date(day)).odd is Odd.NONE
    for text in (f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day:%d%m%Y}", f"{day:%Y%m%d}T10:20:30"):
        read = read_date(text)
        assert read.day == day
        assert read.odd & Odd.FORMAT


@given(st.text(max_size=40))
def test_any_text_has_an_answer(text: str) -> None:
    amount, day = read_amount(text), read_date(text)
    assert amount.minor is not None or amount.odd & Odd.UNREADABLE
    assert day.day is not None or day.odd


@pytest.mark.parametrize(
    ("text", "minor", "odd"),
    [
        ("", 0, Odd.EMPTY),
        ("0", 0, Odd.NONE),
        ("1234,5", 123_450, Odd.NONE),
        ("1234.56", 123_456, Odd.POINT),
        ("1.234", 123, Odd.POINT | Odd.DECIMALS_LOST),
        ("1.234,56", 123_456, Odd.THOUSANDS),
        ("12,345", 1235, Odd.DECIMALS_LOST),
        ("12,340", 1234, Odd.DECIMALS),
        ("120,00-", -12_000, Odd.NEGATIVE),
        ("+000000120,00", 12_000, Odd.NONE),
        ("1,2E2", 12_000, Odd.NOT_PLAIN),
        ("120,00 €", 12_000, Odd.NOT_PLAIN),
        ("(12,00)", -1200, Odd.NOT_PLAIN | Odd.NEGATIVE),
        ("abc", None, Odd.NOT_PLAIN | Odd.UNREADABLE),
        ("9" * 30, None, Odd.NOT_PLAIN | Odd.UNREADABLE),
    ],
)
def test_amounts_as_files_write_them(text: str, minor: int | None, odd: Odd) -> None:
    read = read_amount(text)
    assert (read.minor, read.odd) == (minor, odd)


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("", Odd.EMPTY),
        ("00000000", Odd.ZEROS),
        ("20240231", Odd.ABSENT_DAY),
        ("20241301", Odd.ABSENT_DAY),
        ("18240115", Odd.ABSENT_DAY),
        ("32/01/2024", Odd.FORMAT | Odd.ABSENT_DAY),
        ("hier", Odd.FORMAT | Odd.UNREADABLE),
    ],
)
def test_no_day(text: str, odd: Odd) -> None:
    read = read_date(text)
    assert (read.day, read.odd) == (None, odd)


TEXTS = st.lists(
    st.one_of(
        CENTS.map(show_amount), DAYS.map(show_date), st.text(" 019,.+-eE/’\u00a0", max_size=12)
    ),
    min_size=1, max_size=30,
)  # fmt: skip


@given(TEXTS)
def test_columns_read_as_cells_do(texts: list[str]) -> None:
    """The fast expressions and the definition never disagree."""
    column = pl.Series("x", texts, dtype=pl.String)
    amounts, days = amount_columns(column, "a"), day_columns(column, "d")
    assert amounts["a"].to_list() == [read_amount(t).minor for t in texts]
    assert amounts["a_odd"].to_list() == [int(read_amount(t).odd) for t in texts]
    assert days["d"].to_list() == [read_date(t).day for t in texts]
    assert days["d_odd"].to_list() == [int(read_date(t).odd) for t in texts]
    for text, same in zip(texts, amounts["a_same"].to_list(), strict=True):
        minor = read_amount(text).minor
        assert same == (minor is not None and show_amount(minor) == text)
    for text, same in zip(texts, days["d_same"].to_list(), strict=True):
        assert same == (show_date(read_date(text).day) == text)
