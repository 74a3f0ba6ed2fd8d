"""`boucle droits`: who may what in a Dossier, and what a person may, from the command line."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from boucle.kernel.errors import WrongUse


def register(subparsers: Any) -> None:
    """Add `droits` and its acts."""
    parser = subparsers.add_parser("droits", help="voir, donner et retirer des droits")
    acts = parser.add_subparsers(metavar="acte", required=True)

    shown = acts.add_parser("liste", help="qui peut quoi dans un dossier")
    shown.add_argument("dossier", metavar="DOSSIER", help="SIREN, SIREN~fin ou uuid")
    shown.set_defaults(run=run_list)

    person = acts.add_parser("de", help="ce que peut une personne, et d’où vient chaque droit")
    person.add_argument("user", metavar="IDENTIFIANT")
    person.set_defaults(run=run_person)

    presets = acts.add_parser("profils", help="les profils et leurs modules")
    presets.set_defaults(run=run_presets)

    give = acts.add_parser("donner", help="donner un profil sur un ou plusieurs dossiers")
    give.add_argument("user", metavar="IDENTIFIANT")
    give.add_argument("profil", metavar="PROFIL", help="voir « boucle droits profils »")
    give.add_argument("dossiers", metavar="DOSSIER", nargs="+")
    give.add_argument("--journaux", metavar="ACH,BQ", help="n’écrit que dans ces journaux")
    give.add_argument("--comptes", metavar="6,401", help="n’écrit que sur ces débuts de compte")
    give.add_argument("--du", metavar="AAAA-MM-JJ", type=_day, help="premier jour")
    give.add_argument("--au", metavar="AAAA-MM-JJ", type=_day, help="dernier jour, compris")
    give.set_defaults(run=run_give)

    take = acts.add_parser("retirer", help="retirer tous les droits sur ces dossiers")
    take.add_argument("user", metavar="IDENTIFIANT")
    take.add_argument("dossiers", metavar="DOSSIER", nargs="+")
    take.set_defaults(run=run_take)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas un jour AAAA-MM-JJ") from None


def run_list(args: argparse.Namespace) -> int:
    """Persons of a Dossier. Raises NotFound."""
    from boucle.access.public import dossier_for, people_of, preset_label

    people = people_of(args.act, dossier_for(args.act, args.dossier).id)
    rows = [
        {
            "login": one.login, "name": one.name, "preset": one.preset,
            "granted_by": one.granted_by, **_facts(one.rights, one.starts_on, one.ends_on),
        }
        for one in people
    ]  # fmt: skip
    if args.json:
        return _say({"people": rows})
    for one, row in zip(people, rows, strict=True):
        print(f"{one.login:20} {preset_label(one.preset):24} {_limits(row)}".rstrip())
    if not people:
        print("Personne n’a de droit sur ce dossier.")
    return 0


def run_person(args: argparse.Namespace) -> int:
    """What a person holds, Dossier by Dossier. Raises NotFound."""
    from boucle.access.public import names_of, person_named, rights_of_person

    user = person_named(args.user)
    _, found = rights_of_person(args.act, str(user.public_id), limit=10_000)
    names = names_of({one.granted_by for one in found})
    if args.json:
        return _say({"rights": [
            {
                "siren": one.siren, "dossier": one.name, "preset": one.preset, "counts": one.counts,
                "granted_by": one.granted_by, "granted_at": one.granted_at,
                **_facts(one.rights, one.starts_on, one.ends_on),
            }
            for one in found
        ]})  # fmt: skip
    for one in found:
        row = _facts(one.rights, one.starts_on, one.ends_on)
        state = "" if one.counts else " (hors dates)"
        print(f"{one.siren}  {one.name} : {one.preset_label}{state} {_limits(row)}".rstrip())
        print(f"    écriture : {', '.join(one.written) or '–'}")
        print(f"    lecture  : {', '.join(one.only_read) or '–'}")
        print(f"    donné par {names[one.granted_by]} le {one.granted_at:%d/%m/%Y}")
    if not found:
        print("Aucun droit.")
    return 0


def run_presets(args: argparse.Namespace) -> int:
    """The presets."""
    from boucle.access.public import presets

    if args.json:
        return _say({"presets": [
            {"code": p.code, "mode": p.mode, "reads": sorted(p.reads), "writes": sorted(p.writes)}
            for p in presets().values()
        ]})  # fmt: skip
    for preset in presets().values():
        print(f"{preset.code:22} {preset.label} : {preset.about}")
    return 0


def run_give(args: argparse.Namespace) -> int:
    """Give a preset. Raises Refused, NotFound, Forbidden."""
    from boucle.access.public import GrantWish, give

    wish = GrantWish(
        preset=args.profil, journals=_codes(args.journaux), accounts=_codes(args.comptes),
        starts_on=args.du, ends_on=args.au,
    )  # fmt: skip
    count = give(args.act, _numbers(args), login=args.user, wish=wish)
    return _said(args, count, f"Droit donné à « {args.user} »")


def run_take(args: argparse.Namespace) -> int:
    """Take every right. Raises Refused, NotFound, Forbidden."""
    from boucle.access.public import revoke_everywhere

    count = revoke_everywhere(args.act, _numbers(args), login=args.user)
    return _said(args, count, f"Droits de « {args.user} » retirés")


def _numbers(args: argparse.Namespace) -> list[int]:
    from boucle.access.public import dossier_for

    return [dossier_for(args.act, key).id for key in args.dossiers]


def _codes(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    found = tuple(word.strip().upper() for word in text.split(",") if word.strip())
    if not found:
        raise WrongUse("Une limite nomme au moins un journal ou un compte.")
    return found


def _facts(rights: Any, start: date | None, end: date | None) -> dict[str, Any]:
    return {
        "mode": rights.mode, "reads": sorted(rights.reads), "writes": sorted(rights.writes),
        "journals": rights.journals, "accounts": rights.accounts, "from": start, "to": end,
    }  # fmt: skip


def _limits(row: dict[str, Any]) -> str:
    said = []
    if row["journals"]:
        said.append(f"journaux {', '.join(row['journals'])}")
    if row["accounts"]:
        said.append(f"comptes {', '.join(row['accounts'])}")
    if row["from"]:
        said.append(f"à partir du {row['from']:%d/%m/%Y}")
    if row["to"]:
        said.append(f"jusqu’au {row['to']:%d/%m/%Y}")
    return " ; ".join(said)


def _said(args: argparse.Namespace, count: int, text: str) -> int:
    if args.json:
        return _say({"dossiers": count})
    print(f"{text} sur {count} dossier{'s' if count > 1 else ''}.")
    return 0


def _say(facts: dict[str, Any]) -> int:
    print(json.dumps(facts, ensure_ascii=False, default=str))
    return 0
