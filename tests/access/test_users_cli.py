"""`boucle utilisateur`: the first person of an installation, and those after."""

from __future__ import annotations

import json
from collections.abc import Callable
from subprocess import CompletedProcess
from typing import Any

import pytest
from django.test import Client

from boucle.access.public import User, add_user, all_users
from boucle.kernel.act import Act
from boucle.kernel.clock import now
from boucle.kernel.errors import Forbidden

Run = Callable[..., CompletedProcess[str]]
SECRET = "une phrase assez longue"
ADD = ("utilisateur", "ajouter", "claire", "--nom", "Claire Martin", "--cabinet", "Cabinet Martin")


@pytest.mark.commits
def test_from_the_first_person_to_a_closed_access(boucle_cli: Run) -> None:
    assert "Aucun utilisateur" in boucle_cli("utilisateur", "liste").stdout
    added = boucle_cli(*ADD, "--json", stdin=SECRET + "\n")
    assert added.returncode == 0, added.stderr
    assert json.loads(added.stdout)["login"] == "claire"
    again = boucle_cli(*ADD, stdin=SECRET + "\n")
    assert again.returncode == 1 and "déjà pris" in again.stderr
    weak = boucle_cli("utilisateur", "mot-de-passe", "claire", stdin="court\n")
    assert weak.returncode == 1
    assert boucle_cli("utilisateur", "mot-de-passe", "claire", stdin=SECRET + "s\n").returncode == 0
    assert boucle_cli("utilisateur", "desactiver", "Claire").returncode == 0
    assert "accès fermé" in boucle_cli("utilisateur", "liste").stdout
    assert boucle_cli("utilisateur", "desactiver", "personne").returncode == 1
    forbidden = boucle_cli(*ADD, "--as", "claire", stdin=SECRET + "\n")
    assert forbidden.returncode == 1
    assert boucle_cli("utilisateur", "ajouter", "x").returncode == 2


@pytest.mark.django_db
def test_a_person_does_not_add_another() -> None:
    act = Act(actor="01890000-0000-7000-8000-000000000000", at=now())
    facts: dict[str, Any] = {"login": "paul", "name": "Paul", "password": SECRET}
    with pytest.raises(Forbidden):
        add_user(act, **facts, kind="company", organisation="Dupré")
    with pytest.raises(Forbidden):
        all_users(act)


@pytest.mark.django_db
def test_the_empty_site_says_how_to_begin() -> None:
    text = Client().get("/connexion").content.decode()
    assert ("boucle utilisateur ajouter" in text) == (not User.objects.exists())


@pytest.mark.commits
def test_a_first_link_and_lost_factors(boucle_cli: Any) -> None:
    words = ("claire", "--nom", "Claire", "--cabinet", "Martin")
    boucle_cli("utilisateur", "ajouter", *words, stdin="une phrase bien longue\n")
    found = boucle_cli("utilisateur", "premier-acces", "claire", "--json")
    address = json.loads(found.stdout)["address"]
    assert Client().get(address).status_code == 200
    lost = boucle_cli("utilisateur", "sans-facteur", "claire")
    assert lost.returncode == 0 and "0 second(s) facteur(s)" in lost.stdout
    assert boucle_cli("utilisateur", "premier-acces", "personne").returncode == 1
