"""`boucle tva`, `modele`, `abonnement`: documents, lists, refusals with their field."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boucle.books.rules.routine_input import read_model, read_subscription, read_vat_code
from boucle.kernel.errors import Refused
from tests.books.build import SIREN, a_dossier

Cli = Callable[..., subprocess.CompletedProcess[str]]
MODEL = {
    "code": "ELEC", "label": "Énergie", "journals": ["achats"],
    "lines": [
        {"account": "606100", "side": "D", "formula": "100"},
        {"account": "401000", "third": "F001", "side": "C", "formula": "solde"},
    ],
}  # fmt: skip
MONTHLY = {
    "label": "Énergie", "journal": "ACH", "every": "month", "day": 1, "start": "2025-01-01",
    "until": "2025-02-28",
    "lines": [
        {"account": "606100", "debit": 10_000},
        {"account": "401000", "third": "F001", "formula": "solde", "side": "C"},
    ],
}  # fmt: skip
CODE = {"code": "X20", "label": "TVA 20 %", "kind": "deductible", "account": "445660"}


@pytest.mark.parametrize(
    ("read", "document", "field"),
    [
        (read_model, [], ""), (read_model, MODEL | {"more": 1}, "more"),
        (read_model, {"code": "A"}, "label"), (read_model, MODEL | {"lines": "x"}, "lines"),
        (read_model, MODEL | {"lines": [{"side": 1}]}, "side"),
        (read_model, MODEL | {"journals": [1]}, "journals"),
        (read_subscription, MONTHLY | {"start": "01/01/2025"}, "start"),
        (read_subscription, MONTHLY | {"day": "1"}, "day"),
        (read_subscription, MONTHLY | {"lines": [{"debit": -1}]}, "debit"),
        (read_vat_code, CODE | {"share": True}, "share"),
        (read_vat_code, CODE | {"label": "a\x00b"}, "label"),
    ],
)  # fmt: skip
def test_a_wrong_document_names_its_field(read: Any, document: Any, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(document)
    assert refusal.value.findings[0].field == field


@pytest.mark.commits
def test_they_are_written_listed_and_run(boucle_cli: Cli, tmp_path: Path) -> None:
    a_dossier()

    def run(*words: str, document: Any = None) -> Any:
        more = []
        if document is not None:
            file = tmp_path / "document.json"
            file.write_text(json.dumps(document), encoding="utf-8")
            more = [str(file)]
        done = boucle_cli(*words, "--json", "--dossier", SIREN, *more)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    assert run("tva", "enregistrer", document=CODE) == {"code": "X20"}
    assert "X20" in [row["code"] for row in run("tva", "codes")]
    assert run("tva", "exigible", "--exercice", "2025", "--au", "31/03/2025") == []
    assert run("modele", "enregistrer", document=MODEL) == {"code": "ELEC"}
    assert run("modele", "liste")[0]["lines"][1]["formula"] == "solde"
    assert run("modele", "supprimer", "ELEC") == {"deleted": "ELEC"}
    assert run("abonnement", "enregistrer", document=MONTHLY)["id"]
    assert run("abonnement", "generer") == {"made": 2, "waiting": []}
    assert run("abonnement", "liste")[0]["next"] is None
