"""`boucle db …`: make the roles, migrate, open psql."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
from typing import Any

from boucle.kernel.errors import BoucleError, WrongUse


def register(subparsers: Any) -> None:
    """Add `db init`, `db migrate` and `db psql`."""
    parser = subparsers.add_parser("db", help="préparer la base de données")
    group = parser.add_subparsers(metavar="action", required=True)
    init = group.add_parser("init", help="créer rôles, base, schémas et extensions")
    init.add_argument("--admin", metavar="URL", help="connexion d’un administrateur du serveur")
    init.add_argument("--base", metavar="NOM", default="boucle", help="nom de la base (boucle)")
    init.add_argument(
        "--renouveler",
        action="store_true",
        help="donner de nouveaux mots de passe aux rôles qui existent déjà",
    )
    init.set_defaults(run=init_database, database=False)
    migrate = group.add_parser("migrate", help="mettre la base à jour")
    migrate.set_defaults(run=migrate_database, database=False)
    psql = group.add_parser("psql", help="ouvrir psql sur la base")
    psql.add_argument(
        "--role", choices=("web", "owner", "ingest", "postgres"), default="web", help="rôle (web)"
    )
    psql.add_argument("suite", nargs="*", metavar="ARG", help="arguments de psql, après --")
    psql.set_defaults(run=open_psql, database=False)


def init_database(args: argparse.Namespace) -> int:
    """Prepare the embedded server, or with --admin any other, and print its connection strings."""
    from boucle.kernel import dbinit, dsn

    if not args.admin:
        if not dsn.embedded():
            raise WrongUse("DATABASE_URL est définie : indiquez l’administrateur par --admin URL.")
        dsn.ensure()
        urls = {name: dsn.url(role) for role, name in _roles()}
        return _tell(args, urls, [role for role, _ in _roles()])
    words = {role: secrets.token_urlsafe(32) for role in dbinit.ROLES}
    given = dbinit.initialise(args.admin, words, database=args.base, renew=args.renouveler)
    urls = {
        name: _url(args.admin, args.base, role, words[role] if role in given else "…")
        for role, name in _roles()
    }
    return _tell(args, urls, given)


def _roles() -> list[tuple[Any, str]]:
    from boucle.kernel import dbinit, dsn

    return [(role, dsn.VARIABLES[role]) for role in dbinit.ROLES]


def _url(admin: str, database: str, role: str, word: str) -> str:
    from urllib.parse import quote, urlencode

    from psycopg.conninfo import conninfo_to_dict

    from boucle.kernel import dbinit

    parts = {key: str(value) for key, value in conninfo_to_dict(admin).items() if value}
    rest = {k: v for k, v in parts.items() if k not in {"user", "password", "dbname"}}
    query = f"?{urlencode(rest)}" if rest else ""
    return f"postgresql://{dbinit.ROLES[role]}:{quote(word, safe='…')}@/{database}{query}"


def _tell(args: argparse.Namespace, urls: dict[str, str], given: list[str]) -> int:
    if args.json:
        print(json.dumps({"urls": urls, "created": given}, ensure_ascii=False))
        return 0
    for name, url in urls.items():
        print(f"{name}='{url}'")
    if not given:
        print("Les rôles existaient : leurs mots de passe n’ont pas changé.", file=sys.stderr)
    return 0


def migrate_database(args: argparse.Namespace) -> int:
    """Bring the database to this release."""
    from boucle.cli.main import start_django
    from boucle.kernel import migrate

    start_django()
    changed = migrate.migrate(lambda text: print(f"… {text}", file=sys.stderr))
    if args.json:
        print(json.dumps({"changed": changed}))
    else:
        print("Base mise à jour." if changed else "La base est à jour.")
    return 0


def open_psql(args: argparse.Namespace) -> int:
    """Replace this process by psql, with the embedded one where there is no other."""
    from boucle.kernel import dsn, pgserver

    dsn.ensure()
    if args.role == "postgres":
        if not dsn.embedded():
            raise WrongUse("Le superutilisateur n’est connu que de la base embarquée.")
        url = pgserver.connection_string(dsn.data_folder(), "postgres")
    else:
        url = dsn.url(args.role)
    program = str(pgserver.tool("psql"))
    os.environ.update(_libpq(url))  # not as an argument: other users read those
    try:
        os.execv(program, [program, *args.suite])  # noqa: S606 — our own client, fixed path
    except FileNotFoundError:
        raise BoucleError("psql n’est pas installé.") from None


def _libpq(url: str) -> dict[str, str]:
    """The variables of libpq for a connection string."""
    from psycopg.conninfo import conninfo_to_dict

    names = {"user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT"}
    names |= {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "options": "PGOPTIONS"}
    parts = conninfo_to_dict(url)
    return {names[key]: str(value) for key, value in parts.items() if key in names and value}
