"""Tables of accounts: who may reach the service, on whose word, and who answers for a client.

An *access account* lets a person reach the service for an organisation; the operator's staff opens
and closes it on the client's word. An *application account* (`Membership`) lets him use it; the
client gives it. Source: service requirements S-113 to S-124.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


def uuid7() -> models.Func:
    """A public id, made by the database."""
    return models.Func(function="uuidv7", output_field=models.UUIDField())


class AccountRequest(models.Model):
    """A SaaS administrator asks the operator to open or to close an access account."""

    objects: ClassVar[models.Manager[AccountRequest]]
    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, db_default=uuid7())
    organisation = models.ForeignKey("tenancy.Organisation", models.PROTECT, related_name="+")
    kind = models.TextField()
    login = models.CharField(max_length=150)
    name = models.TextField(db_default="")
    email = models.TextField(db_default="")
    reason = models.TextField(db_default="")
    state = models.TextField(db_default="asked")
    asked_by = models.UUIDField(help_text="public id of the user")
    asked_at = models.DateTimeField(db_default=Now())
    done_by = models.TextField(db_default="", help_text="actor")
    done_at = models.DateTimeField(null=True)
    answer = models.TextField(db_default="")

    class Meta:
        db_table = "access_account_request"
        constraints = [
            models.CheckConstraint(
                name="access_account_request__kind", condition=models.Q(kind__in=["open", "close"])
            ),
            models.CheckConstraint(
                name="access_account_request__state",
                condition=models.Q(state__in=["asked", "done", "refused"]),
            ),
        ]
        indexes = [
            models.Index(name="access_account_request_of", fields=["organisation", "id"]),
        ]


class AccessAccount(models.Model):
    """The right of a person to reach the service for an organisation. Never deleted: closed."""

    objects: ClassVar[models.Manager[AccessAccount]]
    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, db_default=uuid7())
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="access_accounts"
    )
    organisation = models.ForeignKey("tenancy.Organisation", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.TextField(help_text="actor")
    open_request = models.ForeignKey(AccountRequest, models.PROTECT, null=True, related_name="+")
    open_ticket = models.TextField(db_default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(db_default="")
    close_request = models.ForeignKey(AccountRequest, models.PROTECT, null=True, related_name="+")
    close_ticket = models.TextField(db_default="")

    class Meta:
        db_table = "access_account"
        constraints = [
            models.UniqueConstraint(
                name="access_account__one_open",
                fields=["user", "organisation"],
                condition=models.Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="access_account__on_whose_word",
                condition=models.Q(open_request__isnull=False) | ~models.Q(open_ticket=""),
            ),
            models.CheckConstraint(
                name="access_account__closed_on_whose_word",
                condition=models.Q(closed_at__isnull=True)
                | models.Q(close_request__isnull=False)
                | ~models.Q(close_ticket=""),
            ),
        ]
        indexes = [models.Index(name="access_account_of", fields=["organisation", "id"])]


class SaasAdministrator(models.Model):
    """A person who speaks for a client, from an instant to another. History: never deleted.

    The database keeps at least one per client under contract, and at most one from elsewhere
    (trigger `access_saas_admin__rules`).
    """

    objects: ClassVar[models.Manager[SaasAdministrator]]
    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, db_default=uuid7())
    organisation = models.ForeignKey("tenancy.Organisation", models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    company = models.TextField(db_default="", help_text="his own company, when a third party")
    signed_by = models.TextField(db_default="", help_text="who acknowledged, for the client")
    signed_on = models.DateField(null=True)
    document = models.TextField(db_default="", help_text="reference of the signed acknowledgement")
    named_by = models.TextField(help_text="actor")
    named_at = models.DateTimeField(db_default=Now())
    ended_by = models.TextField(db_default="")
    reason = models.TextField(db_default="")

    class Meta:
        db_table = "access_saas_admin"
        constraints = [
            models.CheckConstraint(
                name="access_saas_admin__acknowledged",
                condition=models.Q(company="")
                | (
                    ~models.Q(signed_by="")
                    & models.Q(signed_on__isnull=False)
                    & ~models.Q(document="")
                ),
            ),
            models.CheckConstraint(
                name="access_saas_admin__order",
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gte=models.F("starts_at")),
            ),
        ]
        indexes = [
            models.Index(name="access_saas_admin_of", fields=["organisation", "user"]),
        ]
