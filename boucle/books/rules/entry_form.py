"""The plain entry form: what was typed, kept as typed, and the entry that it means.

Nothing typed is lost on a refusal: the form comes back as it was, with findings by line and field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from boucle.books.rules.days import parse_day
from boucle.books.rules.entry_input import EntryReader
from boucle.kernel.errors import Finding
from boucle.kernel.money import parse_amount, show

FIELDS = (
    "account", "third", "piece_ref", "piece_date", "label", "due_date", "debit", "credit",
    "currency", "currency_amount",
)  # fmt: skip
_WEIGHTS = ("account", "third", "debit", "credit", "currency_amount")
LINES_LEAST = 4
LINES_MAX = 400
"""Longest entry that the form takes; longer ones go by the command line."""


@dataclass(slots=True)
class FormLine:
    """A line as typed; `problems` by field."""

    values: dict[str, str]
    problems: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Neither account, nor third party, nor amount: copied texts alone make no line."""
        return not any(self.values.get(name, "").strip() for name in _WEIGHTS)

    @property
    def other_problems(self) -> list[str]:
        """Messages about what is no field of the line."""
        return [
            text for name, texts in self.problems.items() if name not in FIELDS for text in texts
        ]


@dataclass(slots=True)
class EntryForm:
    """The whole form; `version` is the one that was read (0 = new)."""

    public_id: str
    version: int
    journal: str = ""
    day: str = ""
    lines: list[FormLine] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)

    @property
    def debit(self) -> int:
        """Sum of the debits that can be read, in cents."""
        return _sum(line.values["debit"] for line in self.lines)

    @property
    def credit(self) -> int:
        """Sum of the credits that can be read, in cents."""
        return _sum(line.values["credit"] for line in self.lines)

    def fields_in_error(self) -> set[str]:
        """Names of the fields of the head that a finding is about."""
        return {finding.field or "" for finding in self.problems}

    def pad(self, count: int = LINES_LEAST) -> EntryForm:
        """At least `count` lines, so that the form works without a script too."""
        while len(self.lines) < count:
            self.lines.append(FormLine(dict.fromkeys(FIELDS, "")))
        return self

    def tell(self, findings: Iterable[Finding]) -> None:
        """Put each finding beside the line and field that it is about."""
        rows = [line for line in self.lines if not line.is_blank]
        for finding in findings:
            if finding.line is not None and 0 < finding.line <= len(rows):
                texts = rows[finding.line - 1].problems.setdefault(finding.field or "", [])
                message = finding.message.replace(f" (ligne {finding.line})", "")
                texts.append(f"{message} {finding.help or ''}".strip())
            else:
                self.problems.append(finding)


def _sum(texts: Iterable[str]) -> int:
    total = 0
    for text in texts:
        try:
            total += parse_amount(text) if text.strip() else 0
        except ValueError:
            continue
    return total


def version_of(text: str) -> int:
    """The version that a form sent back; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def read_form(
    head: Mapping[str, str], columns: Mapping[str, Sequence[str]], *, public_id: str
) -> EntryForm:
    """The form from what was posted: columns of equal length, one value a line."""
    count = min(max((len(values) for values in columns.values()), default=0), LINES_MAX)
    lines = [
        FormLine(
            {name: columns[name][at] if at < len(columns.get(name, ())) else "" for name in FIELDS}
        )
        for at in range(count)
    ]
    return EntryForm(
        public_id=public_id,
        version=version_of(head.get("version", "")),
        journal=head.get("journal", "").strip(),
        day=head.get("date", "").strip(),
        lines=lines,
    )


def entry_of(form: EntryForm, *, start: date, end: date) -> tuple[dict[str, Any], list[Finding]]:
    """The entry as the gate takes it, and what cannot be read; days are completed by the period."""
    reader = EntryReader()
    lines: list[dict[str, Any]] = []
    for line in form.lines:
        if not line.is_blank:
            reader.line = len(lines) + 1
            lines.append(_line(reader, line.values, start, end))
    reader.line = None
    entry = {
        "public_id": form.public_id,
        "version": form.version,
        "journal": reader.text({"journal": form.journal}, "journal", required=True),
        "date": _day(reader, form.day, "date", start, end),
        "lines": lines,
    }
    return entry, reader.findings


def _line(reader: EntryReader, values: Mapping[str, str], start: date, end: date) -> dict[str, Any]:
    texts: dict[str, Callable[[str], Any]] = {
        "account": lambda name: reader.text(values, name, required=True),
        "third": lambda name: reader.text(values, name),
        "piece_ref": lambda name: reader.text(values, name),
        "label": lambda name: reader.text(values, name),
        "currency": lambda name: (reader.text(values, name) or "").upper(),
        "piece_date": lambda name: _day(reader, values[name], name, start, end),
        "due_date": lambda name: _day(reader, values[name], name, start, end),
        "debit": lambda name: reader.cents(values, name),
        "credit": lambda name: reader.cents(values, name),
        "currency_amount": lambda name: reader.cents(values, name),
    }
    found = {name: read(name) for name, read in texts.items()}
    stripped = {
        name: value.strip() if isinstance(value, str) else value for name, value in found.items()
    }
    return {name: value for name, value in stripped.items() if value not in (None, "")}


def _day(reader: EntryReader, text: str, name: str, start: date, end: date) -> str | None:
    if not text.strip():
        if name == "date":
            reader.wrong("missing", name, None, "La date manque", "Écrivez par exemple 15/03/2025.")
        return None
    try:
        return parse_day(text, start=start, end=end).isoformat()
    except ValueError as error:
        reader.wrong("date", name, text, str(error).rstrip("."))
        return None


def form_of(content: Mapping[str, Any]) -> EntryForm:
    """The form of an entry as the gate keeps it."""
    return EntryForm(
        public_id=str(content["public_id"]),
        version=int(content["version"]),
        journal=str(content["journal"]),
        day=_french(content["date"]),
        lines=form_of_lines(content["lines"] or ()),
    )


def form_of_lines(lines: Iterable[Mapping[str, Any]]) -> list[FormLine]:
    """Lines as the gate takes them, as the form shows them."""
    return [FormLine(_values(line)) for line in lines]


def _values(line: Mapping[str, Any]) -> dict[str, str]:
    amounts = {"debit", "credit", "currency_amount"}
    found = {}
    for name in FIELDS:
        value = line.get(name)
        if name in amounts:
            found[name] = show(int(value)) if value else ""
        else:
            found[name] = _french(value) if name.endswith("_date") else str(value or "")
    return found


def _french(day: object) -> str:
    return "/".join(reversed(str(day).split("-"))) if day else ""
