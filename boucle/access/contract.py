"""The contract of a client and what it uses of it. Recorded by the operator, read by both.

Source: service requirements S-012, S-029, S-030, S-113.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from boucle.access.accounts import service
from boucle.access.models_contract import Contract, ContractItem
from boucle.access.standing import may_see, require_staff
from boucle.access.types_accounts import ClientRow, Consumption, ContractRow, ItemRow
from boucle.kernel import audit, clock, db
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.kernel.errors import Finding, NotFound, Refused
from boucle.kernel.pagination import Page, decode_key, encode_key

USERS, DOSSIERS = "utilisateurs", "dossiers"
CODES = {
    USERS: "Utilisateurs nommés",
    DOSSIERS: "Dossiers",
    "compta": "Module Comptabilité",
    "fiscal": "Module Fiscal",
    "gestion": "Module Gestion",
}
COUNTED = (USERS, DOSSIERS)


def record_contract(
    act: Act, organisation_id: int, *, reference: str, signatory: str, signed_on: date
) -> None:
    """Enter a signed contract. Raises Refused (reference, signatory, one there), NotFound."""
    require_staff(act)
    findings = [
        Finding(code=f"access.contract.{name}", message=text, field=name)
        for name, value, text in (
            ("reference", reference, "Indiquez la référence du contrat."),
            ("signatory", signatory, "Indiquez qui a signé pour le client."),
        )
        if not value.strip()
    ]
    known = Contract.objects.filter(organisation_id=organisation_id).exists()
    if known or Contract.objects.filter(reference=reference.strip()).exists():
        text = "Ce client a déjà un contrat, ou cette référence est prise."
        findings.append(Finding(code="access.contract.exists", message=text, field="reference"))
    if findings:
        raise Refused(findings)
    with db.scope(act, []):
        Contract.objects.create(
            organisation_id=organisation_id, reference=reference.strip(),
            signatory=signatory.strip(), signed_on=signed_on, recorded_by=act.actor,
        )  # fmt: skip
        audit.record(
            act, "access.contract.recorded", organisation_id=organisation_id,
            after={"reference": reference, "signatory": signatory, "signed_on": signed_on},
        )  # fmt: skip


def order(
    act: Act, organisation_id: int, *, code: str, quantity: int, starts_on: date, order_ref: str
) -> None:
    """Order an element from a day on (quantity 0 ends it). Raises Refused, NotFound."""
    require_staff(act)
    contract = _contract(organisation_id)
    findings = []
    if code not in CODES:
        text = f"Élément inconnu ; choisissez parmi : {', '.join(CODES)}."
        findings.append(Finding(code="access.contract.code", message=text, field="code"))
    if not 0 <= quantity <= 1_000_000:
        text = "Indiquez une quantité, ou 0 pour mettre fin à l’élément."
        findings.append(Finding(code="access.contract.quantity", message=text, field="quantity"))
    if not order_ref.strip():
        text = "Indiquez le bon de commande ou l’avenant."
        findings.append(Finding(code="access.contract.order", message=text, field="order_ref"))
    if findings:
        raise Refused(findings)
    with db.scope(act, []):
        ContractItem.objects.create(
            contract=contract, code=code, quantity=quantity, starts_on=starts_on,
            order_ref=order_ref.strip()[:80], recorded_by=act.actor,
        )  # fmt: skip
        audit.record(
            act, "access.contract.ordered", organisation_id=organisation_id,
            after={"code": code, "quantity": quantity, "from": starts_on, "order": order_ref},
        )  # fmt: skip


def activate(act: Act, organisation_id: int) -> None:
    """Open the service: somebody must speak for the client. Raises Refused, NotFound."""
    require_staff(act)
    contract = _contract(organisation_id)
    with db.scope(act, []):
        Contract.objects.filter(id=contract.id, activated_at=None).update(activated_at=act.at)
        audit.record(act, "access.contract.activated", organisation_id=organisation_id)


def _contract(organisation_id: int) -> Contract:
    found = Contract.objects.filter(organisation_id=organisation_id).first()
    if found is None:
        raise NotFound("Aucun contrat n’est enregistré pour ce client.")
    return found


def contract_of(act: Act, organisation_id: int) -> ContractRow | None:
    """The contract of a client, or None. Raises Forbidden, NotFound."""
    may_see(act, organisation_id)
    row = Contract.objects.select_related("organisation").filter(organisation_id=organisation_id)
    found = row.first()
    if found is None:
        return None
    return ContractRow(
        found.id, found.organisation_id, found.organisation.name, found.reference,
        found.signatory, found.signed_on, found.activated_at, found.ends_on,
    )  # fmt: skip


def items_of(act: Act, organisation_id: int) -> list[ItemRow]:
    """Every element as it was recorded, the latest first. Raises Forbidden, NotFound."""
    may_see(act, organisation_id)
    rows = ContractItem.objects.filter(contract__organisation_id=organisation_id)
    return [
        ItemRow(row.code, row.quantity, row.starts_on, row.order_ref, row.recorded_at)
        for row in rows.order_by("-starts_on", "-id")
    ]


def consumption(act: Act, organisation_id: int) -> list[Consumption]:
    """What is ordered today and what is used of it. Raises Forbidden, NotFound."""
    may_see(act, organisation_id)
    with db.scope(service(act), []), connection.cursor() as cursor:
        cursor.execute(
            "select id from access_contract where organisation_id = %s", [organisation_id]
        )
        found = cursor.fetchone()
        if found is None:
            return []
        cursor.execute("select boucle.access_named_users(%s)", [found[0]])
        used = {USERS: cursor.fetchone()[0]}
        cursor.execute(
            db.query_text("access/dossiers_of_organisation"), {"organisation": organisation_id}
        )
        used[DOSSIERS] = len(cursor.fetchall())
        rows = []
        for code, label in CODES.items():
            cursor.execute(
                "select boucle.access_ordered(%s, %s, %s)", [found[0], code, clock.today()]
            )
            (quantity,) = cursor.fetchone()
            if quantity or (code in COUNTED and quantity is not None):
                rows.append(Consumption(code, label, quantity, used.get(code)))
    return rows


def clients(
    act: Act, *, text: str = "", signed: bool = False, after: str = "", limit: int = 50
) -> tuple[Page[ClientRow], str]:
    """Clients by name, and the key of the next page. For the staff: raises NotFound, WrongUse."""
    require_staff(act)
    key = decode_key(after, parts=2) if after else None
    rows = run_sql(
        "access/clients", into=ClientRow, text=text.replace("\x00", "").strip(), signed=signed,
        after_key=key and str(key[0]), after_id=key and int(key[1] or 0), limit=limit + 1,
    )  # fmt: skip
    page = Page.of(rows, limit=limit)
    last = page.rows[-1] if page.has_next else None
    return page, encode_key(last.sort_key, last.id) if last else ""
