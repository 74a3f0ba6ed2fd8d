"""Two workers at once, and one that dies: a month is made once."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connections

from boucle.books import public as books
from boucle.books.commands import subscriptions as commands
from boucle.books.models_routine import Subscription
from boucle.books.queries.subscriptions import subscription_for
from boucle.kernel.act import system_act

from .build_setup import a_dossier
from .test_subscriptions import RENT, entries

pytestmark = pytest.mark.commits
ACT = system_act()
DAY = date(2025, 6, 30)


def test_two_workers_make_each_month_once(clone_db: str) -> None:
    dossier = a_dossier()
    number = books.save_subscription(ACT, dossier, RENT)
    made: list[int] = []
    start = threading.Barrier(3)

    def work() -> None:
        start.wait()
        try:
            made.append(books.make_due(ACT, dossier, DAY).made)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 0, 6]
    assert len(entries(dossier)) == 6
    assert subscription_for(ACT, dossier, number).made == 6


def test_one_that_dies_leaves_nothing_half_made(
    clone_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = a_dossier()
    number = books.save_subscription(ACT, dossier, RENT)

    def die(row: Subscription) -> None:
        raise RuntimeError("the worker is gone")

    with monkeypatch.context() as patch:
        patch.setattr(commands, "_plan", die)
        with pytest.raises(RuntimeError):
            books.make_due(ACT, dossier, DAY)
    assert entries(dossier) == [] and not subscription_for(ACT, dossier, number).runs
    assert books.make_due(ACT, dossier, DAY).made == 6
