"""Recurring entries."""

from __future__ import annotations

from django.urls import path

from boucle.books.web import subscriptions as views

urlpatterns = [
    path("abonnements", views.subscription_list, name="subscription-list"),
    path("abonnements/nouveau", views.subscription_new, name="subscription-new"),
    path("abonnements/generer", views.subscription_make, name="subscription-make"),
    path("abonnements/<int:number>", views.subscription_edit, name="subscription-edit"),
    path("abonnements/<int:number>/acte", views.subscription_act, name="subscription-act"),
]
