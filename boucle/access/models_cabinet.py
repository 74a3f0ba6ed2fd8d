"""Tables of the tie between a company and its cabinet: invited, accepted, left. History kept.

`number` is the Dossier's own (no column named `dossier_id`: the other party must read the row
before it may see the Dossier).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from boucle.access.models_accounts import uuid7


class CabinetInvitation(models.Model):
    """A company without a cabinet asks one to keep a Dossier in Mode Expert-Comptable."""

    objects: ClassVar[models.Manager[CabinetInvitation]]
    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, db_default=uuid7())
    number = models.BigIntegerField()
    siren = models.CharField(max_length=9)
    name = models.TextField(help_text="of the Dossier")
    company = models.ForeignKey("tenancy.Organisation", models.PROTECT, related_name="+")
    cabinet = models.ForeignKey("tenancy.Organisation", models.PROTECT, related_name="+")
    message = models.TextField(db_default="")
    state = models.TextField(db_default="sent")
    sent_by = models.UUIDField()
    sent_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_cabinet_invitation"
        constraints = [
            models.CheckConstraint(
                name="access_cabinet_invitation__state",
                condition=models.Q(state__in=["sent", "accepted", "declined", "withdrawn"]),
            ),
            models.UniqueConstraint(
                name="access_cabinet_invitation__one_open",
                fields=["number"],
                condition=models.Q(state="sent"),
            ),
        ]


class CabinetDeparture(models.Model):
    """A company leaves its cabinet from an instant on, with its books in a file."""

    objects: ClassVar[models.Manager[CabinetDeparture]]
    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, db_default=uuid7())
    number = models.BigIntegerField()
    siren = models.CharField(max_length=9)
    name = models.TextField(help_text="of the Dossier")
    company = models.ForeignKey("tenancy.Organisation", models.PROTECT, related_name="+")
    cabinet = models.ForeignKey("tenancy.Organisation", models.PROTECT, related_name="+")
    reason = models.TextField(db_default="")
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(db_default=Now())
    effective_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.UUIDField(null=True)
    persons = models.IntegerField(null=True, help_text="of the cabinet, who lost their rights")

    class Meta:
        db_table = "access_cabinet_departure"
        constraints = [
            models.UniqueConstraint(
                name="access_cabinet_departure__one_open",
                fields=["number"],
                condition=models.Q(done_at__isnull=True, cancelled_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="access_cabinet_departure_due",
                fields=["effective_at"],
                condition=models.Q(done_at__isnull=True, cancelled_at__isnull=True),
            ),
        ]
