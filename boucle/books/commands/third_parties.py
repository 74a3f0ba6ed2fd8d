"""Third parties: added, renamed, retired."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from boucle.access import public as access
from boucle.books.commands.chart import fr_key, require_account, require_vat_code
from boucle.books.models import ThirdParty
from boucle.books.rules import accounts as rule
from boucle.books.types_setup import NewThirdParty
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.db import execute
from boucle.kernel.errors import Finding, NotFound, Refused
from boucle.tenancy.public import siren_problem, siren_tidy

NUMBER = re.compile(r"^[0-9A-Za-z][0-9A-Za-z_.&/+-]{0,29}$")


def _tidied(new: NewThirdParty) -> NewThirdParty:
    return NewThirdParty(
        number=new.number.strip(),
        label=new.label.strip(),
        siren=siren_tidy(new.siren),
        contra_number=rule.tidy(new.contra_number),
        vat_code=new.vat_code.strip().upper(),
        collective=new.collective,
    )


def _findings(
    new: NewThirdParty, line: int | None = None, *, number_kept: bool = False
) -> list[Finding]:
    wrong = []
    if not number_kept and not NUMBER.match(new.number):
        text = "Un code de tiers a de 1 à 30 lettres ou chiffres, sans espace : DUPONT, C0042."
        wrong.append(("number", new.number, text))
    label = rule.label_problem(new.label)
    if label:
        wrong.append(("label", new.label, label))
    siren = siren_problem(new.siren[:9]) if len(new.siren) == 14 else siren_problem(new.siren)
    if new.siren and siren:
        wrong.append(("siren", new.siren, siren))
    return [
        Finding(code=f"books.third.{field}", message=text, field=field, value=value[:60], line=line)
        for field, value, text in wrong
    ]


def add_third_parties(
    act: Act, dossier_id: int, parties: Iterable[NewThirdParty | tuple[str, str]]
) -> int:
    """Add third parties, all or none; how many are new. Known numbers stay as they are.

    Raises Refused with every finding (`line` = rank, from 1), Forbidden without the right to write.
    """
    wanted = [
        _tidied(NewThirdParty(number=p[0], label=p[1]) if isinstance(p, tuple) else p)
        for p in parties
    ]
    findings = [f for line, new in enumerate(wanted, start=1) for f in _findings(new, line)]
    if findings:
        raise Refused(findings)
    with access.write(act, dossier_id, "books.write"):
        added = insert_third_parties(dossier_id, wanted)
        after = {"added": added, "numbers": [party.number for party in wanted[:50]]}
        audit.record(act, "books.third.added", dossier_id=dossier_id, after=after)
    return added


def save_third_party(
    act: Act, dossier_id: int, party: NewThirdParty, *, number: str | None = None
) -> str:
    """Add a third party, or change the one called `number`; its number.

    Raises NotFound, Refused (with every finding), Forbidden without the right to write.
    """
    new = _tidied(party)
    findings = _findings(new, number_kept=number == new.number)
    if findings:
        raise Refused(findings)
    with access.write(act, dossier_id, "books.write"):
        require_account(dossier_id, new.contra_number, "contra_number")
        before = _facts(_party(dossier_id, number)) if number is not None else None
        if before is None or before["vat_code"] != new.vat_code:
            require_vat_code(dossier_id, new.vat_code)
        if number is None:
            if not insert_third_parties(dossier_id, [new]):
                raise Refused([_taken(new.number)])
        else:
            if new.number != number and _known(dossier_id, new.number):
                raise Refused([_taken(new.number)])
            changed = {name: value for name, value in asdict(new).items() if name != "collective"}
            ThirdParty.objects.filter(dossier_id=dossier_id, number=number).update(
                **changed, search_key=fr_key(new.number, new.label)
            )
        audit.record(
            act, "books.third.saved", dossier_id=dossier_id, before=before, after=asdict(new)
        )
    return new.number


def retire_third_party(act: Act, dossier_id: int, number: str, *, active: bool = False) -> None:
    """Take a third party out of use, or back in. Raises NotFound, Forbidden."""
    with access.write(act, dossier_id, "books.write"):
        _party(dossier_id, number)
        ThirdParty.objects.filter(dossier_id=dossier_id, number=number).update(active=active)
        verb = "books.third.reopened" if active else "books.third.retired"
        audit.record(act, verb, dossier_id=dossier_id, after={"number": number})


def insert_third_parties(dossier_id: int, parties: Sequence[NewThirdParty]) -> int:
    """The rows, in the open scope; how many are new."""
    unique = {party.number: asdict(party) for party in reversed(parties)}
    if not unique:
        return 0
    return execute(
        "books/add_third_parties", dossier=dossier_id, parties=json.dumps(list(unique.values()))
    )


def _party(dossier_id: int, number: str) -> ThirdParty:
    row = ThirdParty.objects.filter(dossier_id=dossier_id, number=number).first()
    if row is None:
        raise NotFound(f"Le dossier n’a pas de tiers « {number} ».")
    return row


def _known(dossier_id: int, number: str) -> bool:
    return ThirdParty.objects.filter(dossier_id=dossier_id, number=number).exists()


def _taken(number: str) -> Finding:
    return Finding(
        code="books.third.taken",
        message=f"Le tiers {number} existe déjà.",
        field="number",
        value=number,
        help="Ouvrez-le pour le modifier, ou choisissez un autre code.",
    )


def _facts(row: ThirdParty) -> dict[str, object]:
    return {"number": row.number, "label": row.label, "siren": row.siren,
            "contra_number": row.contra_number, "vat_code": row.vat_code}  # fmt: skip
