"""JSON documents of a VAT code, a model or a recurring entry: read, or refused. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from boucle.books.types_models import ModelLine, NewModel
from boucle.books.types_routine import NewSubscription
from boucle.books.types_vat import NewVatCode
from boucle.kernel.errors import Finding, Refused
from boucle.kernel.signs import is_clean

LINE = ("account", "third", "label", "debit", "credit", "formula", "side", "vat_code")
NUMBERS = ("share", "day", "debit", "credit")
DAYS = ("start", "until")
CENTS_MOST = 10**15


def read_vat_code(document: Any) -> NewVatCode:
    """Raises Refused."""
    names = [each.name for each in fields(NewVatCode)]
    return NewVatCode(**_read(document, names, ("code", "label", "kind", "account")))


def read_model(document: Any) -> NewModel:
    """Raises Refused."""
    found = _read(document, ("code", "label", "journals", "lines"), ("code", "label", "lines"))
    names = [each.name for each in fields(ModelLine)]
    lines = [ModelLine(**_read(line, names, (), at)) for at, line in _numbered(found["lines"])]
    journals = found.get("journals") or ()
    if not all(isinstance(each, str) for each in journals):
        raise _refused("journals", "journals est une liste de natures : achats, ventes, banque.")
    return NewModel(
        code=found["code"], label=found["label"], journals=tuple(journals), lines=tuple(lines)
    )


def read_subscription(document: Any) -> NewSubscription:
    """Raises Refused."""
    names = ("label", "journal", "every", "day", "start", "until", "lines")
    found = _read(document, names, ("label", "journal", "every", "day", "start", "lines"))
    lines = []
    for at, source in _numbered(found["lines"]):
        line = {name: value for name, value in _read(source, LINE, (), at).items() if value}
        if "formula" in line:
            line.setdefault("side", "D")
        lines.append(line)
    return NewSubscription(**(found | {"lines": tuple(lines)}))


def _numbered(lines: Any) -> Any:
    if not isinstance(lines, Sequence) or isinstance(lines, str):
        raise _refused("lines", "lines est une liste de lignes.")
    return enumerate(lines, start=1)


def _read(
    source: Any, names: Sequence[str], needed: Sequence[str], line: int | None = None
) -> dict[str, Any]:
    """The values by name. Raises Refused for an unknown name, a missing one, another type."""
    if not isinstance(source, Mapping):
        raise _refused("", "Il faut un objet JSON : {…}.", line)
    for name in source:
        if name not in names:
            text = f"« {name} » est inconnu ; on attend {', '.join(names)}."
            raise _refused(str(name), text, line)
    for name in needed:
        if source.get(name) in (None, "", []):
            raise _refused(name, f"« {name} » manque.", line)
    return {name: _value(name, value, line) for name, value in source.items() if value is not None}


def _value(name: str, value: Any, line: int | None) -> Any:
    if name in ("lines", "journals"):
        if isinstance(value, list):
            return value
        raise _refused(name, f"« {name} » est une liste.", line)
    if name in NUMBERS:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < CENTS_MOST:
            return value
        raise _refused(name, f"« {name} » est un entier positif.", line)
    if not isinstance(value, str) or not is_clean(value):
        raise _refused(name, f"« {name} » est un texte.", line)
    if name in DAYS:
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise _refused(name, f"« {name} » s’écrit AAAA-MM-JJ.", line) from None
    return value


def _refused(field: str, message: str, line: int | None = None) -> Refused:
    return Refused([Finding(code="books.input.shape", field=field, message=message, line=line)])
