"""Reading the parties. The scope is opened by `access`, above."""

from __future__ import annotations

from django.db.models import Count, Q

from boucle.kernel.db import run_sql
from boucle.tenancy.models import Dossier, Organisation
from boucle.tenancy.types import DossierListed, DossierRow


def dossiers_in_scope(
    key: str | None = None, *, archived: bool = False, first: str = ""
) -> list[DossierRow]:
    """Dossiers of the open scope; `key` is a SIREN, a uuid, or `SIREN~short id`.

    `first`: the statement that sets this scope, in the same round trip.
    """
    siren, _, short = (key or "").partition("~")
    rows = run_sql(
        "tenancy/dossiers_in_scope", first, into=DossierRow, key=key, siren=siren,
        archived=archived,
    )  # fmt: skip
    return [row for row in rows if not short or row.short_id == short]


def dossiers_page(
    text: str,
    *,
    among: list[int] | None,
    after: tuple[str, int] | None,
    limit: int,
    archived: bool = False,
) -> list[DossierListed]:
    """Active (or archived) Dossiers of the open scope by name, after a key; `text`: its words."""
    key, number = after or (None, None)
    return run_sql(
        "tenancy/dossiers_page",
        into=DossierListed,
        words=text.split()[:8],
        digits="".join(filter(str.isdigit, text)) or None,
        among=among,
        archived=archived,
        after_key=key,
        after_id=number,
        limit=limit,
    )


def count_dossiers() -> tuple[int, int]:
    """How many Dossiers of the open scope are in use, and how many are archived."""
    count = Dossier.objects.aggregate(
        active=Count("id", filter=Q(archived_at=None)), every=Count("id")
    )
    return count["active"], count["every"] - count["active"]


def organisation_named(kind: str, name: str) -> Organisation | None:
    """An organisation by its kind and name (the demo and the command line use it)."""
    return Organisation.objects.filter(kind=kind, name=name).first()


def client_of(dossier_id: int) -> int:
    """The organisation that is the client of a Dossier of the open scope."""
    return int(Dossier.objects.values_list("client_id", flat=True).get(id=dossier_id))
