"""Support sessions: how the operator's staff enters a client's space, and never otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from boucle.access.models_accounts import uuid7

AN_HOUR = timedelta(hours=1)


class SupportSession(models.Model):
    """The operator's staff in a client's space: reason, ticket, consent or emergency, an hour.

    `dossiers`: those of the client when it opened; nothing else is reached by it.
    """

    objects: ClassVar[models.Manager[SupportSession]]
    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, db_default=uuid7())
    organisation = models.ForeignKey("tenancy.Organisation", models.PROTECT, related_name="+")
    staff = models.UUIDField(help_text="public id of the user")
    reason = models.TextField()
    ticket = models.TextField()
    is_emergency = models.BooleanField(db_default=False)
    asks_write = models.BooleanField(db_default=False)
    may_write = models.BooleanField(db_default=False)
    dossiers = ArrayField(models.BigIntegerField(), default=list)
    asked_at = models.DateTimeField(db_default=Now())
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(db_default="")

    class Meta:
        db_table = "access_support_session"
        constraints = [
            models.CheckConstraint(
                name="access_support_session__why",
                condition=~models.Q(reason="") & ~models.Q(ticket=""),
            ),
            models.CheckConstraint(
                name="access_support_session__consent",
                condition=models.Q(opened_at__isnull=True)
                | models.Q(is_emergency=True)
                | models.Q(answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="access_support_session__write_by_consent",
                condition=models.Q(may_write=False) | models.Q(answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="access_support_session__an_hour",
                condition=models.Q(opened_at__isnull=True)
                | models.Q(expires_at__lte=models.F("opened_at") + AN_HOUR),
            ),
        ]
        indexes = [
            models.Index(name="access_support_session_staff", fields=["staff", "expires_at"]),
            models.Index(name="access_support_session_of", fields=["organisation", "id"]),
        ]
