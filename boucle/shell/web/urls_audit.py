"""Addresses of the piste d'audit of a Dossier."""

from __future__ import annotations

from django.urls import URLPattern, path

from boucle.shell.web import audit

urlpatterns: list[URLPattern] = [
    path("d/<str:dossier>/reglages/audit", audit.audit_show, name="audit-show"),
    path("d/<str:dossier>/reglages/audit/verifier", audit.audit_verify, name="audit-verify"),
]
