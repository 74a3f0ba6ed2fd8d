"""The door of access."""

from boucle.access.commands import (
    create_dossier,
    create_user,
    drop_empty_dossier,
    grant_level,
    revoke_grant,
)
from boucle.access.models import Membership, User
from boucle.access.queries import (
    act_of_login,
    cabinet_of,
    company_of,
    dossier_for,
    key_of_dossier,
    narrow,
    people_of,
    portfolio,
    read,
    read_all,
    rights_of,
    visible_ids,
    write,
)
from boucle.access.types import LEVELS, RIGHTS, Person, Rights

__all__ = [
    "LEVELS",
    "RIGHTS",
    "Membership",
    "Person",
    "Rights",
    "User",
    "act_of_login",
    "cabinet_of",
    "company_of",
    "create_dossier",
    "create_user",
    "dossier_for",
    "drop_empty_dossier",
    "grant_level",
    "key_of_dossier",
    "narrow",
    "people_of",
    "portfolio",
    "read",
    "read_all",
    "revoke_grant",
    "rights_of",
    "visible_ids",
    "write",
]
