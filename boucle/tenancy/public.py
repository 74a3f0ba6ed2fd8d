"""The door of tenancy."""

from boucle.tenancy.commands import check_new, insert_dossier, next_dossier_id
from boucle.tenancy.models import Dossier, Organisation
from boucle.tenancy.queries import dossiers_in_scope, organisation_named
from boucle.tenancy.rules.siren import problem as siren_problem
from boucle.tenancy.rules.siren import tidy as siren_tidy
from boucle.tenancy.types import DossierId, DossierRow, NewDossier

__all__ = [
    "Dossier",
    "DossierId",
    "DossierRow",
    "NewDossier",
    "Organisation",
    "check_new",
    "dossiers_in_scope",
    "insert_dossier",
    "next_dossier_id",
    "organisation_named",
    "siren_problem",
    "siren_tidy",
]
