"""Models of entries and shortcuts. A code may hold any sign: `path`, after the fixed words."""

from __future__ import annotations

from django.urls import path

from boucle.books.web import model_library, settings_models

urlpatterns = [
    path("reglages/modeles", settings_models.model_list, name="model-list"),
    path("reglages/modeles/nouveau", settings_models.model_new, name="model-new"),
    path("reglages/modeles/usuels", settings_models.model_usual, name="model-usual"),
    path("reglages/modeles/reprendre", settings_models.model_copy, name="model-copy"),
    path("reglages/modeles/cabinet", model_library.shared_act, name="model-library"),
    path("reglages/modeles/code/<path:code>", settings_models.model_edit, name="model-edit"),
    path("reglages/raccourcis", settings_models.shortcut_list, name="shortcut-list"),
    path("reglages/raccourcis/enregistrer", settings_models.shortcut_save, name="shortcut-save"),
]
