"""The form of a recurring entry: what was typed, and the recurring entry that it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from boucle.books.rules.days import parse_day
from boucle.books.rules.entry_form import FIELDS, EntryForm, FormLine, entry_of, form_of_lines
from boucle.books.rules.fiscal_year import add_months
from boucle.books.rules.model_label import pattern_of
from boucle.books.rules.recurring_amounts import SIDES, is_formula
from boucle.books.types_models import ASKED, ModelRow
from boucle.books.types_routine import END_OF_MONTH, NewSubscription, SubscriptionRow
from boucle.books.types_setup import JournalRow
from boucle.kernel.errors import Finding

SHOWN = ("account", "third", "label", "debit", "credit")
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)


def blank(today: date) -> dict[str, str]:
    """The head of a new one: each month, from the first of this one."""
    start = today.replace(day=1)
    return {
        "title": "", "journal": "", "every": "month", "day": "1", "start": f"{start:%d/%m/%Y}",
        "until": "",
    }  # fmt: skip


def after_entry(content: Mapping[str, Any]) -> tuple[dict[str, str], EntryForm]:
    """The same lines each month, from the month after the entry; labels become patterns."""
    day = date.fromisoformat(content["date"])
    start = add_months(day.replace(day=1), 1)
    last = day == start - timedelta(days=1)
    lines = content["lines"] or []
    title = pattern_of(str(lines[0].get("label") or ""), day) if lines else ""
    for word in ("{mois}", "{trimestre}", "{année}"):
        title = " ".join(title.replace(word, "").split())
    head = blank(start) | {
        "title": title[:200], "journal": str(content["journal"]),
        "day": str(END_OF_MONTH if last else day.day),
    }  # fmt: skip
    kept = ("account", "third", "debit", "credit")
    repeated = [
        {name: line[name] for name in kept if line.get(name)}
        | {"label": pattern_of(str(line.get("label") or ""), day)}
        for line in lines
    ]
    return head, EntryForm(public_id="", version=0, lines=form_of_lines(repeated))


def after_model(
    model: ModelRow, journals: Sequence[JournalRow], today: date
) -> tuple[dict[str, str], EntryForm]:
    """The lines of a model with their formulas; what is typed each time is left to type."""
    journal = next((j.code for j in journals if j.active and model.applies_to(j.type)), "")
    lines = []
    for line in model.lines:
        values = dict.fromkeys(FIELDS, "") | {
            "account": line.account, "label": line.label, "vat_code": line.vat_code,
            "third": "" if line.third == ASKED else line.third,
        }  # fmt: skip
        values["debit" if line.side == "D" else "credit"] = line.formula
        lines.append(FormLine(values))
    head = blank(today) | {"title": model.label, "journal": journal}
    return head, EntryForm(public_id="", version=0, lines=lines)


def form_of(row: SubscriptionRow) -> tuple[dict[str, str], EntryForm]:
    """Head and lines of one that is kept."""
    head = {
        "title": row.label, "journal": row.journal, "every": row.every, "day": str(row.day),
        "start": f"{row.start:%d/%m/%Y}", "until": f"{row.until:%d/%m/%Y}" if row.until else "",
    }  # fmt: skip
    form = EntryForm(public_id="", version=0, lines=form_of_lines(row.lines))
    for line, kept in zip(form.lines, row.lines, strict=True):
        line.values["vat_code"] = str(kept.get("vat_code") or "")
        if kept.get("formula"):
            on_debit = kept["side"] == "D"
            line.values |= {
                "debit": kept["formula"] if on_debit else "",
                "credit": "" if on_debit else kept["formula"],
            }
    return head, form


def _plain(form: EntryForm) -> tuple[EntryForm, list[dict[str, str]]]:
    """The form without its formulas, and what each of its lines counts by."""
    lines, counting = [], []
    for line in form.lines:
        if line.is_blank:
            continue
        values, own = dict(line.values), {"vat_code": line.values.get("vat_code", "").strip()}
        for name, side in SIDES.items():
            if is_formula(values[name]):
                own |= {"formula": values[name].strip(), "side": side}
                values[name] = ""
        lines.append(FormLine(values))
        counting.append({name: text for name, text in own.items() if text})
    return replace(form, lines=lines), counting


def read(head: Mapping[str, str], form: EntryForm) -> tuple[NewSubscription, list[Finding]]:
    """What the form means, and what cannot be read of it."""
    form.journal, form.day = head["journal"].strip(), head["start"].strip()
    plain, counting = _plain(form)
    entry, findings = entry_of(plain, start=FIRST, end=LAST)
    findings = [_renamed(finding) for finding in findings]
    start = date.fromisoformat(entry["date"]) if entry["date"] else FIRST
    until = None
    if head["until"].strip():
        try:
            until = parse_day(head["until"], start=start, end=LAST)
        except ValueError as error:
            findings.append(_finding("until", str(error), head["until"]))
    day = head["day"].strip()
    if not (day.isascii() and day.isdigit() and len(day) <= 2):
        findings.append(_finding("day", "Le jour va de 1 à 31 ; 31 = fin de mois.", day))
        day = "1"
    new = NewSubscription(
        label=head["title"].strip(), journal=str(entry["journal"] or ""), every=head["every"],
        day=int(day), start=start, until=until, lines=tuple(
            line | own for line, own in zip(entry["lines"], counting, strict=True)
        ),
    )  # fmt: skip
    return new, findings


def _renamed(finding: Finding) -> Finding:
    if finding.line is None and finding.field == "date":
        return _finding("start", finding.message, finding.value or "")
    return finding


def _finding(field: str, message: str, value: str) -> Finding:
    return Finding(
        code=f"books.subscription.{field}", field=field, value=value[:60], message=message
    )
