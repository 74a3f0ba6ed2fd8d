"""The books of every company of the demo, made once."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from boucle.demo.generate import generate
from boucle.demo.profiles import PROFILES
from boucle.demo.types import CompanyProfile, DemoEntry, DemoYear

KEYS = [profile.key for profile in PROFILES]


@cache
def books_of(key: str) -> tuple[DemoYear, ...]:
    """The years of a company, seed 1."""
    return tuple(generate(profile_of(key), 1))


def profile_of(key: str) -> CompanyProfile:
    """The profile of a company."""
    return next(profile for profile in PROFILES if profile.key == key)


def balances(entries: tuple[DemoEntry, ...]) -> Counter[str]:
    """Balance of each account, debit positive, in cents."""
    totals: Counter[str] = Counter()
    for entry in entries:
        for line in entry.lines:
            totals[line.account] += line.debit - line.credit
    return totals


def total(counts: Counter[str], *prefixes: str) -> int:
    """Sum of the accounts that begin so."""
    return sum(cents for account, cents in counts.items() if account.startswith(prefixes))


@pytest.fixture(params=KEYS)
def books(request: pytest.FixtureRequest) -> tuple[DemoYear, ...]:
    """The years of each company in turn."""
    return books_of(request.param)


@pytest.fixture(params=KEYS)
def profile(request: pytest.FixtureRequest) -> CompanyProfile:
    """Each profile in turn."""
    return profile_of(request.param)
