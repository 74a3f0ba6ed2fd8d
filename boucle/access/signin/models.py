"""Tables of signing in. Secrets are kept as their SHA-256 only."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


def _uuid() -> models.Func:
    return models.Func(function="uuidv7", output_field=models.UUIDField())


class Device(models.Model):
    """A browser from which a person has signed in before: the cookie that it keeps, hashed."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("access.User", models.CASCADE, related_name="devices")
    token_hash = models.BinaryField()
    label = models.TextField(default="")
    created_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "access_device"
        constraints = [
            models.UniqueConstraint(name="access_device__once", fields=["user", "token_hash"])
        ]


class Session(models.Model):
    """An open session of the site. `key_hash` is the SHA-256 (hex) of the cookie's value."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    public_id = models.UUIDField(unique=True, db_default=_uuid())
    user = models.ForeignKey("access.User", models.CASCADE, null=True, related_name="sessions")
    data = models.TextField()
    address = models.TextField(db_default="")
    agent = models.TextField(db_default="")
    created_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "access_session"
        indexes = [
            models.Index(name="access_session_of_user", fields=["user", "seen_at"]),
            models.Index(name="access_session_by_end", fields=["expires_at"]),
        ]


class Throttle(models.Model):
    """Failed tries under a key, and until when nothing more is tried under it."""

    key = models.CharField(max_length=80, primary_key=True)
    fails = models.IntegerField()
    last_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_throttle"


class Link(models.Model):
    """A link of one use sent to a person: first access (72 h) or forgotten password (1 h)."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    kind = models.TextField(choices=[("first", "Premier accès"), ("reset", "Mot de passe oublié")])
    token_hash = models.BinaryField(unique=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_link"


class Notice(models.Model):
    """What a person should know of his own account: new device, changed factor, new password."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("access.User", models.CASCADE, related_name="notices")
    kind = models.TextField()
    text = models.TextField()
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_notice"
        indexes = [models.Index(name="access_notice_of_user", fields=["user", "-id"])]


class Tenant(models.Model):
    """A Microsoft Entra tenant that an organisation signs in from."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(
        "tenancy.Organisation", models.CASCADE, related_name="microsoft_tenants"
    )
    tid = models.UUIDField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "access_tenant"
        constraints = [
            models.UniqueConstraint(name="access_tenant__once", fields=["organisation", "tid"])
        ]
