"""Writing the parties."""

from __future__ import annotations

from django.db import connection

from boucle.kernel.db import call_gate
from boucle.kernel.errors import Conflict, Finding, Refused
from boucle.tenancy.models import Dossier, Organisation
from boucle.tenancy.rules import siren as siren_rule
from boucle.tenancy.types import DossierChanges, NewDossier


def next_dossier_id() -> int:
    """The number of the Dossier to come: its scope is opened before its row exists."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('boucle.tenancy_dossier_id')")
        return int(cursor.fetchone()[0])


def check_new(new: NewDossier) -> None:
    """Raises Refused when the SIREN is wrong or the name is missing."""
    findings = []
    wrong = siren_rule.problem(new.siren)
    if wrong:
        findings.append(
            Finding(code="tenancy.dossier.siren", message=wrong, field="siren", value=new.siren)
        )
    if not new.name.strip():
        findings.append(
            Finding(
                code="tenancy.dossier.name", message="Indiquez le nom du dossier.", field="name"
            )
        )
    if findings:
        raise Refused(findings)


def insert_dossier(dossier_id: int, new: NewDossier) -> Dossier:
    """The row of a new Dossier, in the scope already opened for `dossier_id`.

    Raises Refused when the client has an active Dossier of that SIREN (a constraint says so).
    """
    siren = siren_rule.tidy(new.siren)
    client_id = new.client_id or _client_of(siren, new).id
    return Dossier.objects.create(
        id=dossier_id,
        siren=siren,
        name=new.name.strip(),
        legal_form=new.legal_form,
        tax_regime=new.tax_regime,
        vat_regime=new.vat_regime,
        fec_regime=new.fec_regime,
        client_id=client_id,
        cabinet_id=new.cabinet_id,
    )


def _client_of(siren: str, new: NewDossier) -> Organisation:
    """The company behind the Dossier, as its cabinet knows it: one per SIREN and cabinet."""
    company, _ = Organisation.objects.get_or_create(
        kind="company",
        siren=siren,
        managed_by_id=new.cabinet_id,
        defaults={"name": new.name.strip()},
    )
    return company


def update_dossier(dossier_id: int, changes: DossierChanges) -> None:
    """Change the identity, in the open scope.

    Raises Refused for a wrong SIREN or name. Once there is an entry the database keeps the SIREN
    (trigger `tenancy_dossier__siren`).
    """
    check_new(NewDossier(siren=changes.siren, name=changes.name))
    Dossier.objects.filter(id=dossier_id).update(
        siren=siren_rule.tidy(changes.siren),
        name=changes.name.strip(),
        legal_form=changes.legal_form,
        tax_regime=changes.tax_regime,
        vat_regime=changes.vat_regime,
        fec_regime=changes.fec_regime,
    )


def set_cabinet(dossier_id: int, cabinet_id: int | None) -> None:
    """The cabinet that works in the Dossier, or none, in the open scope.

    Its company is known by itself from now on where it was known through a cabinet that leaves.
    """
    dossier = Dossier.objects.select_related("client").get(id=dossier_id)
    left, client = dossier.cabinet_id, dossier.client
    Dossier.objects.filter(id=dossier_id).update(cabinet_id=cabinet_id)
    alone = Organisation.objects.filter(kind="company", siren=client.siren, managed_by=None)
    if cabinet_id is None and client.managed_by_id == left and not alone.exists():
        Organisation.objects.filter(id=client.id).update(managed_by=None)


def set_archived(dossier_id: int, *, archived: bool) -> bool:
    """Take the Dossier out of use (its address is free, its chain is kept) or back into use.

    Whether that changed anything. Raises Conflict while a validation or an import goes on.
    """
    answer = call_gate("tenancy_set_archived", dossier_id, archived)
    if answer.get("busy"):
        raise Conflict("Une validation ou un import est en cours : archivez quand il sera fini.")
    return bool(answer["changed"])
