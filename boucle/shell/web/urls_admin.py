"""Addresses of administration, the operator's console, and the choice of an organisation."""

from __future__ import annotations

from django.urls import URLPattern, path

from boucle.shell.web import admin, audit_organisation, console

urlpatterns: list[URLPattern] = [
    path("admin", admin.admin_home, name="admin-home"),
    path("admin/<uuid:place>/personnes", admin.people, name="admin-people"),
    path("admin/<uuid:place>/administrateurs", admin.administrators, name="admin-saas"),
    path("admin/<uuid:place>/contrat", admin.contract, name="admin-contract"),
    path("admin/<uuid:place>/assistance", admin.support, name="admin-support"),
    path("admin/<uuid:place>/audit", audit_organisation.admin_audit, name="admin-audit"),
    path("exploitation", console.console, name="console"),
    path("invitations/<uuid:invitation>", console.answer_cabinet, name="cabinet-answer"),
    path("organisation", console.choose_place, name="place-choose"),
    path("assistance/<uuid:session>/fin", console.end_session, name="support-end"),
]
