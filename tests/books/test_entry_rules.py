"""Days as typed, the first open day, the opposite entry, the form: pure rules."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boucle.books.rules.days import parse_day
from boucle.books.rules.entry_form import FIELDS, entry_of, form_of, read_form
from boucle.books.rules.entry_input import read_entry
from boucle.books.rules.reversal import first_open_day, opposite_lines
from boucle.books.types_entries import OpenPeriod

START, END = date(2025, 4, 1), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15", date(2026, 3, 15)),
        (" 5 ", date(2026, 3, 5)),
        ("1503", date(2026, 3, 15)),
        ("15/04", date(2025, 4, 15)),
        ("31.12", date(2025, 12, 31)),
        ("150425", date(2025, 4, 15)),
        ("15042025", date(2025, 4, 15)),
        ("15/4/25", date(2025, 4, 15)),
        ("2025-04-15", date(2025, 4, 15)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_a_day_is_completed_by_the_period(text: str, day: date) -> None:
    assert parse_day(text, start=START, end=END) == day


@pytest.mark.parametrize(
    "text", ["", "x", "32", "31/02", "150", "15/03/2", "2025-13-01", "1/2/3/4"]
)
def test_what_is_no_day_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|existe pas"):
        parse_day(text, start=START, end=END)


def test_without_a_period_a_day_needs_its_year() -> None:
    for text in ("15", "15/03"):
        with pytest.raises(ValueError, match="15/03/2025"):
            parse_day(text)


@given(st.text(max_size=12))
def test_any_text_is_a_day_or_a_value_error(text: str) -> None:
    try:
        parse_day(text, start=START, end=END)
    except ValueError as error:
        assert str(error).endswith(".")


MARCH = OpenPeriod(date(2025, 3, 1), date(2025, 3, 31))
MAY = OpenPeriod(date(2025, 5, 1), date(2025, 5, 31))


@pytest.mark.parametrize(
    ("today", "after", "day"),
    [
        (date(2025, 5, 7), date(2025, 3, 15), date(2025, 5, 7)),
        (date(2025, 4, 7), date(2025, 3, 15), date(2025, 3, 15)),
        (date(2025, 4, 7), date(2025, 4, 2), date(2025, 5, 1)),
        (date(2026, 1, 1), date(2025, 6, 1), None),
    ],
)
def test_the_first_open_day(today: date, after: date, day: date | None) -> None:
    assert first_open_day([MARCH, MAY], today=today, after=after) == day


def test_the_opposite_of_what_an_import_may_hold() -> None:
    lines = [
        {"account": "706000", "third": "C1", "label": "A\tB", "debit": -500, "credit": 0},
        {"account": "411000", "third": "C1", "label": "", "debit": 0, "credit": -500},
        {"account": "512000", "label": "x" * 600, "debit": 700, "credit": 200},
        {"account": "512000", "label": "rien", "debit": 0, "credit": 0},
        {"account": "401000", "label": "USD", "debit": 0, "credit": 500, "currency": "USD",
         "currency_amount": -600},
    ]  # fmt: skip
    found = opposite_lines(lines, number="7", day=date(2025, 3, 15))
    assert [(x["debit"], x["credit"]) for x in found] == [(500, 0), (0, 500), (0, 500), (500, 0)]
    assert [x["third"] for x in found] == [None, "C1", None, None]
    assert found[0]["label"] == "Contrepassation n° 7 du 15/03/2025 - A B"
    assert found[1]["label"] == "Contrepassation n° 7 du 15/03/2025"
    assert len(found[2]["label"]) == 500
    assert found[3]["currency_amount"] == 600


CENTS = st.integers(min_value=1, max_value=10**12)


@given(st.lists(st.tuples(CENTS, st.booleans()), min_size=1, max_size=6))
def test_an_entry_goes_through_the_form_unchanged(amounts: list[tuple[int, bool]]) -> None:
    lines = [
        {"account": "606100", "label": "É", "piece_ref": "A1", "piece_date": "2025-03-14",
         "debit" if is_debit else "credit": amount}
        for amount, is_debit in amounts
    ]  # fmt: skip
    entry = {"public_id": "x", "version": 3, "journal": "ACH", "date": "2025-03-15", "lines": lines}
    form = form_of(entry)
    columns = {name: [line.values[name] for line in form.lines] for name in FIELDS}
    head = {"version": "3", "journal": "ACH", "date": form.day}
    back, findings = entry_of(read_form(head, columns, public_id="x"), start=START, end=END)
    assert (back, findings) == (entry, [])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=10,
)  # fmt: skip


@given(JSON, JSON, JSON)
def test_any_document_is_read_or_refused_with_findings(
    one: object, two: object, three: object
) -> None:
    for source in (
        one,
        {"lines": [one, {"account": two, "debit": three}], "date": two, "version": one},
    ):
        entry, findings = read_entry(source)
        assert findings
        assert all(f.message.endswith(".") for f in findings)
        assert isinstance(entry, dict)
