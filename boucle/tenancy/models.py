"""Who the parties are: organisations, and the Dossiers (one SIREN each) that they share."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Organisation(models.Model):
    """A legal person that signs: a cabinet, a company, or the operator of the service."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(
        unique=True, db_default=models.Func(function="uuidv7", output_field=models.UUIDField())
    )
    kind = models.TextField(
        choices=[("cabinet", "Cabinet"), ("company", "Société"), ("operator", "Opérateur")]
    )
    name = models.TextField()
    siren = models.CharField(max_length=9, default="", blank=True)
    managed_by = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="clients", help_text="the cabinet, if any"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "tenancy_organisation"
        constraints = [
            models.UniqueConstraint(
                name="tenancy_organisation__company_once",
                fields=["siren", "managed_by"],
                condition=models.Q(kind="company") & ~models.Q(siren=""),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="tenancy_organisation__kind",
                condition=models.Q(kind__in=["cabinet", "company", "operator"]),
            ),
        ]


class Dossier(models.Model):
    """The books of one SIREN for one client. Row-level security lets a scope see its own only."""

    id = models.BigIntegerField(
        primary_key=True,
        db_default=models.Func(
            models.Value("boucle.tenancy_dossier_id"),
            function="nextval",
            output_field=models.BigIntegerField(),
        ),
    )
    public_id = models.UUIDField(
        unique=True, db_default=models.Func(function="uuidv7", output_field=models.UUIDField())
    )
    siren = models.CharField(max_length=9)
    name = models.TextField()
    legal_form = models.TextField(default="")
    tax_regime = models.TextField(default="is_rn")
    vat_regime = models.TextField(default="mensuel")
    fec_regime = models.TextField(default="BIC")
    client = models.ForeignKey(
        Organisation, models.PROTECT, related_name="dossiers", db_constraint=False
    )
    cabinet = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    created_at = models.DateTimeField(db_default=Now())
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "tenancy_dossier"
        constraints = [
            models.UniqueConstraint(
                name="tenancy_dossier__one_active_per_siren",
                fields=["client", "siren"],
                condition=models.Q(archived_at__isnull=True),
            ),
            models.CheckConstraint(
                name="tenancy_dossier__siren_digits",
                condition=models.Q(siren__regex=r"^[0-9]{9}$"),
            ),
        ]
