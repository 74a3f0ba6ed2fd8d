"""Persons, where they belong, and the rights (grants) that they hold on Dossiers."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

import boucle.access.models_accounts
import boucle.access.models_cabinet
import boucle.access.models_contract
import boucle.access.models_presence
import boucle.access.models_support  # noqa: F401
from boucle.access.signin.models import Device, Link, Notice, Session, Tenant, Throttle

__all__ = [
    "ApiCall",
    "ApiKey",
    "Device",
    "Grant",
    "Link",
    "Membership",
    "Notice",
    "Session",
    "Tenant",
    "Throttle",
    "User",
    "UserManager",
]


class UserManager(BaseUserManager["User"]):
    """Finds users by login, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of that login. Raises User.DoesNotExist."""
        return self.get(login__iexact=(username or "").strip())


class User(AbstractBaseUser):
    """A person who signs in. The public id is the actor of acts and audit."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(
        unique=True, db_default=models.Func(function="uuidv7", output_field=models.UUIDField())
    )
    login = models.CharField(max_length=150, unique=True)
    name = models.TextField(default="")
    email = models.EmailField(default="", blank=True)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(max_length=10, default="auto")
    density = models.CharField(max_length=10, default="normal")
    mfa_waived = models.BooleanField(
        db_default=False, default=False, help_text="demonstration: no second factor is demanded"
    )
    keys = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    notices_unread = models.IntegerField(db_default=0, default=0)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "access_user"


class Membership(models.Model):
    """A person belongs to an organisation."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        "tenancy.Organisation", models.CASCADE, related_name="memberships"
    )
    is_admin = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "access_membership"
        constraints = [
            models.UniqueConstraint(name="access_membership__once", fields=["user", "organisation"])
        ]


class Grant(models.Model):
    """What one person may do in one Dossier. A table of the Dossier: the gate reads and writes it.

    mode `expert` = Mode Expert-Comptable (the cabinet), `company` = the company itself. `reads` and
    `writes` are codes of modules; `journals` (codes) and `accounts` (first figures) limit what is
    written, null = no limit. Both days are included, in Paris; null = no bound.
    """

    pk = models.CompositePrimaryKey("dossier_id", "user_id")
    dossier_id = models.BigIntegerField()
    user_id = models.UUIDField(help_text="public id of the user")
    mode = models.TextField()
    preset = models.TextField(default="")
    reads = ArrayField(models.TextField(), default=list)
    writes = ArrayField(models.TextField(), default=list)
    journals = ArrayField(models.TextField(), null=True)
    accounts = ArrayField(models.TextField(), null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    granted_by = models.TextField(default="")
    granted_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "access_grant"
        constraints = [
            models.CheckConstraint(
                name="access_grant__mode", condition=models.Q(mode__in=["expert", "company"])
            ),
            models.CheckConstraint(
                name="access_grant__writes_are_read",
                condition=models.Q(reads__contains=models.F("writes")),
            ),
            models.CheckConstraint(
                name="access_grant__days",
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
            ),
        ]
        indexes = [models.Index(name="access_grant_by_user", fields=["user_id", "dossier_id"])]


class ApiKey(models.Model):
    """A key of the API: acts as its user, within scopes, until it expires or is revoked.

    Only the SHA-256 of the secret is kept. A window counts calls a minute for the rate limit.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(
        unique=True, db_default=models.Func(function="uuidv7", output_field=models.UUIDField())
    )
    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    organisation = models.ForeignKey("tenancy.Organisation", models.CASCADE, related_name="+")
    label = models.TextField()
    prefix = models.CharField(max_length=12)
    secret_hash = models.BinaryField(unique=True)
    scopes = ArrayField(models.TextField())
    per_minute = models.IntegerField(db_default=600)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    window_start = models.DateTimeField(db_default=Now())
    window_count = models.IntegerField(db_default=0)

    class Meta:
        db_table = "access_api_key"
        indexes = [models.Index(name="access_api_key_of_user", fields=["user", "id"])]


class ApiCall(models.Model):
    """A write of the API under an idempotency key, and its answer, kept a day.

    `status` is null while the first call is under way.
    """

    pk = models.CompositePrimaryKey("key", "idempotency_key")
    key = models.ForeignKey(ApiKey, models.CASCADE)
    idempotency_key = models.CharField(max_length=200)
    fingerprint = models.BinaryField()
    status = models.IntegerField(null=True)
    content_type = models.TextField(db_default="")
    body = models.TextField(db_default="")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "access_api_call"
        indexes = [models.Index(name="access_api_call_by_age", fields=["at"])]
