"""A long work says that it lives: `seen_at`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_audit_chain")]

    operations = [migrations.AddField("job", "seen_at", models.DateTimeField(null=True))]
