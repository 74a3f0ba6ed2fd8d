"""Subscriptions, the calls that they owe, and every attempt at one."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

_NEW_ID = models.Func(function="uuidv7", output_field=models.UUIDField())


class Subscription(models.Model):
    """An address of an organisation, and the events that it wants to hear.

    Secrets are sealed (`kernel/sealed.py`). `failures` counts attempts in a row that failed.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, db_default=_NEW_ID)
    organisation = models.ForeignKey("tenancy.Organisation", models.CASCADE, related_name="+")
    label = models.TextField()
    url = models.TextField()
    types = ArrayField(models.TextField())
    secret = models.TextField()
    former_secret = models.TextField(db_default="")
    former_until = models.DateTimeField(null=True)
    state = models.TextField(db_default="active")
    failures = models.IntegerField(db_default=0)
    disabled_at = models.DateTimeField(null=True)
    created_by = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "webhooks_subscription"
        constraints = [
            models.CheckConstraint(
                name="webhooks_subscription__state",
                condition=models.Q(state__in=["active", "paused", "disabled"]),
            )
        ]
        indexes = [
            models.Index(name="webhooks_subscription_of", fields=["organisation", "id"]),
        ]


class Delivery(models.Model):
    """One event for one subscription: the outbox, written in the transaction of the act.

    `body` is sent byte for byte. States: waiting (from `due_at` on), delivered, failed (given up).
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, db_default=_NEW_ID)
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    event = models.UUIDField(help_text="the same for each subscription and each attempt")
    type = models.TextField()
    body = models.TextField()
    state = models.TextField(db_default="waiting")
    attempts = models.IntegerField(db_default=0)
    due_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhooks_delivery"
        constraints = [
            models.CheckConstraint(
                name="webhooks_delivery__state",
                condition=models.Q(state__in=["waiting", "delivered", "failed"]),
            )
        ]
        indexes = [
            models.Index(name="webhooks_delivery_of", fields=["subscription", "id"]),
            models.Index(
                name="webhooks_delivery_due", fields=["subscription", "due_at"],
                condition=models.Q(state="waiting"),
            ),
            models.Index(name="webhooks_delivery_by_age", fields=["created_at"]),
        ]  # fmt: skip


class Attempt(models.Model):
    """One call: what was answered, or why nothing was."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    milliseconds = models.IntegerField()
    status = models.IntegerField(null=True)
    error = models.TextField(db_default="")
    answer = models.TextField(db_default="", help_text="the first signs of the answer")

    class Meta:
        db_table = "webhooks_attempt"
        indexes = [models.Index(name="webhooks_attempt_of", fields=["delivery", "id"])]
