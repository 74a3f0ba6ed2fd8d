"""Models and shortcuts that a new Dossier starts with, on its own chart.

`data/saisie/models.csv`: accounts by their first figures (`a|b`: the first that is found), `when`:
`tva` for who deducts VAT, `sans` for who does not, empty for all.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from boucle.books.types_models import ModelLine, NewModel

FOLDER = Path(__file__).resolve().parents[2] / "data" / "saisie"
WITHOUT_VAT = ("franchise", "exonere")


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def account_for(prefixes: str, numbers: Sequence[str]) -> str:
    """The account that these first figures mean: the shortest, then the smallest that begins so.

    `numbers`: the chart, in order. Empty where there is none.
    """
    for prefix in prefixes.split("|"):
        found = [number for number in numbers if number.startswith(prefix)]
        exact = [number for number in found if number.rstrip("0") == prefix.rstrip("0")]
        if found:
            return (exact or found)[0]
    return ""


def usual_models(numbers: Iterable[str], vat_regime: str) -> list[NewModel]:
    """The usual models whose accounts are all in the chart."""
    chart = sorted(numbers)
    left_out = "tva" if vat_regime in WITHOUT_VAT else "sans"
    found = []
    for code, group in groupby(_rows("models"), key=lambda row: row["model"]):
        rows = [row for row in group if row["when"] != left_out]
        lines = [
            ModelLine(
                account=account_for(row["account"], chart), third=row["third"], side=row["side"],
                label=row["line_label"], formula=row["formula"], vat_code=row["vat"],
            )
            for row in rows
        ]  # fmt: skip
        if rows and all(line.account for line in lines):
            journals = tuple(rows[0]["journals"].split("|"))
            found.append(
                NewModel(code=code, label=rows[0]["label"], journals=journals, lines=tuple(lines))
            )
    return found


def usual_shortcuts(numbers: Iterable[str]) -> dict[str, str]:
    """Account by letters, for the accounts that the chart has."""
    chart = sorted(numbers)
    found = {row["code"]: account_for(row["account"], chart) for row in _rows("shortcuts")}
    return {code: account for code, account in found.items() if account}
