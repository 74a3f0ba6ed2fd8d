"""The scripts of the help page run as they stand against a running site."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from boucle.access import public as access
from boucle.access.public import RIGHTS
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.tenancy.public import Organisation
from tests.books.build import SIREN, a_dossier

PAGE = Path(__file__).resolve().parents[2] / "docs/aide/shell/api.md"
SCRIPTS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_there_are_five() -> None:
    assert len(SCRIPTS) == 5


@pytest.mark.commits
def test_the_scripts_run_as_they_stand(site: Any, tmp_path: Path) -> None:
    act = system_act()
    dossier = a_dossier(act)
    firm = Organisation.objects.create(kind="cabinet", name="Cabinet")
    user = access.create_user(login="a", name="A", password="x" * 12, organisation_id=firm.id)
    access.grant_level(act, dossier, login="a", level="expert")
    own = Act(actor=str(user.public_id), at=clock.now())
    _, secret = access.create_key(
        own, label="scripts", scopes=RIGHTS, expires_at=own.at + timedelta(days=1),
        organisation_id=firm.id,
    )  # fmt: skip
    known = {
        "BOUCLE_URL": site.rstrip("/"), "BOUCLE_CLE": secret, "BOUCLE_DOSSIER": SIREN,
    }  # fmt: skip
    said = []
    for text in [SCRIPTS[1], *SCRIPTS]:
        done = subprocess.run(
            [sys.executable, "-c", text], capture_output=True, text=True, timeout=60, check=False,
            cwd=tmp_path, env={**os.environ, **known},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        said.append(done.stdout)
    assert said[0] == said[2] and "version 1" in said[0]
    assert "120.00" in said[1]
    assert "Recette du jour\t120.0" in said[3]
    assert "octets" in said[4] and list(tmp_path.glob("*FEC*"))
    assert "Chaîne intacte" in said[5]
