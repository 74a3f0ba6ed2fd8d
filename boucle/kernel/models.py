"""Tables of the kernel: the audit log and the progress of long jobs. They know no accounting."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class AuditEvent(models.Model):
    """Who did what, when, from where; append-only. `dossier_id` 0 = the service itself."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(
        db_default=0, help_text="set by the database: the client, or that of the actor"
    )
    id = models.BigIntegerField(
        db_default=models.Func(
            models.Value("boucle.kernel_audit_id"),
            function="nextval",
            output_field=models.BigIntegerField(),
        )
    )
    at = models.DateTimeField(db_default=Now())
    actor = models.TextField()
    address = models.TextField(db_default="")
    origin = models.TextField(db_default="web")
    verb = models.TextField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        db_table = "kernel_audit"
        indexes = [
            models.Index(name="kernel_audit_by_organisation", fields=["organisation_id", "id"]),
            models.Index(name="kernel_audit_by_actor", fields=["dossier_id", "actor", "id"]),
        ]


class AuditPending(models.Model):
    """An event that no seal holds yet; the sealing job empties this."""

    pk = models.CompositePrimaryKey("organisation_id", "audit_id")
    organisation_id = models.BigIntegerField()
    audit_id = models.BigIntegerField()

    class Meta:
        db_table = "kernel_audit_pending"


class AuditSeal(models.Model):
    """A link of the chain of an organisation: SHA-256 over the previous one and its events."""

    pk = models.CompositePrimaryKey("organisation_id", "rank")
    organisation_id = models.BigIntegerField()
    rank = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())
    events = models.IntegerField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "kernel_audit_seal"


class AuditLink(models.Model):
    """The place of an event in the chain: seal and position in it."""

    pk = models.CompositePrimaryKey("organisation_id", "audit_id")
    organisation_id = models.BigIntegerField()
    audit_id = models.BigIntegerField()
    rank = models.BigIntegerField()
    position = models.IntegerField()

    class Meta:
        db_table = "kernel_audit_link"
        constraints = [
            models.UniqueConstraint(
                name="kernel_audit_link__place", fields=["organisation_id", "rank", "position"]
            )
        ]


class Job(models.Model):
    """A long work and how far it is. States: queued, running, done, refused, failed, cancelled."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.UUIDField(
        db_default=models.Func(function="uuidv7", output_field=models.UUIDField())
    )
    kind = models.TextField()
    state = models.TextField(db_default="queued")
    step = models.TextField(db_default="")
    done = models.BigIntegerField(db_default=0)
    total = models.BigIntegerField(db_default=0)
    cancel_asked = models.BooleanField(db_default=False)
    arguments = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    actor = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="last sign of life while it runs")

    class Meta:
        db_table = "kernel_job"
