"""What spares typing in a demo Dossier: models, recurring entries, a few simple entries.

Recurring entries are those that the running year shows (rent, software, telephone), from the month
that comes: they double nothing. Who keeps her own company has one that ran already.
"""

from __future__ import annotations

from datetime import date

from boucle.access import public as access
from boucle.books import public as books
from boucle.demo.days import add_months
from boucle.demo.handover import draft_of
from boucle.demo.people import PEOPLE, DemoPerson
from boucle.demo.types import CompanyProfile, DemoEntry, DemoYear
from boucle.kernel.act import Act

REPEATED = (("6132", "Loyer"), ("6511", "Logiciels"), ("626", "Téléphone et internet"))
"""First figures of the account of expense, and the name of the recurring entry."""
FEE = 4_200
ANSWERS = (
    ("depense", {"category": "poste", "amount": "12,90", "label": "Recommandé avec avis"}),
    ("depense", {"category": "bureau", "amount": "46,80", "label": "Papier et encre"}),
    ("frais", {"category": "repas", "amount": "24,20", "role": "455"}),
)
"""Kinds and answers of the simple entries."""


def add_routines(act: Act, profile: CompanyProfile, dossier: int, year: DemoYear) -> None:
    """Everything above, in the running year."""
    last = max(entry.date for entry in year.entries)
    books.add_usual_models(act, dossier)
    for prefix, label in REPEATED:
        found = _last_with(year, prefix)
        if found is not None:
            books.save_subscription(act, dossier, _repeated(found, label, last))
    writer = _writer(profile)
    if writer is not None:
        _keep_alone(access.act_of_login(writer.login, act), writer, dossier, last)


def _last_with(year: DemoYear, prefix: str) -> DemoEntry | None:
    """The last purchase on credit of this nature."""
    for entry in reversed(list(year.entries)):
        accounts = [line.account for line in entry.lines]
        if any(a.startswith(prefix) for a in accounts) and any(a[:3] == "401" for a in accounts):
            return entry
    return None


def _repeated(entry: DemoEntry, label: str, last: date) -> books.NewSubscription:
    lines = tuple(
        {name: value for name, value in {
            "account": line["account"], "third": line["third"], "debit": line["debit"],
            "credit": line["credit"], "label": f"{label} {{mois}}",
        }.items() if value}
        for line in draft_of(entry)["lines"]
    )  # fmt: skip
    start = add_months(last.replace(day=1), 1)
    return books.NewSubscription(
        label=label, journal=entry.journal, every="month", day=entry.date.day, start=start,
        lines=lines,
    )  # fmt: skip


def _writer(profile: CompanyProfile) -> DemoPerson | None:
    """Who writes in the company itself."""
    own = (p for p in PEOPLE if p.role == "societe" and profile.key in p.companies)
    return next((p for p in own if p.right in ("ecriture", "administration")), None)


def _keep_alone(act: Act, person: DemoPerson, dossier: int, last: date) -> None:
    """Her recurring fee, made once, and what she entered on her telephone."""
    offered = books.simple_books(act, dossier, last)
    bank = next(purse for purse in offered.tills if purse.journal_type == "banque")
    fee = "Cotisation professionnelle {mois}"
    books.save_subscription(
        act, dossier,
        books.NewSubscription(
            label="Cotisation professionnelle", journal=bank.journal, every="month", day=1,
            start=last.replace(day=1),
            lines=({"account": "628000", "debit": FEE, "label": fee},
                   {"account": bank.account, "credit": FEE, "label": fee}),
        ),
    )  # fmt: skip
    books.make_due(act, dossier, last)
    for kind, answers in ANSWERS:
        form = books.simple_form(kind, last)
        form.values |= {"means": bank.code} | answers
        if kind == "frais":
            form.values["who"] = person.name
        books.save_simple(act, dossier, form, last)
