"""Journals: added, renamed, retired. The nature of one that has entries does not change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict

from boucle.access import public as access
from boucle.books.commands.chart import require_account
from boucle.books.models import Entry, Journal
from boucle.books.rules import accounts as rule
from boucle.books.types_setup import JOURNAL_TYPES, NewJournal
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, NotFound, Refused

CODE = re.compile(r"^[0-9A-Z][0-9A-Z_.-]{0,9}$")

USUAL = (
    NewJournal(code="ACH", label="Achats", type="achats"),
    NewJournal(code="VTE", label="Ventes", type="ventes"),
    NewJournal(code="BQ", label="Banque", type="banque", contra_number="512"),
    NewJournal(code="CAI", label="Caisse", type="caisse", contra_number="53"),
    NewJournal(code="OD", label="Opérations diverses", type="od"),
    NewJournal(code="AN", label="À-nouveaux", type="an"),
)
"""What a new Dossier opens with; contra accounts by their first figures."""


def _tidied(new: NewJournal) -> NewJournal:
    return NewJournal(
        code=new.code.strip().upper(),
        label=new.label.strip(),
        type=new.type,
        contra_number=rule.tidy(new.contra_number),
        outside_fec=new.outside_fec,
    )


def _findings(new: NewJournal, *, code_kept: bool = False) -> list[Finding]:
    wrong = []
    if not code_kept and not CODE.match(new.code):
        text = "Un code de journal a de 1 à 10 lettres ou chiffres, par exemple BQ2."
        wrong.append(("code", new.code, text))
    label = rule.label_problem(new.label)
    if label:
        wrong.append(("label", new.label, label))
    if new.type not in JOURNAL_TYPES:
        wrong.append(("type", new.type, "Choisissez la nature du journal."))
    if new.type in ("banque", "caisse") and new.contra_number[:1] not in ("", "5"):
        text = "La contrepartie d’une banque ou d’une caisse est un compte de classe 5."
        wrong.append(("contra_number", new.contra_number, text))
    return [
        Finding(code=f"books.journal.{field}", message=text, field=field, value=value[:60])
        for field, value, text in wrong
    ]


def save_journal(act: Act, dossier_id: int, journal: NewJournal, *, code: str | None = None) -> str:
    """Add a journal, or change the one called `code`; its code.

    Raises NotFound, Refused (with every finding), Forbidden without the right to manage.
    """
    new = _tidied(journal)
    findings = _findings(new, code_kept=code == new.code)
    if findings:
        raise Refused(findings)
    with access.write(act, dossier_id, "books.manage"):
        require_account(dossier_id, new.contra_number, "contra_number")
        before = _journal(dossier_id, code) if code is not None else None
        if (
            new.code != code
            and Journal.objects.filter(dossier_id=dossier_id, code=new.code).exists()
        ):
            raise Refused([_taken(new.code)])
        if before is None:
            insert_journals(dossier_id, [new])
        else:
            _require_nature(dossier_id, before, new)
            Journal.objects.filter(dossier_id=dossier_id, id=before.id).update(**asdict(new))
        audit.record(
            act, "books.journal.saved", dossier_id=dossier_id,
            before=_facts(before) if before else None, after=asdict(new),
        )  # fmt: skip
    return new.code


def insert_journals(dossier_id: int, journals: Sequence[NewJournal]) -> int:
    """The rows that are not there yet, in the open scope; how many are new."""
    known = set(Journal.objects.filter(dossier_id=dossier_id).values_list("code", flat=True))
    added = [journal for journal in journals if journal.code not in known]
    for journal in added:
        Journal.objects.create(dossier_id=dossier_id, **asdict(journal))
    return len(added)


def retire_journal(act: Act, dossier_id: int, code: str, *, active: bool = False) -> None:
    """Take a journal out of use, or back in. Raises NotFound, Forbidden."""
    with access.write(act, dossier_id, "books.manage"):
        row = _journal(dossier_id, code)
        Journal.objects.filter(dossier_id=dossier_id, id=row.id).update(active=active)
        verb = "books.journal.reopened" if active else "books.journal.retired"
        audit.record(act, verb, dossier_id=dossier_id, after={"code": code})


def _journal(dossier_id: int, code: str) -> Journal:
    row = Journal.objects.filter(dossier_id=dossier_id, code=code).first()
    if row is None:
        raise NotFound(f"Le dossier n’a pas de journal « {code} ».")
    return row


def _require_nature(dossier_id: int, before: Journal, new: NewJournal) -> None:
    """À-nouveaux are what opening balances are read from: their entries do not change nature."""
    crosses = (before.type == "an") != (new.type == "an")
    if crosses and Entry.objects.filter(dossier_id=dossier_id, journal_id=before.id).exists():
        raise Refused(
            [
                Finding(
                    code="books.journal.nature_used",
                    message=f"Le journal {before.code} a des écritures : il reste « "
                    f"{JOURNAL_TYPES[before.type]} ».",
                    field="type",
                    value=new.type,
                    help="Créez un autre journal pour les écritures à venir.",
                )
            ]
        )


def _taken(code: str) -> Finding:
    return Finding(
        code="books.journal.taken",
        message=f"Le journal {code} existe déjà.",
        field="code",
        value=code,
        help="Choisissez un autre code.",
    )


def _facts(row: Journal) -> dict[str, object]:
    return {"code": row.code, "label": row.label, "type": row.type,
            "contra_number": row.contra_number}  # fmt: skip
