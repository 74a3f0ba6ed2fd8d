"""Lettrage. Its own words come before the accounts."""

from __future__ import annotations

from django.urls import path

from boucle.books.web import lettrage, vat_receipts

urlpatterns = [
    path("<str:exercice>/tva-encaissements", vat_receipts.vat_due, name="vat-due"),
    path("<str:exercice>/tva-encaissements/virer", vat_receipts.vat_move, name="vat-move"),
    path("<str:exercice>/lettrage", lettrage.lettrage_list, name="lettrage-list"),
    path("<str:exercice>/lettrage/actes", lettrage.lettrage_act, name="lettrage-act"),
    path("<str:exercice>/lettrage/chercher", lettrage.lettrage_find, name="lettrage-find"),
    path("<str:exercice>/lettrage/seuil", lettrage.lettrage_limit, name="lettrage-limit"),
    path("<str:exercice>/lettrage/ouvertes", lettrage.grid_open_items, name="grid-open-items"),
    path("<str:exercice>/lettrage/<str:account>", lettrage.lettrage_show, name="lettrage-show"),
    path(
        "<str:exercice>/lettrage/<str:account>/<path:third>",
        lettrage.lettrage_show, name="lettrage-third",
    ),
]  # fmt: skip
