"""The audit log knows the organisation of each event; seals chain the events of an organisation."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_kernel")]

    operations = [
        migrations.AddField(
            "auditevent", "organisation_id", models.BigIntegerField(db_default=0)
        ),
        migrations.AddIndex(
            "auditevent",
            models.Index(fields=["organisation_id", "id"], name="kernel_audit_by_organisation"),
        ),
        migrations.AddIndex(
            "auditevent",
            models.Index(fields=["dossier_id", "actor", "id"], name="kernel_audit_by_actor"),
        ),
        migrations.CreateModel(
            name="AuditPending",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id", "audit_id", blank=True, editable=False,
                        primary_key=True, serialize=False,
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                ("audit_id", models.BigIntegerField()),
            ],
            options={"db_table": "kernel_audit_pending"},
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id", "rank", blank=True, editable=False,
                        primary_key=True, serialize=False,
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                ("rank", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=Now())),
                ("events", models.IntegerField()),
                ("previous", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
            options={"db_table": "kernel_audit_seal"},
        ),
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id", "audit_id", blank=True, editable=False,
                        primary_key=True, serialize=False,
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                ("audit_id", models.BigIntegerField()),
                ("rank", models.BigIntegerField()),
                ("position", models.IntegerField()),
            ],
            options={
                "db_table": "kernel_audit_link",
                "constraints": [
                    models.UniqueConstraint(
                        name="kernel_audit_link__place",
                        fields=["organisation_id", "rank", "position"],
                    )
                ],
            },
        ),
    ]
