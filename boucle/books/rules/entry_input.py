"""An entry written by a program (JSON): read with suspicion, all findings at once.

What comes out is what the gate takes: every type, date and bound is checked here, so that the
database answers rules of accounting only. Amounts: whole numbers are cents,
texts are euros (`"120,00"`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from boucle.books.rules.days import parse_day
from boucle.books.texts import typeset
from boucle.kernel.errors import Finding
from boucle.kernel.money import CENTS_MAX, parse_amount
from boucle.kernel.signs import is_clean

ENTRY_FIELDS = ("public_id", "version", "journal", "date", "reverses", "lines")
LINE_FIELDS = (
    "account", "third", "label", "piece_ref", "piece_date", "debit", "credit", "due_date",
    "currency", "currency_amount",
)  # fmt: skip
NAMES = {
    "account": "Le compte", "third": "Le tiers", "journal": "Le journal", "date": "La date",
    "label": "Le libellé", "debit": "Le débit", "credit": "Le crédit", "piece_ref": "La pièce",
    "piece_date": "La date de la pièce", "due_date": "L’échéance", "currency": "La devise",
    "currency_amount": "Le montant en devise",
}  # fmt: skip
LINES_MAX = 5000
TEXT_MAX = 2000


def named(name: str) -> str:
    """The field as a sentence begins with it."""
    return NAMES.get(name, f"Le champ « {name} »")


@dataclass(slots=True)
class EntryReader:
    """Reads one value after another and remembers what was wrong."""

    findings: list[Finding] = field(default_factory=list)
    line: int | None = None

    def wrong(self, code: str, name: str, value: object, message: str, advice: str = "") -> None:
        """One finding more, on the line that is being read."""
        where = f" (ligne {self.line})" if self.line is not None else ""
        self.findings.append(
            Finding(
                code=f"books.input.{code}", line=self.line, field=name,
                value=None if value is None else str(value)[:100],
                message=typeset(f"{message}{where}."), help=typeset(advice) or None,
            )
        )  # fmt: skip

    def keys(self, source: Mapping[str, Any], known: tuple[str, ...]) -> None:
        """What nobody would read is refused: a misspelt field must not be lost in silence."""
        for name in source:
            if name not in known:
                short = str(name)[:50]
                self.wrong(
                    "unknown_field", short, None, f"Le champ « {short} » est inconnu",
                    f"Champs admis : {', '.join(known)}.",
                )  # fmt: skip

    def text(self, source: Mapping[str, Any], name: str, *, required: bool = False) -> str | None:
        """A text, or None where it is absent or empty."""
        value = source.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and name in {"account", "third"}:
            value = str(value)
        if value is None or value == "":
            if required:
                self.wrong("missing", name, None, f"{named(name)} manque")
            return None
        if not isinstance(value, str) or len(value) > TEXT_MAX or not is_clean(value):
            self.wrong("text", name, value, f"{named(name)} n’est pas un texte lisible")
            return None
        return value

    def day(self, source: Mapping[str, Any], name: str, *, required: bool = False) -> str | None:
        """An ISO day."""
        value = self.text(source, name, required=required)
        if value is None:
            return None
        try:
            return parse_day(value).isoformat()
        except ValueError as error:
            self.wrong("date", name, value, str(error).rstrip("."))
            return None

    def cents(self, source: Mapping[str, Any], name: str) -> int | None:
        """Cents: an integer as it is, a text in euros."""
        value = source.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                return parse_amount(value)
            except ValueError as error:
                self.wrong("amount", name, value, str(error).rstrip("."))
                return None
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > CENTS_MAX:
            self.wrong(
                "amount", name, value, f"{named(name)} n’est pas un montant",
                "Écrivez un entier de centimes (12000), ou un texte en euros (\"120,00\").",
            )  # fmt: skip
            return None
        return value

    def key(self, source: Mapping[str, Any], name: str) -> str | None:
        """A UUID."""
        value = self.text(source, name)
        if value is None:
            return None
        try:
            return str(UUID(value))
        except ValueError:
            self.wrong("identifier", name, value, f"{named(name)} n’est pas un identifiant")
            return None


def read_entry(source: object) -> tuple[dict[str, Any], list[Finding]]:
    """The entry as the gate takes it, and everything that is wrong with its form."""
    reader = EntryReader()
    if not isinstance(source, Mapping):
        reader.wrong("form", "lines", None, "Le document n’est pas une écriture (objet JSON)")
        return {}, reader.findings
    reader.keys(source, ENTRY_FIELDS)
    version = source.get("version", 0)
    if isinstance(version, bool) or not isinstance(version, int) or not 0 <= version < 2**31:
        reader.wrong("version", "version", version, "La version n’est pas un entier")
        version = 0
    entry = {
        "public_id": reader.key(source, "public_id"),
        "version": version,
        "journal": reader.text(source, "journal", required=True),
        "date": reader.day(source, "date", required=True),
        "reverses": reader.key(source, "reverses"),
        "lines": _lines(reader, source.get("lines")),
    }
    return {name: value for name, value in entry.items() if value is not None}, reader.findings


def _lines(reader: EntryReader, lines: object) -> list[dict[str, Any]]:
    if not isinstance(lines, list) or len(lines) > LINES_MAX:
        reader.wrong("lines", "lines", None, f"« lines » est une liste de 2 à {LINES_MAX} lignes")
        return []
    found = []
    for rank, line in enumerate(lines, start=1):
        reader.line = rank
        if isinstance(line, Mapping):
            reader.keys(line, LINE_FIELDS)
            found.append(_line(reader, line))
        else:
            reader.wrong("form", "lines", None, "La ligne n’est pas un objet JSON")
    reader.line = None
    return found


def _line(reader: EntryReader, line: Mapping[str, Any]) -> dict[str, Any]:
    readers: dict[str, Callable[[Mapping[str, Any], str], object]] = {
        "third": reader.text, "label": reader.text, "piece_ref": reader.text,
        "piece_date": reader.day, "due_date": reader.day, "currency": reader.text,
        "debit": reader.cents, "credit": reader.cents, "currency_amount": reader.cents,
    }  # fmt: skip
    found = {name: read(line, name) for name, read in readers.items()}
    found["account"] = reader.text(line, "account", required=True)
    return {name: value for name, value in found.items() if value is not None}
