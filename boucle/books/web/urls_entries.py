"""Entries: form, brouillard, validation."""

from __future__ import annotations

from django.urls import path

from boucle.books.web import drafts, entries, pieces

urlpatterns = [
    path("ecriture/<uuid:entry>/modifier", entries.entry_edit, name="entry-edit"),
    path("ecriture/<uuid:entry>/supprimer", entries.entry_delete, name="entry-delete"),
    path("ecriture/<uuid:entry>/a-revoir", entries.entry_review, name="entry-review"),
    path("ecriture/<uuid:entry>/contrepasser", entries.entry_reverse, name="entry-reverse"),
    path("ecriture/<uuid:entry>/pieces", pieces.piece_add, name="piece-add"),
    path("piece/<uuid:piece>", pieces.piece_show, name="piece-show"),
    path("piece/<uuid:piece>/retirer", pieces.piece_remove, name="piece-remove"),
    path("validation/<int:batch>", drafts.batch_show, name="batch-show"),
    path("<str:exercice>/saisie", entries.entry_new, name="entry-new"),
    path("<str:exercice>/brouillard", drafts.draft_list, name="draft-list"),
    path("<str:exercice>/brouillard/valider", drafts.draft_validate, name="draft-validate"),
    path("<str:exercice>/brouillard/actes", drafts.draft_act, name="draft-act"),
]
