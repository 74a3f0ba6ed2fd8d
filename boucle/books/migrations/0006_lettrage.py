"""Settings of the Dossier, and lettrages by third party: what is open is read by subtraction."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table, one index."""

    dependencies: ClassVar = [("books", "0005_models")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Setting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "dossier_id", "name", blank=True, editable=False, primary_key=True,
                        serialize=False,
                    ),
                ),
                ("dossier_id", models.BigIntegerField()),
                ("name", models.TextField()),
                ("value", models.TextField()),
            ],
            options={"db_table": "books_setting"},
        ),
        migrations.AddIndex(
            model_name="lettrage",
            index=models.Index(
                fields=["dossier_id", "account_id", "third_party_id"],
                name="books_lettrage_by_third",
            ),
        ),
    ]  # fmt: skip
