"""A receiver in a process of its own, and an administrator who may subscribe."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from boucle.access.models import Membership
from boucle.access.public import create_user, grant_level
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.tenancy.public import Organisation, client_of
from tests.books.build import a_dossier


@dataclass
class Calls:
    """What the receiver was told, and what it answers."""

    url: str
    folder: Path

    def answer(self, word: str) -> None:
        """From now on."""
        (self.folder / "answer.part").write_text(word)
        (self.folder / "answer.part").rename(self.folder / "answer")

    @property
    def all(self) -> list[dict[str, Any]]:
        """Every call, the first first."""
        found = sorted(self.folder.glob("*.json"), key=lambda path: int(path.stem))
        return [json.loads(path.read_text()) for path in found]


def wait_for(state: Any, seconds: float = 60) -> Any:
    """The first true answer of `state()`, or a failure."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found = state()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("rien n’est venu")


@pytest.fixture
def receiver(tmp_path: Path, settings: Any) -> Iterator[Calls]:
    """Listens on this machine, which the setting admits here."""
    settings.WEBHOOKS_PRIVATE = True
    folder = tmp_path / "receiver"
    folder.mkdir()
    script = Path(__file__).with_name("receiver.py")
    process = subprocess.Popen([sys.executable, str(script), str(folder)])
    try:
        wait_for((folder / "port").exists)
        yield Calls(f"http://127.0.0.1:{(folder / 'port').read_text()}/boucle", folder)
    finally:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Office:
    """A Dossier, the organisation that is its client, and its administrator."""

    dossier: int
    organisation: Organisation
    act: Act


def an_office(siren: str = "732829320", login: str = "admin") -> Office:
    """Made in the database in use."""
    dossier = a_dossier(system_act(), siren=siren)
    from boucle.access import public as access

    with access.read(system_act(), dossier):
        place = Organisation.objects.get(id=client_of(dossier))
    user = create_user(login=login, name=login, password="x" * 12, organisation_id=place.id)
    Membership.objects.filter(user=user).update(is_admin=True)
    grant_level(system_act(), dossier, login=login, level="autonome")
    return Office(dossier, place, Act(actor=str(user.public_id), at=clock.now()))
