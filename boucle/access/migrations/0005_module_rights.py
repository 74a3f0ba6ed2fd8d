"""Rights by module: what was three flags becomes modules read and written, with limits and days."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.functions import Now

_READS = "array['books','entries','lettrage','validation','exchange','settings','rights']"
# Forced row-level security binds the owner too: it is lifted while every grant is rewritten.
FORWARD = f"""
alter table boucle.access_grant no force row level security;
update boucle.access_grant set
    reads = {_READS} || case when can_manage then array['audit'] else array[]::text[] end,
    writes = case when can_write then array['entries','lettrage'] else array[]::text[] end
          || case when can_validate then array['validation','exchange'] else array[]::text[] end
          || case when can_manage then array['settings','rights'] else array[]::text[] end,
    granted_at = created_at,
    preset = case when mode = 'expert' and can_manage and can_validate then 'expert_comptable'
                  when mode = 'expert' and can_validate then 'collaborateur'
                  when mode = 'company' and can_manage and can_validate then 'dirigeant'
                  when mode = 'company' and can_write and not can_validate and not can_manage
                  then 'comptable_entreprise'
                  when mode = 'company' and not can_write and not can_manage then 'lecteur'
                  else '' end;
alter table boucle.access_grant force row level security;
"""


def _texts(**more: object) -> ArrayField[list[str], list[str]]:
    return ArrayField(models.TextField(), size=None, **more)  # type: ignore[arg-type]


class Migration(migrations.Migration):
    """The columns, what they hold for the grants given before, and what they replace."""

    dependencies: ClassVar = [("access", "0004_signin")]

    operations: ClassVar = [
        migrations.AddField("grant", "preset", models.TextField(default="")),
        migrations.AddField("grant", "reads", _texts(default=list)),
        migrations.AddField("grant", "writes", _texts(default=list)),
        migrations.AddField("grant", "journals", _texts(null=True)),
        migrations.AddField("grant", "accounts", _texts(null=True)),
        migrations.AddField("grant", "starts_on", models.DateField(null=True)),
        migrations.AddField("grant", "ends_on", models.DateField(null=True)),
        migrations.AddField("grant", "granted_at", models.DateTimeField(db_default=Now())),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.RemoveConstraint("grant", "access_grant__manage_is_expert_or_company"),
        migrations.RemoveField("grant", "can_write"),
        migrations.RemoveField("grant", "can_validate"),
        migrations.RemoveField("grant", "can_manage"),
        migrations.AddConstraint(
            "grant",
            models.CheckConstraint(
                name="access_grant__writes_are_read",
                condition=models.Q(("reads__contains", models.F("writes"))),
            ),
        ),
        migrations.AddConstraint(
            "grant",
            models.CheckConstraint(
                name="access_grant__days",
                condition=models.Q(
                    ("starts_on__isnull", True),
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
            ),
        ),
    ]
