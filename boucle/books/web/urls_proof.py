"""Addresses of the proof."""

from __future__ import annotations

from django.urls import path

from boucle.books.web import proof

urlpatterns = [
    path("preuve", proof.show, name="proof-show"),
    path("preuve/verification", proof.verify, name="proof-verify"),
    path("preuve/verification/<uuid:job>", proof.verify_state, name="proof-state"),
    path("preuve/fichier", proof.download, name="proof-download"),
    path("preuve/verifier.py", proof.script, name="proof-script"),
]
