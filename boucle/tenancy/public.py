"""The door of tenancy."""

from boucle.tenancy.commands import (
    check_new,
    insert_dossier,
    next_dossier_id,
    set_archived,
    set_cabinet,
    update_dossier,
)
from boucle.tenancy.models import Dossier, Organisation
from boucle.tenancy.queries import (
    client_of,
    count_dossiers,
    dossiers_in_scope,
    dossiers_page,
    organisation_named,
)
from boucle.tenancy.rules.siren import problem as siren_problem
from boucle.tenancy.rules.siren import tidy as siren_tidy
from boucle.tenancy.types import (
    FEC_REGIMES,
    LEGAL_FORMS,
    TAX_REGIMES,
    VAT_REGIMES,
    DossierChanges,
    DossierId,
    DossierListed,
    DossierRow,
    NewDossier,
)

__all__ = [
    "FEC_REGIMES",
    "LEGAL_FORMS",
    "TAX_REGIMES",
    "VAT_REGIMES",
    "Dossier",
    "DossierChanges",
    "DossierId",
    "DossierListed",
    "DossierRow",
    "NewDossier",
    "Organisation",
    "check_new",
    "client_of",
    "count_dossiers",
    "dossiers_in_scope",
    "dossiers_page",
    "insert_dossier",
    "next_dossier_id",
    "organisation_named",
    "set_archived",
    "set_cabinet",
    "siren_problem",
    "siren_tidy",
    "update_dossier",
]
