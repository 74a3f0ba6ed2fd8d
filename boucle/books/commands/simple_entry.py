"""The simple entry saved: the person named is added if new, the draft goes through the gate."""

from __future__ import annotations

from datetime import date

from boucle.access import public as access
from boucle.books.commands.drafts import save_in_scope
from boucle.books.commands.third_parties import insert_third_parties
from boucle.books.queries.simple_entry import books_in_scope
from boucle.books.rules.days import parse_day
from boucle.books.rules.simple_entry import SimpleForm, built
from boucle.books.types_entries import SavedDraft
from boucle.books.types_setup import NewThirdParty
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, Refused


def save_simple(act: Act, dossier_id: int, form: SimpleForm, today: date) -> SavedDraft:
    """Save what the form means, once by its `public_id`; all or nothing.

    VAT codes are those of the day typed. Raises Refused with a finding by field, Conflict,
    Forbidden without the right to write.
    """
    with access.write(act, dossier_id, "books.write"):
        made = built(form, books_in_scope(dossier_id, _day(form, today)))
        if made is None:
            raise Refused(
                Finding(code="books.simple.field", field=name, message=text)
                for name, text in form.problems.items()
            )
        if made.new_third is not None:
            number, name = made.new_third
            insert_third_parties(dossier_id, [NewThirdParty(number=number, label=name)])
            after = {"number": number, "label": name}
            audit.record(act, "books.third.saved", dossier_id=dossier_id, after=after)
        return save_in_scope(dossier_id, made.entry)


def _day(form: SimpleForm, today: date) -> date:
    try:
        return parse_day(form.values["date"])
    except ValueError:
        return today
