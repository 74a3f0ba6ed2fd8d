"""Addresses of signing in."""

from django.urls import path

from boucle.shell.web import signin

urlpatterns = [
    path("connexion", signin.sign_in, name="session-open"),
    path("deconnexion", signin.sign_out, name="session-close"),
    path("premier-acces/<str:word>", signin.first_access, name="first-access"),
    path("mot-de-passe/oublie", signin.reset_ask, name="reset-ask"),
    path("mot-de-passe/nouveau/<str:word>", signin.reset_choose, name="reset-choose"),
]
