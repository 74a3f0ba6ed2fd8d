"""The names under which allauth looks for our pages. Nothing else of allauth has an address."""

from django.urls import path

from boucle.shell.web import signin

urlpatterns = [path("connexion", signin.sign_in, name="account_login")]
