"""Reading the parties. The scope is opened by `access`, above."""

from __future__ import annotations

from boucle.kernel.db import run_sql
from boucle.tenancy.models import Organisation
from boucle.tenancy.types import DossierRow


def dossiers_in_scope(key: str | None = None, *, archived: bool = False) -> list[DossierRow]:
    """Dossiers of the open scope; `key` is a SIREN, a uuid, or `SIREN~short id`."""
    siren, _, short = (key or "").partition("~")
    rows = run_sql(
        "tenancy/dossiers_in_scope", into=DossierRow, key=key, siren=siren, archived=archived
    )
    return [row for row in rows if not short or row.short_id == short]


def organisation_named(kind: str, name: str) -> Organisation | None:
    """An organisation by its kind and name (the demo and the command line use it)."""
    return Organisation.objects.filter(kind=kind, name=name).first()
