"""Models and shortcuts of a Dossier, for its settings and for the entry grid."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from boucle.access import public as access
from boucle.books.models import Account
from boucle.books.models_routine import Shortcut
from boucle.books.rules.usual_models import usual_shortcuts
from boucle.books.types_models import ModelLine, ModelRow, ShortcutRow
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    code: str
    label: str
    journals: list[str]
    account: str
    third: str
    side: str
    line_label: str
    formula: str
    vat_code: str
    shared_version: int


def models_of(act: Act, dossier_id: int) -> list[ModelRow]:
    """The models of the Dossier, by code."""
    with access.read(act, dossier_id, "books.read"):
        return models_in_scope(dossier_id)


def model_for(act: Act, dossier_id: int, code: str) -> ModelRow:
    """The model of that code. Raises NotFound."""
    found = [model for model in models_of(act, dossier_id) if model.code == code]
    if not found:
        raise NotFound(f"Le dossier n’a pas de modèle « {code} ».")
    return found[0]


def models_in_scope(dossier_id: int) -> list[ModelRow]:
    """The models, in the open scope."""
    rows = run_sql("books/model_lines", into=_Row, dossier=dossier_id)
    found = []
    for _, group in groupby(rows, key=lambda row: row.id):
        lines = list(group)
        first = lines[0]
        found.append(
            ModelRow(
                first.id, first.code, first.label, tuple(first.journals),
                tuple(
                    ModelLine(r.account, r.third, r.side, r.line_label, r.formula, r.vat_code)
                    for r in lines
                ),
                first.shared_version,
            )
        )  # fmt: skip
    return found


def shortcuts_of(act: Act, dossier_id: int) -> list[ShortcutRow]:
    """Shortcuts in use: those of the Dossier, then the usual ones that it does not replace."""
    with access.read(act, dossier_id, "books.read"):
        labels = _chart(dossier_id)
        own = _own_shortcuts(dossier_id)
    merged = usual_shortcuts(labels) | own
    return [
        ShortcutRow(code, account, labels.get(account, ""), code in own)
        for code, account in sorted(merged.items())
    ]


def grid_models(dossier_id: int, journal_type: str) -> dict[str, Any]:
    """`models` and `shortcuts` of the grid's data, in the open scope (docs/saisie-grille.md)."""
    return {
        "models": [
            {
                "code": model.code, "label": model.label,
                "lines": [
                    {"account": line.account, "third": line.third, "side": line.side,
                     "label": line.label, "formula": line.formula, "vat": line.vat_code}
                    for line in model.lines
                ],
            }
            for model in models_in_scope(dossier_id)
            if model.applies_to(journal_type)
        ],
        "shortcuts": usual_shortcuts(_chart(dossier_id)) | _own_shortcuts(dossier_id),
    }  # fmt: skip


def _chart(dossier_id: int) -> dict[str, str]:
    rows = Account.objects.filter(dossier_id=dossier_id, active=True)
    return dict(rows.values_list("number", "label"))


def _own_shortcuts(dossier_id: int) -> dict[str, str]:
    return dict(Shortcut.objects.filter(dossier_id=dossier_id).values_list("code", "account"))
