"""The keyboard grid. A journal's code may hold a slash; the longer addresses come first."""

from __future__ import annotations

from django.urls import path

from boucle.books.web import grid, grid_acts

_AT = "<str:exercice>/saisie/<path:journal>"

urlpatterns = [
    path("<str:exercice>/saisie/grille", grid.grid_start, name="grid-start"),
    path("<str:exercice>/saisie/creer", grid_acts.grid_create, name="grid-create"),
    path(
        "<str:exercice>/saisie/contrepassation/<uuid:entry>",
        grid_acts.grid_reversal,
        name="grid-reversal",
    ),
    path("<str:exercice>/saisie/lot", grid_acts.grid_batch, name="grid-batch"),
    path("<str:exercice>/saisie/a-revoir", grid_acts.grid_review, name="grid-review"),
    path(f"{_AT}/ecritures", grid.grid_save, name="grid-save"),
    path(f"{_AT}/tiers", grid.grid_thirds, name="grid-thirds"),
    path(f"{_AT}/libelles", grid.grid_labels, name="grid-labels"),
    path(f"{_AT}/<str:mois>/arrivees", grid.grid_arrivals, name="grid-arrivals"),
    path(f"{_AT}/<str:mois>/donnees", grid.grid_data_show, name="grid-data"),
    path(f"{_AT}/<str:mois>", grid.grid_show, name="grid-show"),
]
