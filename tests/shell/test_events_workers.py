"""Two processes serve: what one hears through the database, the streams of both tell."""

from __future__ import annotations

import http.client
import socket
from pathlib import Path
from typing import Any

import pytest

from boucle.books.public import save_draft
from boucle.cli import running
from boucle.kernel.act import system_act
from boucle.kernel.events import USER_MOST
from tests.books.build import SIREN, a_dossier, an_entry
from tests.conftest import start_site
from tests.journeys.people import a_collaborator, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.commits]
TRIES = 100


def open_streams(port: int, cookie: str) -> list[tuple[http.client.HTTPConnection, Any]]:
    """More than one process gives to a person: so both hold some."""
    found = []
    for _ in range(TRIES):
        line = http.client.HTTPConnection("localhost", port, timeout=90)
        line.request("GET", f"/d/{SIREN}/evenements", headers={"Cookie": cookie})
        answer = line.getresponse()
        if answer.status == 200:
            found.append((line, answer))
        else:
            line.close()
        if len(found) > USER_MOST:
            break
    return found


def test_the_streams_of_both_processes_hear_a_save(
    clone_db: str, tmp_path: Path, page: Any
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    dossier = a_dossier()
    a_collaborator(dossier)
    start_site(clone_db, tmp_path, port, workers=2)
    try:
        sign_in(page, f"http://localhost:{port}", f"/d/{SIREN}/2025/balance")
        cookie = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
        page.goto("about:blank")
        streams = open_streams(port, cookie)
        assert len(streams) > USER_MOST
        saved = save_draft(system_act(), dossier, an_entry())
        wanted = str(saved.public_id).encode()
        for line, answer in streams:
            assert any(wanted in told for told in iter(answer.readline, b""))
            line.close()
    finally:
        running.stop(tmp_path, 20)
