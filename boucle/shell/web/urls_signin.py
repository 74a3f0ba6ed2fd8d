"""Addresses of signing in, and of what opens an account."""

from django.urls import path

from boucle.shell.web import signin, signin_external, signin_factors, signin_second

urlpatterns = [
    path("connexion", signin.sign_in, name="session-open"),
    path("connexion/cle/defi", signin_second.passkey_challenge, name="passkey-challenge"),
    path("connexion/cle", signin_second.passkey_sign_in, name="passkey-sign-in"),
    path("connexion/par/<slug:provider>", signin_external.external_start, name="external-start"),
    path(
        "connexion/par/<slug:provider>/retour",
        signin_external.external_return,
        name="external-return",
    ),
    path("preferences/securite/delier", signin_external.identity_unlink, name="identity-unlink"),
    path("deconnexion", signin.sign_out, name="session-close"),
    path("premier-acces/<str:word>", signin.first_access, name="first-access"),
    path("mot-de-passe/oublie", signin.reset_ask, name="reset-ask"),
    path("mot-de-passe/nouveau/<str:word>", signin.reset_choose, name="reset-choose"),
    path("preferences/adresse", signin_factors.address_ask, name="address-ask"),
    path("preferences/adresse/<str:word>", signin_factors.address_set, name="address-set"),
    path("preferences/mot-de-passe", signin_factors.password_change, name="password-change"),
    path("preferences/securite", signin_factors.security, name="security"),
    path("preferences/securite/confirmer", signin_factors.confirm, name="identity-confirm"),
    path("preferences/securite/codes", signin_factors.totp_add, name="totp-add"),
    path("preferences/securite/codes-de-secours", signin_factors.codes_new, name="codes-new"),
    path("preferences/securite/cle", signin_factors.passkey_add, name="passkey-add"),
    path("preferences/securite/cle/defi", signin_factors.passkey_options, name="passkey-options"),
    path("preferences/securite/retirer", signin_factors.factor_remove, name="factor-remove"),
    path("preferences/sessions/fin", signin_factors.sessions_end, name="sessions-end"),
    path("preferences/sessions/<uuid:session>/fin", signin_factors.session_end, name="session-end"),
    path("administration/sessions", signin_factors.sessions, name="sessions"),
]
