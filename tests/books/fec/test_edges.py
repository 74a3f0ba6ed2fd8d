"""The 119 files of the edge collection: the verdict wanted for each, and the rule that gives it."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from boucle.books.rules.fec.check import check_fec
from boucle.books.rules.fec.types import Regime, Report

TODAY = date(2026, 11, 24)
LAXER = {"conforme": 0, "alerte": 0, "anomalie": 1, "rejet": 1}


def cases(shared: Path) -> list[list[str]]:
    with (shared / "samples/fec/edge/INDEX.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert len(rows) == 120
    return rows[1:]


@pytest.fixture(scope="module")
def reports(shared: Path) -> dict[str, Report]:
    """Every file checked once."""
    folder = shared / "samples/fec/edge"
    return {
        name: check_fec(folder / name, today=TODAY, regime=Regime(regime))
        for name, _, regime, *_ in cases(shared)
    }


def test_every_edge_file_gets_the_wanted_verdict_by_the_wanted_rule(
    shared: Path, reports: dict[str, Report]
) -> None:
    wrong = []
    for name, what, _, _, wanted, rules in cases(shared):
        report = reports[name]
        found = wanted == "conforme" or all(rule in report.counts for rule in rules.split())
        if report.verdict != wanted or not found:
            wrong.append(f"{name} {what}: {wanted} {rules}, got {report.verdict} {report.counts}")
    assert not wrong, "\n".join(wrong)


def test_never_laxer_than_the_official_tool(shared: Path, reports: dict[str, Report]) -> None:
    """Refused by the official tool: at least an anomaly here, unless the text itself allows it."""
    allowed = {
        "100000085FEC20241231.txt",  # BNC/BA: journal lawfully blank, the tool is against the text
        "100000102FEC20241231.txt",  # BNC/BA: account lawfully blank
    }
    lax = []
    for name, _, _, official, _, _ in cases(shared):
        refused = official.startswith(("non", "arrêt"))
        if refused and name not in allowed and not LAXER[reports[name].verdict]:
            lax.append(f"{name}: {official} / {reports[name].verdict}")
    assert not lax, "\n".join(lax)


def test_every_finding_says_where_and_what_to_do(reports: dict[str, Report]) -> None:
    for report in reports.values():
        for finding in report.findings:
            assert finding.message and finding.help, finding
            assert "?" not in finding.message.replace("euros\u00a0?", ""), finding
            assert "{" not in finding.message + finding.help, finding
        assert set(report.counts) == set(report.severities)
        assert len(report.findings) <= 1000
