"""What a model may hold, and the model that an entry makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from boucle.books.rules import accounts, model_formula, model_label
from boucle.books.rules.model_formula import FormulaLine
from boucle.books.types_models import ASKED, LINES_MAX, ModelLine, NewModel
from boucle.books.types_setup import JOURNAL_TYPES
from boucle.kernel.errors import Finding
from boucle.kernel.money import plain

CODE = re.compile(r"^[0-9A-Z][0-9A-Z_-]{0,9}$")
NATURES = {code: label for code, label in JOURNAL_TYPES.items() if code != "an"}


def tidied(model: NewModel) -> NewModel:
    """As it will be kept."""
    return NewModel(
        code=model.code.strip().upper(),
        label=" ".join(model.label.split()),
        journals=tuple(code for code in NATURES if code in model.journals),
        lines=tuple(_tidied(line) for line in model.lines),
    )


def _tidied(line: ModelLine) -> ModelLine:
    formula = " ".join(line.formula.split())
    return ModelLine(
        account=accounts.tidy(line.account),
        third=line.third.strip(),
        side=line.side,
        label=" ".join(line.label.split()),
        formula=model_formula.SOLDE if model_formula.is_balance(formula) else formula,
        vat_code=line.vat_code.strip().upper(),
    )


def findings(
    model: NewModel,
    *,
    known_accounts: Iterable[str],
    known_thirds: Iterable[str],
    rates: Mapping[str, int],
) -> list[Finding]:
    """Everything that is wrong with a tidied model. `rates`: by VAT code in force."""
    found = []
    if not CODE.match(model.code):
        text = "Un code de modèle a de 1 à 10 lettres ou chiffres, par exemple PAI."
        found.append(_finding("code", text, model.code))
    label = accounts.label_problem(model.label)
    if label:
        found.append(_finding("label", label, model.label))
    if not 2 <= len(model.lines) <= LINES_MAX:
        text = f"Un modèle a de 2 à {LINES_MAX} lignes."
        found.append(_finding("lines", text, str(len(model.lines))))
    chart, thirds = set(known_accounts), set(known_thirds)
    for at, line in enumerate(model.lines, start=1):
        found += [_finding(f, text, v, at) for f, text, v in _line(line, chart, thirds, rates)]
    formulas = [FormulaLine(line.side, line.formula, line.vat_code) for line in model.lines]
    for at, text in model_formula.problems(formulas, rates).items():
        found.append(_finding("formula", text, model.lines[at - 1].formula, at))
    return found


def _line(
    line: ModelLine, chart: set[str], thirds: set[str], rates: Mapping[str, int]
) -> Iterable[tuple[str, str, str]]:
    if line.account and line.account not in chart:
        yield "account", f"Le plan n’a pas de compte {line.account} en service.", line.account
    if not line.account and not line.third:
        yield "account", "Indiquez un compte, ou « ? » comme tiers pour le demander.", ""
    if line.third and line.third != ASKED and line.third not in thirds:
        yield "third", f"Le dossier n’a pas de tiers {line.third} en service.", line.third
    if line.side not in ("D", "C"):
        yield "side", "Choisissez débit ou crédit.", line.side
    if line.vat_code and line.vat_code not in rates:
        yield "vat_code", f"Le code de TVA {line.vat_code} n’est pas en vigueur.", line.vat_code
    if len(line.label) > accounts.LABEL_MAX or not line.label.isprintable():
        yield "label", "Le libellé est trop long ou contient un signe invisible.", line.label
    pattern = model_label.problem(line.label)
    if pattern:
        yield "label", pattern, line.label


def _finding(field: str, message: str, value: str, line: int | None = None) -> Finding:
    return Finding(
        code=f"books.model.{field}", field=field, value=value[:60], message=message, line=line
    )


def model_of_entry(content: Mapping[str, Any], journal_type: str) -> NewModel:
    """The model that an entry suggests: same lines, amounts to type, the last one balancing.

    An entry of two lines or of a third party asks for the amounts; what repeats is left to change.
    """
    lines = content["lines"] or []
    made = []
    for at, line in enumerate(lines[:LINES_MAX]):
        last = at == len(lines) - 1 and len(lines) <= LINES_MAX
        made.append(
            ModelLine(
                account=str(line["account"]), third=str(line.get("third") or ""),
                side="D" if line.get("debit") else "C", label=str(line.get("label") or "")[:200],
                formula=model_formula.SOLDE if last else "",
            )
        )  # fmt: skip
    label = str(lines[0].get("label") or "")[:200] if lines else ""
    journals = (journal_type,) if journal_type in NATURES else ()
    return NewModel(code="", label=label, journals=journals, lines=tuple(made))


def amounts_of(content: Mapping[str, Any]) -> list[str]:
    """The amounts of an entry as constants of formulas, in the order of its lines."""
    return [plain(int(line.get("debit") or line.get("credit") or 0)) for line in content["lines"]]
