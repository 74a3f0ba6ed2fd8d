"""Addresses of the lists that the worker draws."""

from __future__ import annotations

from django.urls import path

from boucle.books.web import reports

urlpatterns = [
    path("fichiers", reports.report_new, name="report-new"),
    path("fichiers/<uuid:job>", reports.report_show, name="report-show"),
    path("fichiers/<uuid:job>/etat", reports.report_state, name="report-state"),
    path("fichiers/<uuid:job>/archive", reports.report_download, name="report-download"),
]
