"""The simple entry: a few plain answers in, the entry that an accountant would write out.

Categories: `data/saisie_simple.csv`, accounts of the PCG by their first figures. VAT that cannot be
deducted (CGI ann. II art. 206 IV-2: lodging, transport of persons; 80 % of fuel, CGI art. 298-4)
follows the code of the category. What is paid goes to the journal of the bank or the till, what is
not to purchases or sales, notes of expenses and what has no till to OD.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from boucle.books.rules.days import parse_day
from boucle.books.rules.usual_models import account_for
from boucle.books.rules.vat import from_ttc
from boucle.books.types_simple import AUTO, KINDS, LATER, Category, SimpleBooks, SimpleVat
from boucle.kernel.errors import Finding
from boucle.kernel.money import parse_amount, plain

DATA = Path(__file__).resolve().parents[2] / "data" / "saisie_simple.csv"
FIELDS = (
    "date", "amount", "category", "vat", "means", "who", "role", "label", "piece", "source",
    "target",
)  # fmt: skip
ROLES = {"421": "Salarié", "455": "Associé, dirigeant", "467": "Autre personne"}
TEXT_MAX = 100


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def categories(numbers: Iterable[str]) -> tuple[Category, ...]:
    """The categories whose account the chart has."""
    chart = sorted(numbers)
    found = [
        Category(row["kind"], row["code"], row["label"], row["hint"],
                 account_for(row["accounts"], chart), row["vat"])
        for row in _rows()
    ]  # fmt: skip
    return tuple(each for each in found if each.account)


def usual_vat(category: Category, codes: Sequence[SimpleVat]) -> SimpleVat | None:
    """The VAT that a category usually has; None without."""
    return next((code for code in codes if code.code == category.vat), None)


@dataclass(slots=True)
class SimpleForm:
    """What was typed, kept as typed; messages by field."""

    kind: str
    values: dict[str, str]
    public_id: str = ""
    version: int = 0
    problems: dict[str, str] = field(default_factory=dict)

    def wrong(self, name: str, message: str) -> None:
        """One message by field, the first."""
        self.problems.setdefault(name, message)

    def tell(self, findings: Iterable[Finding]) -> None:
        """What the gate says, beside the field that it is about."""
        names = {
            "date": "date",
            "piece_ref": "piece",
            "label": "label",
            "third": "who",
            "piece_file": "piece_file",
        }
        for finding in findings:
            text = f"{finding.message} {finding.help or ''}".strip()
            self.wrong(names.get(finding.field or "", ""), text)


@dataclass(frozen=True, slots=True)
class SimpleEntry:
    """The entry as the gate takes it; `new_third`: (number, name) to add first."""

    entry: dict[str, Any]
    new_third: tuple[str, str] | None = None


def blank(kind: str, today: date) -> SimpleForm:
    """A form before anything is typed."""
    values = dict.fromkeys(FIELDS, "") | {"date": today.isoformat(), "vat": AUTO}
    return SimpleForm(kind, values)


def built(form: SimpleForm, books: SimpleBooks) -> SimpleEntry | None:
    """The entry that the form means; None with `form.problems` where something is missing."""
    values = {name: " ".join(form.values[name].split()) for name in FIELDS}
    reader = _Reader(form, values, books)
    made = reader.transfer() if form.kind == "virement" else reader.operation()
    return None if form.problems else made


@dataclass(slots=True)
class _Reader:
    form: SimpleForm
    values: dict[str, str]
    books: SimpleBooks

    def day(self) -> str:
        try:
            return parse_day(self.values["date"]).isoformat()
        except ValueError as error:
            self.form.wrong("date", str(error) if self.values["date"] else "Indiquez la date.")
            return ""

    def amount(self) -> int:
        text = self.values["amount"]
        try:
            cents = parse_amount(text)
        except ValueError as error:
            self.form.wrong("amount", str(error) if text else "Indiquez le montant.")
            return 0
        if cents <= 0:
            self.form.wrong("amount", "Le montant est plus grand que zéro.")
        return cents

    def texts(self) -> None:
        for name, most in (("label", 200), ("who", TEXT_MAX), ("piece", TEXT_MAX)):
            text = self.values[name]
            if len(text) > most or not text.isprintable():
                self.form.wrong(name, f"Au plus {most} caractères, sans signe invisible.")

    def transfer(self) -> SimpleEntry:
        day, cents = self.day(), self.amount()
        self.texts()
        known = {purse.code: purse for purse in self.books.purses}
        source, target = (known.get(self.values[name]) for name in ("source", "target"))
        if source is None:
            self.form.wrong("source", "Choisissez d’où part l’argent.")
        if target is None:
            self.form.wrong("target", "Choisissez où va l’argent.")
        if source is None or target is None:
            return SimpleEntry({})
        if source.account == target.account:
            self.form.wrong("target", "C’est le même compte : choisissez-en un autre.")
        label = self.values["label"] or f"Virement {source.label} vers {target.label}"
        journal = source.journal or target.journal or self._journal("od", "source")
        line = {"label": label, "piece_ref": self.values["piece"]}
        lines = [
            {**line, "account": target.account, "debit": cents},
            {**line, "account": source.account, "credit": cents},
        ]
        return SimpleEntry(self._entry(journal, day, lines))

    def operation(self) -> SimpleEntry:
        day, cents = self.day(), self.amount()
        self.texts()
        category = self._category()
        journal, account, due = self._other_side()
        code = self._vat(category)
        number, new = self._third() if due else ("", None)
        if self.form.problems or category is None:
            return SimpleEntry({})
        label = self.values["label"] or " ".join(
            part for part in (category.label, self.values["who"]) if part
        )
        line = {"label": label, "piece_ref": self.values["piece"]}
        own, other = ("credit", "debit") if self.form.kind == "recette" else ("debit", "credit")
        split = from_ttc(cents, code.terms) if code else None
        lines = [{**line, "account": category.account, own: split.base if split else cents}]
        if split and split.vat and code:
            paid = self.values["means"] != LATER
            lines.append({**line, "account": code.final if paid else code.account, own: split.vat})
        lines.append({**line, "account": account, other: cents})
        if number:
            lines[-1]["third"] = number
        return SimpleEntry(self._entry(journal, day, lines), new)

    def _category(self) -> Category | None:
        found = self.books.of_kind(self.form.kind)
        category = next((c for c in found if c.code == self.values["category"]), None)
        if category is None:
            self.form.wrong("category", "Choisissez de quoi il s’agit.")
        return category

    def _vat(self, category: Category | None) -> SimpleVat | None:
        codes, asked = self.books.codes_of(self.form.kind), self.values["vat"]
        if asked == AUTO:
            return usual_vat(category, codes) if category else None
        code = next((each for each in codes if each.code == asked), None)
        if asked and code is None:
            self.form.wrong("vat", "Choisissez un taux de TVA de la liste.")
        return code

    def _other_side(self) -> tuple[str, str, bool]:
        """Journal, account, and whether the line is a person's."""
        kind, means = self.form.kind, self.values["means"]
        if kind == "frais":
            role = self.values["role"]
            if role not in self.books.collective or role not in ROLES:
                self.form.wrong("role", "Choisissez qui a avancé l’argent.")
            if not self.values["who"]:
                self.form.wrong("who", "Indiquez le nom de la personne à rembourser.")
            return self._journal("od", "role"), self.books.collective.get(role, ""), True
        purse = next((each for each in self.books.tills if each.code == means), None)
        if purse is not None:
            return purse.journal, purse.account, False
        if means != LATER:
            self.form.wrong("means", "Choisissez comment c’est réglé.")
            return "", "", False
        selling = kind == "recette"
        if not self.values["who"]:
            whom = "client" if selling else "fournisseur"
            self.form.wrong("who", f"Pas encore réglé : indiquez le {whom}.")
        account = self.books.collective.get("411" if selling else "401", "")
        return self._journal("ventes" if selling else "achats", "means"), account, True

    def _journal(self, nature: str, name: str) -> str:
        code = self.books.journals.get(nature, "")
        if not code:
            self.form.wrong(name, "Ce dossier n’a pas le journal qu’il faut ; voyez votre cabinet.")
        return code

    def _third(self) -> tuple[str, tuple[str, str] | None]:
        """The third party that was named: known by number or name, else one to add."""
        said = self.values["who"]
        if not said or "who" in self.form.problems:
            return "", None
        for number, label in self.books.thirds.items():
            if said.casefold() in (number.casefold(), label.casefold()):
                return number, None
        number = new_number(said, self.books.thirds)
        return number, (number, said)

    def _entry(
        self, journal: str, day: str, lines: Sequence[Mapping[str, object]]
    ) -> dict[str, Any]:
        return {
            "public_id": self.form.public_id or None, "version": self.form.version,
            "journal": journal, "date": day, "origin": self.form.kind,
            "lines": [{k: v for k, v in line.items() if v != ""} for line in lines],
        }  # fmt: skip


