"""`boucle droits`: given, seen with its reason, and taken back from the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from boucle.access import public as access
from boucle.tenancy.public import Organisation
from tests.books.build import SIREN, a_dossier

pytestmark = pytest.mark.commits


def test_rights_are_given_seen_and_taken_back(boucle_cli: Any) -> None:
    a_dossier()
    a_dossier(siren="552100554")
    firm = Organisation.objects.create(kind="cabinet", name="Martin")
    access.create_user(login="lea", name="Léa", password="x", organisation_id=firm.id)

    def run(*words: str) -> Any:
        done = boucle_cli("droits", *words, "--json")
        return json.loads(done.stdout) if done.returncode == 0 else done.returncode

    given = run("donner", "lea", "assistant", SIREN, "552100554", "--journaux", "ach,bq")
    assert given == {"dossiers": 2}
    (person,) = run("liste", SIREN)["people"]
    assert (person["login"], person["preset"], person["journals"]) == (
        "lea", "assistant", ["ACH", "BQ"],
    )  # fmt: skip
    held = run("de", "lea")["rights"]
    assert [one["siren"] for one in held] == ["552100554", SIREN]
    assert all(one["counts"] and one["granted_by"].startswith("système:") for one in held)
    text = boucle_cli("droits", "de", "lea").stdout
    assert "Assistant" in text and "donné par" in text and "journaux ACH, BQ" in text
    assert "chef_de_mission" in boucle_cli("droits", "profils").stdout
    assert run("donner", "lea", "roi", SIREN) == 1
    assert run("donner", "lea", "assistant", SIREN, "--au", "hier") == 2
    assert run("retirer", "lea", SIREN) == {"dossiers": 1}
    assert run("liste", SIREN) == {"people": []}
    assert run("retirer", "lea", SIREN) == 1
