"""Each closed year of the demo passes our own check."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from boucle.books.rules.fec.check import check_fec
from boucle.demo.fec import write_fec
from boucle.kernel.errors import Severity

from .conftest import KEYS, books_of


@pytest.mark.parametrize("key", KEYS)
def test_every_year_is_received(key: str, tmp_path: Path) -> None:
    for year in books_of(key):
        report = check_fec(write_fec(year, tmp_path), today=date(2026, 11, 24))
        wanted = Severity.CONFORME if year.closed else Severity.ALERTE
        assert report.verdict.rank <= wanted.rank, (year.end, report.counts)
