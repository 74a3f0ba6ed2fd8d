"""Settings of the Dossier. A code may hold any sign: `path`, after the fixed words."""

from __future__ import annotations

from django.urls import path

from boucle.books.web import (
    settings_chart,
    settings_dossier,
    settings_journals,
    settings_rights,
    settings_vat,
)

urlpatterns = [
    path("reglages", settings_dossier.settings_identity, name="settings-identity"),
    path("reglages/identite", settings_dossier.identity_save, name="identity-save"),
    path("reglages/archiver", settings_dossier.dossier_archive, name="dossier-archive"),
    path(
        "reglages/remettre-en-service",
        settings_dossier.dossier_take_back,
        name="dossier-take-back",
    ),
    path("reglages/droits", settings_rights.grants_edit, name="grants-edit"),
    path("reglages/droits/<uuid:person>", settings_rights.grant_edit, name="grant-edit"),
    path("reglages/droits/donner", settings_rights.grants_save, name="grants-save"),
    path(
        "reglages/droits/<uuid:person>/retirer",
        settings_rights.grants_revoke,
        name="grants-revoke",
    ),
    path("reglages/plan", settings_chart.chart_edit, name="chart-edit"),
    path("reglages/plan/nouveau", settings_chart.account_edit, name="account-new"),
    path("reglages/plan/importer", settings_chart.chart_import, name="chart-import"),
    path("reglages/plan/compte/<path:number>", settings_chart.account_edit, name="account-edit"),
    path("reglages/journaux", settings_journals.journal_settings, name="journal-settings"),
    path("reglages/journaux/nouveau", settings_journals.journal_edit, name="journal-new"),
    path("reglages/journaux/mois", settings_journals.month_lock, name="month-lock"),
    path("reglages/journaux/code/<path:code>", settings_journals.journal_edit, name="journal-edit"),
    path("reglages/tva", settings_vat.vat_code_list, name="vat-code-list"),
    path("reglages/tva/usuels", settings_vat.vat_usual, name="vat-usual"),
    path("reglages/tva/nouveau", settings_vat.vat_code_edit, name="vat-code-new"),
    path("reglages/tva/code/<path:code>", settings_vat.vat_code_edit, name="vat-code-edit"),
    path("reglages/tiers/nouveau", settings_journals.third_party_edit, name="third-party-new"),
    path(
        "reglages/tiers/code/<path:number>",
        settings_journals.third_party_edit,
        name="third-party-edit",
    ),
    path("exercices", settings_dossier.year_list, name="year-list"),
    path("exercices/ouvrir", settings_dossier.year_open, name="year-open"),
    path("exercices/<str:exercice>/etat", settings_dossier.year_state, name="year-state"),
]
