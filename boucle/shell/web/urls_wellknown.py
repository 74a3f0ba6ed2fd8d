"""Addresses that machines ask for."""

from __future__ import annotations

from django.urls import URLPattern, path

from boucle.shell.web import wellknown

urlpatterns: list[URLPattern] = [
    path(".well-known/security.txt", wellknown.security_txt, name="security-txt"),
    path("csp", wellknown.csp_report, name="csp-report"),
]
