"""Presence: who comes is told to who is there, who leaves too, and nobody else hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from boucle.access import public as access
from boucle.access.models_presence import Presence
from boucle.kernel.errors import NotFound
from boucle.kernel.events import event_of
from tests.access.test_accounts import Scene, scene
from tests.shell.test_admin import client_of

__all__ = ["scene"]


def names(act: Any, dossier: int) -> list[tuple[str, str]]:
    return [(one.name, one.screen) for one in access.present(act, dossier)]


@pytest.mark.django_db
def test_each_sees_the_others_and_where(scene: Scene) -> None:
    for act, tab, screen in (
        (scene.ada, "a", "Balance"), (scene.ben, "b", "Lettrage"), (scene.ben, "c", "Saisie AC"),
    ):  # fmt: skip
        access.enter_presence(act, scene.dossier, tab=tab, screen=screen)
    assert names(scene.ada, scene.dossier) == [("Ben", "Saisie AC")]
    assert names(scene.ben, scene.dossier) == [("Ada", "Balance")]
    for tab in ("b", "c"):
        access.leave_presence(scene.ben, scene.dossier, tab=tab)
    assert names(scene.ada, scene.dossier) == []
    with pytest.raises(NotFound):
        access.present(scene.eve, scene.dossier)
    with pytest.raises(NotFound):
        access.enter_presence(scene.eve, scene.dossier, tab="e", screen="x")


@pytest.mark.django_db
def test_a_page_without_a_sign_is_forgotten(scene: Scene) -> None:
    access.enter_presence(scene.ben, scene.dossier, tab="b", screen="Balance")
    with access.write(scene.ben, scene.dossier):
        Presence.objects.filter(dossier_id=scene.dossier).update(seen_at="2026-01-01T00:00Z")
    assert names(scene.ada, scene.dossier) == []
    access.enter_presence(scene.ada, scene.dossier, tab="a", screen="Balance")
    with access.write(scene.ada, scene.dossier):
        assert Presence.objects.filter(dossier_id=scene.dossier).count() == 1


@pytest.mark.django_db
def test_the_page_says_it_is_there_and_asks_for_the_others(scene: Scene) -> None:
    ada, ben = client_of("ada"), client_of("ben")
    address = "/d/732829320/presence"
    assert ben.post(address, {"onglet": "b", "ecran": "Saisie ACH 03/2026"}).status_code == 204
    found = ada.get(address).json()["people"]
    assert found == [{"name": "Ben", "initials": "B", "screen": "Saisie ACH 03/2026"}]
    ben.post(address, {"onglet": "b", "quitte": "1"})
    assert ada.get(address).json()["people"] == []
    assert 'data-presence="/d/732829320/presence"' in ada.get("/d/732829320/").content.decode()


@pytest.mark.commits
def test_coming_and_leaving_are_told_and_staying_is_not(scene: Scene, connect: Any) -> None:
    hearing = connect("web", autocommit=True)
    hearing.execute("listen boucle_events")

    def heard() -> list[str]:
        found = [event_of(n.payload) for n in hearing.notifies(timeout=0.2)]
        return [one.kind for one in found if one and one.dossier == scene.dossier]

    heard()
    access.enter_presence(scene.ada, scene.dossier, tab="a", screen="Balance")
    assert heard() == ["presence"]
    access.enter_presence(scene.ada, scene.dossier, tab="a", screen="Balance")
    assert heard() == []
    access.enter_presence(scene.ada, scene.dossier, tab="a", screen="Lettrage")
    assert heard() == ["presence"]
    access.leave_presence(scene.ada, scene.dossier, tab="a")
    access.leave_presence(scene.ada, scene.dossier, tab="a")
    assert heard() == ["presence"]