def new_number(name: str, taken: Iterable[str]) -> str:
    """A code for a new third party: its letters, and a number where they are taken."""
    letters = "".join(sign for sign in name.upper() if sign.isascii() and sign.isalnum())[:10]
    letters, known = letters or "TIERS", set(taken)
    tries = (letters, *(f"{letters}{at}" for at in range(2, 10_000)))
    return next(number for number in tries if number not in known)


def form_of(content: Mapping[str, Any], books: SimpleBooks) -> SimpleForm | None:
    """The answers that make this entry; None where it was made or changed otherwise."""
    kind = str(content.get("origin"))
    lines = content["lines"] or []
    if kind not in KINDS or not 2 <= len(lines) <= 3:
        return None
    head = blank(kind, date.fromisoformat(content["date"]))
    head.public_id, head.version = str(content["public_id"]), int(content["version"])
    last = lines[-1]
    head.values |= {
        "label": str(last["label"]), "piece": str(last.get("piece_ref") or ""),
        "amount": plain(int(last.get("debit") or last.get("credit") or 0)),
    }  # fmt: skip
    for values in _guesses(kind, content, books):
        form = SimpleForm(kind, head.values | values, head.public_id, head.version)
        made = built(form, books)
        if made is not None and made.new_third is None and _same(made.entry, content):
            return form
    return None


