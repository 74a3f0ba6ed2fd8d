"""Addresses of rights: one's own, another's, many Dossiers at once, seeing as another."""

from django.urls import URLPattern, path

from boucle.shell.web import rights

urlpatterns: list[URLPattern] = [
    path("droits", rights.rights_own, name="rights-own"),
    path("droits/donner", rights.rights_give, name="rights-give"),
    path("droits/<uuid:person>", rights.rights_person, name="rights-person"),
    path("voir-comme/fin", rights.see_as_end, name="see-as-end"),
    path("d/<str:dossier>/voir-comme/<uuid:person>", rights.see_as, name="see-as"),
]
