"""The names under which allauth looks for our pages. Nothing else of allauth has an address."""

from django.urls import path

from boucle.shell.web import signin, signin_second

urlpatterns = [
    path("connexion", signin.sign_in, name="account_login"),
    path("connexion/second-facteur", signin_second.second_factor, name="mfa_authenticate"),
]
