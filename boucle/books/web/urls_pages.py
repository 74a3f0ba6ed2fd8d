"""Pages of accounts, third parties and entries; search. Numbers may hold any sign, slashes too."""

from __future__ import annotations

from django.urls import path

from boucle.books.web import account_pages, brothers, entry_pages, search, third_party_pages

urlpatterns = [
    path("recherche", search.search_show, name="search-show"),
    path("recherche/garder", search.search_save, name="search-save"),
    path("recherche/<int:saved>/oublier", search.search_drop, name="search-drop"),
    path("comptes/recherche", account_pages.account_search, name="account-search"),
    path("tiers/recherche", third_party_pages.third_party_search, name="third-party-search"),
    path("ecriture/<uuid:entry>", entry_pages.entry_show, name="entry-show"),
    path("<str:exercice>/voisins", brothers.brothers, name="brothers"),
    path("<str:exercice>/comptes", account_pages.account_list, name="account-list"),
    path("<str:exercice>/compte/<path:number>", account_pages.account_show, name="account-show"),
    path("<str:exercice>/tiers", third_party_pages.third_party_list, name="third-party-list"),
    path(
        "<str:exercice>/tiers/<path:number>",
        third_party_pages.third_party_show,
        name="third-party-show",
    ),
    path("<str:exercice>/ecriture/<uuid:entry>", entry_pages.entry_show, name="entry-show"),
    path(
        "<str:exercice>/ecriture/n/<path:journal>/<path:number>",
        entry_pages.entry_by_number,
        name="entry-by-number",
    ),
]
