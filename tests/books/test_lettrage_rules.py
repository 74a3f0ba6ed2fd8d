"""Lines that clear a sum, exactly and in bounded time; the years that a lettrage looks at."""

from __future__ import annotations

import random
import time
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from boucle.books.rules.lettrage import clearing, years_to_letter
from boucle.books.types import FiscalYearRow


def test_the_fewest_lines_come_first_and_five_at_most() -> None:
    amounts = [10000, -12000, 5000, 7000, -3000, 12000, 4000, 8000]
    found = clearing(-12000, amounts)
    assert found[0] == (5,) and (2, 3) in found and (6, 7) in found
    assert len(found) == 5
    assert all(sum(amounts[rank] for rank in ranks) == 12000 for ranks in found)
    assert clearing(1, amounts) == []
    assert clearing(-60000, [10000] * 6)[0] == (0, 1, 2, 3, 4, 5)


@given(st.lists(st.integers(-(10**6), 10**6), max_size=30), st.integers(-(10**6), 10**6))
def test_an_answer_is_exact_and_given_once(amounts: list[int], target: int) -> None:
    found = clearing(target, amounts)
    assert all(sum(amounts[rank] for rank in ranks) == -target for ranks in found)
    assert all(len(set(ranks)) == len(ranks) for ranks in found)
    assert len(set(found)) == len(found) <= 5


def test_what_was_hidden_in_few_lines_is_found() -> None:
    draw = random.Random(7)
    for size in (1, 2, 3):
        amounts = [draw.randrange(100, 10**7) for _ in range(200)]
        hidden = draw.sample(range(200), size)
        assert clearing(-sum(amounts[rank] for rank in hidden), amounts)


def test_a_search_without_answer_ends() -> None:
    amounts = [2 * n for n in range(1, 1000)]
    start = time.monotonic()
    assert clearing(-999_999, amounts) == []
    assert time.monotonic() - start < 5


def a_year(number: int) -> FiscalYearRow:
    days = date(2020 + number, 1, 1), date(2020 + number, 12, 31)
    return FiscalYearRow(number, str(2020 + number), *days, "open", "year")


def test_years_go_back_to_the_openings() -> None:
    years = [a_year(number) for number in (1, 2, 3, 5)]
    assert years_to_letter(years[2], years, set()) == years[:3]
    assert years_to_letter(years[2], years, {2}) == years[1:3]
    assert years_to_letter(years[2], years, {3}) == [years[2]]
    assert years_to_letter(years[3], years, set()) == [years[3]]
