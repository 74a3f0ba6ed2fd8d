"""Schemathesis on the whole description: no 5xx, no answer that is not declared."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from boucle.access.models import ApiKey, Membership
from boucle.kernel import clock
from boucle.kernel.act import Act
from boucle.webhooks import public as webhooks
from tests.shell.test_api import ALL, MINE, World, make_world

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip


QUIET = settings(
    max_examples=10, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def _a_hook(world: World) -> str:
    """A subscription of the key's owner, who administers his cabinet."""
    Membership.objects.filter(user=world.users["expert"]).update(is_admin=True)
    act = Act(actor=str(world.users["expert"].public_id), at=clock.now())
    made, _ = webhooks.create_hook(
        act, label="essai", url="https://8.8.8.8/", types=["books.fec.imported"]
    )
    return str(made.public_id)


@pytest.mark.commits
def test_every_operation_keeps_to_its_description(site: str) -> None:
    world = make_world()
    ApiKey.objects.update(per_minute=1_000_000)
    schema = schemathesis.openapi.from_url(f"{site}/api/v1/openapi.json")
    headers = {"Authorization": f"Bearer {world.keys['expert'].secret}"}
    known = {"dossier": MINE, "exercice": "2025", "entry": world.entry, "hook": _a_hook(world)}
    wrong: dict[str, str] = {}
    for name in [one[0] for one in ALL]:

        @QUIET
        @given(case=schema.find_operation_by_id(name).as_strategy())
        def call(case: Any) -> None:
            for field in known.keys() & (case.path_parameters or {}).keys():
                case.path_parameters[field] = known[field]
            case.call_and_validate(headers=headers, checks=CHECKS)

        try:
            call()
        except (Exception, BaseExceptionGroup) as error:  # the run goes on, to name them all
            wrong[name] = "\n".join(str(one) for one in getattr(error, "exceptions", [error]))
    assert not wrong, "\n\n".join(f"{name}: {text}" for name, text in wrong.items())
