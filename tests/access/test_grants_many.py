"""Many Dossiers at once: the same number of statements, whatever the number of Dossiers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boucle.access import public as access
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.tenancy.public import NewDossier, Organisation

pytestmark = pytest.mark.django_db
ACT = system_act()


@pytest.mark.covers("S-124")
def test_the_number_of_dossiers_costs_no_more_queries() -> None:
    firm = Organisation.objects.create(kind="cabinet", name="Martin")
    users = {
        login: access.create_user(login=login, name=login, password="x", organisation_id=firm.id)
        for login in ("anne", "lea")
    }
    anne = Act(actor=str(users["anne"].public_id), at=clock.now())
    new = [_dossier(firm.id, number) for number in range(30)]
    access.give(ACT, new, login="anne", wish=access.GrantWish(preset="expert"))
    wish = access.GrantWish(preset="assistant", journals=("ACH",))
    counts = []
    for some in (new[:2], new):
        with CaptureQueriesContext(connection) as seen:
            assert access.give(anne, some, login="lea", wish=wish) == len(some)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert access.revoke(anne, new, user_id=str(users["lea"].public_id)) == len(new)


def _dossier(cabinet: int, number: int) -> int:
    siren = _siren(100_000 + number)
    new = NewDossier(siren=siren, name=f"Société {number}", cabinet_id=cabinet)
    return access.create_dossier(ACT, new)


def _siren(start: int) -> str:
    body = f"{start:08d}"
    for last in range(10):
        digits = [int(sign) for sign in f"{body}{last}"]
        total = sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits))
        if total % 10 == 0:
            return f"{body}{last}"
    raise AssertionError(start)
