"""Which requirement is held by which tests, and with what result: the matrix of the last run."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from boucle.kernel.errors import WrongUse

_PACKAGE = Path(__file__).resolve().parents[1]
REQUIREMENTS = _PACKAGE / "data" / "service" / "requirements.csv"
RESULTS = _PACKAGE.parent / "build" / "conformite.json"
"""Where a test run of the checkout writes what it found."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement of the service booklet, the tests that hold it, and whether they passed.

    `passed` is None where no test holds it, or where none of them ran to its end.
    """

    id: str
    title: str
    article: str
    seen_by: str
    tests: tuple[str, ...]
    passed: bool | None

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {**asdict(self), "tests": list(self.tests)}


def requirements(results: Path = RESULTS) -> list[Requirement]:
    """All requirements in order, with what the last run found. Raises WrongUse: unreadable file."""
    held = _held(_read(results))
    with REQUIREMENTS.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    unknown = sorted(set(held) - {row["id"] for row in rows})
    if unknown:
        raise WrongUse(f"Des tests tiennent des exigences inconnues : {', '.join(unknown)}.")
    return [
        Requirement(
            id=row["id"],
            title=row["title"],
            article=row["article"],
            seen_by=row["seen_by"],
            tests=tuple(sorted(held.get(row["id"], {}))),
            passed=_verdict(held.get(row["id"], {})),
        )
        for row in rows
    ]


def document(found: list[Requirement]) -> Iterator[str]:
    """Lines of `docs/conformite.md`: the figures, then one table for each article."""
    held = [row for row in found if row.tests]
    yield "# Conformité au livret de services"
    yield ""
    yield (
        "Écrit par `boucle conformite --doc docs/conformite.md` d’après la dernière exécution des"
        " tests (`make test`). Une exigence n’est tenue que par un test qui échouerait sans elle."
    )
    yield ""
    yield (
        f"{len(found)} exigences, {len(held)} tenues par un test au moins,"
        f" {sum(row.passed is False for row in held)} en échec."
    )
    for article, rows in groupby(found, key=lambda row: row.article):
        shown = [row for row in rows if row.tests]
        if shown:
            yield from ("", f"## {article}", "", "| n° | exigence | tests | résultat |")
            yield "|---|---|---|---|"
            yield from (_table_row(row) for row in shown)
    yield from ("", "## Sans test", "")
    yield ", ".join(row.id for row in found if not row.tests) + "."


def _table_row(row: Requirement) -> str:
    tests = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in row.tests)
    title = row.title.replace("|", "\\|")
    return f"| {row.id} | {title} | {tests} | {RESULT_WORDS[row.passed]} |"


RESULT_WORDS: dict[bool | None, str] = {True: "tenue", False: "en échec", None: "non exécuté"}


def _read(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        tests = json.loads(path.read_text(encoding="utf-8"))["tests"]
    except (ValueError, KeyError, TypeError) as error:
        raise WrongUse(f"{path} n’est pas un relevé de tests lisible.") from error
    return tests if isinstance(tests, dict) else {}


def _held(tests: Mapping[str, Any]) -> dict[str, dict[str, bool | None]]:
    """Requirement → test function → result; the cases of one function count as one test."""
    held: dict[str, dict[str, bool | None]] = {}
    for node, row in tests.items():
        name = node.partition("[")[0]
        for requirement in row["covers"]:
            cases = held.setdefault(requirement, {})
            cases[name] = _both(cases[name], row["passed"]) if name in cases else row["passed"]
    return held


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return True if one or other else None


def _verdict(tests: Mapping[str, bool | None]) -> bool | None:
    verdict: bool | None = None
    for passed in tests.values():
        verdict = _both(verdict, passed)
    return verdict
