"""The contract of a client, and the elements ordered under it, dated.

Source: service requirements S-012, S-029, S-030; prices and invoices come with billing.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from boucle.access.models_accounts import uuid7


class Contract(models.Model):
    """The contract of a client: who signed, when, and since when the service is open."""

    objects: ClassVar[models.Manager[Contract]]
    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, db_default=uuid7())
    organisation = models.OneToOneField("tenancy.Organisation", models.PROTECT, related_name="+")
    reference = models.TextField(unique=True)
    signatory = models.TextField()
    signed_on = models.DateField()
    activated_at = models.DateTimeField(null=True)
    ends_on = models.DateField(null=True)
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "access_contract"
        constraints = [
            models.CheckConstraint(
                name="access_contract__signed", condition=~models.Q(signatory="")
            ),
        ]


class ContractItem(models.Model):
    """An ordered element from a day on: a module (quantity 1) or a number (users, Dossiers).

    The element in force on a day is the latest that started; quantity 0 ends it. Append-only.
    """

    objects: ClassVar[models.Manager[ContractItem]]
    id = models.BigAutoField(primary_key=True)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="items")
    code = models.TextField()
    quantity = models.IntegerField()
    starts_on = models.DateField()
    order_ref = models.TextField(db_default="", help_text="the order or amendment that says so")
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "access_contract_item"
        constraints = [
            models.CheckConstraint(
                name="access_contract_item__quantity", condition=models.Q(quantity__gte=0)
            ),
        ]
        indexes = [
            models.Index(
                name="access_contract_item_of", fields=["contract", "code", "starts_on", "id"]
            ),
        ]
