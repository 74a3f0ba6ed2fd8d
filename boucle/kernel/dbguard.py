"""Refuse to serve with too much power: row-level security binds only an ordinary role."""

from __future__ import annotations

import psycopg

from boucle.kernel import dbinit
from boucle.kernel.errors import Finding, Refused

_QUESTIONS = """
select current_user::text, rolsuper, rolbypassrls,
       pg_has_role(current_user, nspowner, 'member')
           or exists (select from pg_class c where c.relnamespace = n.oid
                      and pg_has_role(current_user, c.relowner, 'member'))
  from pg_roles r left join pg_namespace n on n.nspname = 'boucle'
 where r.rolname = current_user
"""


def check_serving_role(url: str) -> None:
    """Raises Refused, with each reason, unless the role of `url` is an ordinary one.

    Superuser, BYPASSRLS, owner of the schema or of a table, member of such an owner.
    """
    with psycopg.connect(url, connect_timeout=10) as connection:
        dbinit.check_version(connection)
        row = connection.execute(_QUESTIONS).fetchone()
    assert row is not None
    role, superuser, bypass, owner = row
    reasons = [
        (superuser, "superuser", "est superutilisateur"),
        (bypass, "bypassrls", "contourne les règles d’accès aux lignes (BYPASSRLS)"),
        (
            owner and not superuser,
            "owner",
            "possède les tables ou hérite de leur propriétaire",
        ),
    ]
    found = [
        Finding(
            code=f"kernel.role.{code}",
            message=f"Boucle refuse de servir : le rôle « {role} » {text}.",
            help="Donnez dans DATABASE_URL le rôle boucle_web, créé par « boucle db init ».",
        )
        for wrong, code, text in reasons
        if wrong
    ]
    if found:
        raise Refused(found)