def _guesses(kind: str, content: Mapping[str, Any], books: SimpleBooks) -> Iterable[dict[str, str]]:
    first, last = content["lines"][0], content["lines"][-1]
    if kind == "virement":
        for source in books.purses:
            for target in books.purses:
                if (target.account, source.account) == (first["account"], last["account"]):
                    yield {"source": source.code, "target": target.code}
        return
    who = books.thirds.get(str(last.get("third") or ""), "")
    if kind == "frais":
        means = [{"role": role} for role, number in books.collective.items()
                 if number == last["account"]]  # fmt: skip
    elif last.get("third"):
        means = [{"means": LATER}]
    else:
        means = [{"means": purse.code} for purse in books.tills]
    label = str(last["label"])
    fits = [each for each in books.of_kind(kind) if each.account == first["account"]]
    fits.sort(key=lambda each: not label.startswith(each.label))
    for vat in (AUTO, "", *(code.code for code in books.codes_of(kind))):
        for category in fits:
            for one in means:
                yield {"category": category.code, "vat": vat, "who": who, **one}


def _same(entry: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    names = ("account", "third", "debit", "credit", "label", "piece_ref")

    def lines(source: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return [tuple(line.get(name) or None for name in names) for line in source["lines"]]

    heads = [(str(each["journal"]), str(each["date"])) for each in (entry, content)]
    return heads[0] == heads[1] and lines(entry) == lines(content)
