"""`boucle utilisateur`: the persons of an installation, from its own command line."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from typing import Any

from boucle.kernel.errors import WrongUse

_ASKED = (
    "Le mot de passe est demandé deux fois à l’écran, ou lu sur l’entrée standard "
    "(une ligne) quand elle n’est pas un terminal."
)


def register(subparsers: Any) -> None:
    """Add `utilisateur` and its acts."""
    parser = subparsers.add_parser("utilisateur", help="ajouter et suivre les utilisateurs")
    acts = parser.add_subparsers(metavar="acte", required=True)

    add = acts.add_parser("ajouter", help="ajouter un utilisateur", epilog=_ASKED)
    add.add_argument("user", metavar="IDENTIFIANT")
    add.add_argument("--nom", required=True, help="nom affiché")
    place = add.add_mutually_exclusive_group(required=True)
    place.add_argument("--cabinet", metavar="NOM", help="membre de ce cabinet (créé au besoin)")
    place.add_argument("--societe", metavar="NOM", help="membre de cette société (créée au besoin)")
    place.add_argument(
        "--exploitant", metavar="NOM", help="personnel de l’exploitant du service (créé au besoin)"
    )
    add.add_argument("--admin", action="store_true", help="administre son organisation")
    add.set_defaults(run=run_add)

    secret = acts.add_parser("mot-de-passe", help="changer un mot de passe", epilog=_ASKED)
    secret.add_argument("user", metavar="IDENTIFIANT")
    secret.set_defaults(run=run_password)

    for verb, active, text in (
        ("desactiver", False, "fermer l’accès, tout de suite"),
        ("reactiver", True, "rouvrir l’accès"),
    ):
        act = acts.add_parser(verb, help=text)
        act.add_argument("user", metavar="IDENTIFIANT")
        act.set_defaults(run=run_active, active=active)

    link = acts.add_parser("premier-acces", help="donner un lien de premier accès (72 h, une fois)")
    link.add_argument("user", metavar="IDENTIFIANT")
    link.set_defaults(run=run_link)

    lost = acts.add_parser("sans-facteur", help="retirer les seconds facteurs, s’ils sont perdus")
    lost.add_argument("user", metavar="IDENTIFIANT")
    lost.set_defaults(run=run_lost)

    tenant = acts.add_parser("microsoft", help="déclarer le tenant Microsoft d’une organisation")
    tenant.add_argument("organisation", metavar="NOM")
    tenant.add_argument("tenant", metavar="GUID")
    tenant.set_defaults(run=run_tenant)

    acts.add_parser("liste", help="montrer les utilisateurs").set_defaults(run=run_list)


def run_add(args: argparse.Namespace) -> int:
    """Add a person. Raises Refused (login taken, weak password), Forbidden with --as."""
    from boucle.access.public import add_user

    named = {"cabinet": args.cabinet, "company": args.societe, "operator": args.exploitant}
    kind, place = next((kind, name) for kind, name in named.items() if name)
    user = add_user(
        args.act,
        login=args.user,
        name=args.nom,
        password=_password(),
        kind=kind,
        organisation=place,
        is_admin=args.admin,
    )
    text = f"Utilisateur « {user.login} » ajouté à {place}."
    return _say(args, {"login": user.login, "name": user.name, "organisation": place}, text)


def run_password(args: argparse.Namespace) -> int:
    """Set a new password; the open sessions of the person end. Raises Refused, NotFound."""
    from boucle.access.public import change_password

    change_password(args.act, login=args.user, password=_password())
    return _say(args, {"login": args.user}, f"Mot de passe de « {args.user} » changé.")


def run_link(args: argparse.Namespace) -> int:
    """A first link, shown this once. Raises NotFound."""
    from django.conf import settings

    from boucle.access.public import link_for

    address = f"{settings.PUBLIC_URL or '/'}premier-acces/{link_for(args.act, args.user)}"
    text = f"Lien de « {args.user} », valable 72 heures et une fois : {address}"
    return _say(args, {"login": args.user, "address": address}, text)


def run_lost(args: argparse.Namespace) -> int:
    """Take the second factors of a person away; his sessions end. Raises NotFound."""
    from boucle.access.public import signin

    count = signin.drop_factors(args.act, args.user)
    text = f"{count} second(s) facteur(s) de « {args.user} » retiré(s)."
    return _say(args, {"login": args.user, "removed": count}, text)


def run_tenant(args: argparse.Namespace) -> int:
    """Members of the organisation may sign in from that tenant. Raises NotFound, WrongUse."""
    from uuid import UUID

    from boucle.access.public import identities

    try:
        tid = UUID(args.tenant)
    except ValueError:
        raise WrongUse("L’identifiant d’un tenant est un GUID.") from None
    identities.register_tenant(args.act, args.organisation, tid)
    text = f"Tenant {tid} déclaré pour {args.organisation}."
    return _say(args, {"organisation": args.organisation, "tenant": str(tid)}, text)


def run_active(args: argparse.Namespace) -> int:
    """Close or open the access of a person. Raises NotFound."""
    from boucle.access.public import set_active

    set_active(args.act, login=args.user, active=args.active)
    word = "rouvert" if args.active else "fermé"
    facts = {"login": args.user, "active": args.active}
    return _say(args, facts, f"Accès de « {args.user} » {word}.")


def run_list(args: argparse.Namespace) -> int:
    """Everybody, by login."""
    from boucle.access.public import all_users

    people = all_users(args.act)
    if args.json:
        return _say(args, {"users": people}, "")
    for row in people:
        state = "" if row["active"] else "  (accès fermé)"
        print(f"{row['login']:20} {row['name']} · {row['organisation']}{state}")
    if not people:
        print("Aucun utilisateur. Ajoutez le premier : boucle utilisateur ajouter …")
    return 0


def _password() -> str:
    """Asked twice on a terminal, else the first line of the standard input. Raises WrongUse."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Mot de passe : ")
    if first != getpass.getpass("Encore une fois : "):
        raise WrongUse("Les deux saisies diffèrent ; recommencez.")
    return first


def _say(args: argparse.Namespace, facts: dict[str, Any], text: str) -> int:
    print(json.dumps(facts, ensure_ascii=False) if args.json else text)
    return 0
