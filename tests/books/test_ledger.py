"""The ledger: running balance, pages by key, third parties, lettrage, stream, plans."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boucle.access import public as access
from boucle.books.models import ThirdParty
from boucle.books.queries.balance import third_balance_lines, trial_balance
from boucle.books.queries.ledger import LedgerFilter, _signer, ledger_page, ledger_stream
from boucle.books.rules.ledger_key import read_key
from boucle.books.rules.period import parse_period, until, whole_year
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import NotFound, WrongUse
from tests.books.build import a_dossier, a_year
from tests.books.reading import a_readable, move, write

pytestmark = pytest.mark.django_db


def wanted(dossier: int, words: dict[str, str] | None = None, **more) -> LedgerFilter:
    return LedgerFilter(parse_period(a_year(dossier), words or {}), **more)


def pages(dossier: int, asked: LedgerFilter, limit: int):
    after: str | None = ""
    while after is not None:
        page = ledger_page(system_act(), dossier, asked, after=after, limit=limit)
        yield page
        after = page.next_key


def shown(page) -> list[tuple[str, list[int]]]:
    return [
        (section.head.account, [line.balance for line in section.lines])
        for section in page.sections
    ]


def test_lines_run_from_the_opening() -> None:
    dossier = a_readable()
    page = ledger_page(system_act(), dossier, wanted(dossier, account="411"))
    (section,) = page.sections
    assert [line.balance for line in section.lines] == [50_000, 62_000, 50_000]
    assert [line.row.journal for line in section.lines] == ["AN", "VTE", "BQ"]
    assert (section.head.opening, section.debit, section.credit, section.closing) == (
        0,
        62_000,
        12_000,
        50_000,
    )
    assert (section.starts, section.ends, page.next_key) == (True, True, None)


def test_a_later_period_opens_with_what_stands_before() -> None:
    dossier = a_readable()
    page = ledger_page(system_act(), dossier, wanted(dossier, {"mois": "2"}))
    assert shown(page) == [
        ("101000", []),
        ("401000", [-7_000]),
        ("411000", [50_000]),
        ("512000", [112_000]),
        ("606100", [7_000]),
        ("707000", []),
    ]
    assert [section.head.opening for section in page.sections] == [
        -150_000, 0, 62_000, 100_000, 0, -12_000
    ]  # fmt: skip


def test_drafts_are_marked_and_come_when_asked() -> None:
    dossier = a_readable()
    page = ledger_page(system_act(), dossier, wanted(dossier, account="707", drafts=True))
    assert [(line.row.is_draft, line.balance) for line in page.sections[0].lines] == [
        (False, -12_000),
        (True, -42_000),
    ]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("by_third", [False, True])
def test_pages_by_key_give_the_same_lines(limit: int, by_third: bool) -> None:
    dossier = a_readable()
    asked = wanted(dossier, drafts=True, by_third=by_third)
    once = [
        (section.head.account, section.head.third, line)
        for section in ledger_page(system_act(), dossier, asked).sections
        for line in section.lines
    ]
    assert len(once) == (5 if by_third else 12)
    found = [
        (section.head.account, section.head.third, line)
        for page in pages(dossier, asked, limit)
        for section in page.sections
        for line in section.lines
    ]
    assert found == once
    ends = [
        (section.head.account, section.head.third)
        for page in pages(dossier, asked, limit)
        for section in page.sections
        if section.ends
    ]
    assert len(ends) == len(set(ends)) == (2 if by_third else 6)


def test_a_write_between_two_pages_does_not_spoil_the_balance() -> None:
    dossier = a_readable()
    asked = wanted(dossier, account="411", drafts=True)
    first = ledger_page(system_act(), dossier, asked, limit=2)
    write(dossier, move("2025-01-02", "411000", "707000", 5_000, journal="VTE", third="C001"))
    second = ledger_page(system_act(), dossier, asked, after=first.next_key or "", limit=2)
    assert second.sections[0].carried == 67_000
    assert second.sections[0].closing == 85_000


@pytest.mark.parametrize("by_third", [False, True])
@pytest.mark.parametrize("words", [{}, {"de": "2", "a": "4"}])
def test_stale_sums_are_made_again_from_the_months_before(by_third: bool, words) -> None:
    dossier = a_readable()
    more = (move(f"2025-04-0{n}", "411000", "707000", 100 * n, third="C001") for n in range(1, 6))
    write(dossier, *more)
    asked = wanted(dossier, words, account="411", drafts=True, by_third=by_third)
    every = ledger_page(system_act(), dossier, asked).sections[0].lines
    for limit in range(1, len(every)):
        first = ledger_page(system_act(), dossier, asked, limit=limit)
        key = read_key(_signer.unsign(first.next_key or ""))
        word = _signer.sign(replace(key, totals=(0, 0, 0), debit=7, credit=7).word())
        second = ledger_page(system_act(), dossier, asked, after=word)
        assert second.sections[0].carried == every[limit - 1].balance
        assert second.sections[0].lines == every[limit:]


def test_a_key_that_was_changed_is_refused() -> None:
    dossier = a_readable()
    first = ledger_page(system_act(), dossier, wanted(dossier), limit=2)
    assert first.next_key is not None
    for word in ("x", first.next_key[:-1], "a" + first.next_key):
        with pytest.raises(WrongUse):
            ledger_page(system_act(), dossier, wanted(dossier), after=word)


@pytest.mark.parametrize("by_third", [False, True])
def test_without_lettrage_nothing_is_settled(by_third: bool) -> None:
    dossier = a_readable()
    settled = wanted(dossier, by_third=by_third, lettered=True)
    page = ledger_page(system_act(), dossier, settled)
    assert (page.sections, page.next_key) == ((), None)
    left = wanted(dossier, by_third=by_third, lettered=False)
    assert ledger_page(system_act(), dossier, left).line_count == (4 if by_third else 10)


def test_a_stranger_finds_nothing() -> None:
    dossier = a_readable()
    stranger = Act(actor="0198c0de-0000-7000-8000-000000000000", at=system_act().at)
    with pytest.raises(NotFound):
        ledger_page(stranger, dossier, wanted(dossier))
    with pytest.raises(NotFound):
        next(ledger_stream(stranger, dossier, wanted(dossier)))


def test_third_parties_have_their_own_ledger() -> None:
    dossier = a_readable()
    page = ledger_page(system_act(), dossier, wanted(dossier, {"mois": "2"}, by_third=True))
    assert [
        (section.head.account, section.head.third, section.head.opening, section.closing)
        for section in page.sections
    ] == [("401000", "F001", 0, -7_000), ("411000", "C001", 62_000, 50_000)]
    assert not ledger_page(
        system_act(), dossier, wanted(dossier, by_third=True, third="F", account="411")
    ).sections


def test_more_heads_than_lines() -> None:
    dossier = a_dossier()
    with access.write(system_act(), dossier, "books.write"):
        for n in range(230):
            ThirdParty.objects.create(dossier_id=dossier, number=f"X{n:03d}", label=f"Client {n}")
    write(
        dossier,
        *(
            move("2025-01-05", "411000", "707000", 100, journal="VTE", third=f"X{n:03d}")
            for n in range(230)
        ),
        validate=True,
    )
    asked = wanted(dossier, {"mois": "2"}, by_third=True)
    found = [section.head.third for page in pages(dossier, asked, 50) for section in page.sections]
    assert found == [f"X{n:03d}" for n in range(230)]
    whole = wanted(dossier, by_third=True)
    found = [section.head.third for page in pages(dossier, whole, 50) for section in page.sections]
    assert found == [f"X{n:03d}" for n in range(230)]


def test_the_stream_is_the_pages_in_one() -> None:
    dossier = a_readable()
    for by_third in (False, True):
        for words in ({"de": "1", "a": "3"}, {"mois": "3"}, {"mois": "6"}):
            asked = wanted(dossier, words, drafts=True, by_third=by_third)
            page = ledger_page(system_act(), dossier, asked)
            once = [
                (section.head.account, section.head.third, line and (line.balance, line.row.entry))
                for section in page.sections
                for line in section.lines or (None,)
            ]
            stream = ledger_stream(system_act(), dossier, asked)
            found = [
                (head.account, head.third, line and (line.balance, line.row.entry))
                for head, line in stream
            ]
            assert found == once


_numbers = itertools.count(10_000_000)


def a_siren(eight: int) -> str:
    """A number of eight digits with its Luhn digit."""
    doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(str(eight)))]
    return f"{eight}{-sum(n // 10 + n % 10 for n in doubled) % 10}"


ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 364),
        st.sampled_from(["411000", "512000", "606100"]),
        st.sampled_from(["401000", "707000", "101000"]),
        st.integers(1, 10**12),
        st.sampled_from(["AN", "OD", "VTE"]),
        st.sampled_from(["C001", "F001"]),
    ),
    max_size=12,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(entries=ENTRIES, cut=st.integers(0, 364), first=st.integers(1, 12))
def test_the_balance_is_the_sum_of_the_ledger(entries, cut: int, first: int) -> None:
    dossier = a_readable(siren=a_siren(next(_numbers)), years=(2025,))
    day = date(2025, 1, 1)
    write(
        dossier,
        *(
            move((day + timedelta(n)).isoformat(), d, c, cents, journal=j, third=t)
            for n, d, c, cents, j, t in entries
        ),
    )
    year = a_year(dossier)
    for period in (
        whole_year(year),
        until(year, day + timedelta(cut)),
        parse_period(year, {"mois": str(first)}),
    ):
        _compare(dossier, period)


def _compare(dossier: int, period) -> None:
    act = system_act()
    balances = trial_balance(act, dossier, period, drafts=True)
    assert balances.is_balanced
    ledger = {
        section.head.account: section.closing
        for page in pages(dossier, LedgerFilter(period, drafts=True), 3)
        for section in page.sections
        if section.ends
    }
    assert ledger == {line.number: line.balance for line in balances.lines}
    thirds = {
        (section.head.account, section.head.third): section.closing
        for page in pages(dossier, LedgerFilter(period, drafts=True, by_third=True), 3)
        for section in page.sections
        if section.ends
    }
    every = third_balance_lines(act, dossier, period, drafts=True)
    assert thirds == {(line.account, line.number): line.balance for line in every}
