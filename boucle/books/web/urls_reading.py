"""Addresses of the balance, the ledger and the journals."""

from __future__ import annotations

from django.urls import path

from boucle.books.web import reading

urlpatterns = [
    path("<str:exercice>/balance", reading.balance_show, name="balance-show"),
    path(
        "<str:exercice>/balance-auxiliaire", reading.third_balance_show, name="third-balance-show"
    ),
    path(
        "<str:exercice>/balance-mensuelle", reading.balance_months_show, name="balance-months-show"
    ),
    path("<str:exercice>/grand-livre", reading.ledger_show, name="ledger-show"),
    path(
        "<str:exercice>/grand-livre-auxiliaire",
        reading.third_ledger_show,
        name="third-ledger-show",
    ),
    path("<str:exercice>/journaux", reading.journal_list, name="journal-list"),
    path("<str:exercice>/journal/<path:code>", reading.journal_show, name="journal-show"),
    path("<str:exercice>/centralisateur", reading.centralisateur_show, name="centralisateur-show"),
]
