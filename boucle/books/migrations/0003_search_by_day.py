"""The search index by day: a search walks the days, newest first, and stops when its page is full."""

from __future__ import annotations

from typing import ClassVar

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = """
delete from boucle.books_search_token;
alter table boucle.books_search_token add column day date not null;
alter table boucle.books_search_token drop constraint books_search_token_pkey;
alter table boucle.books_search_token add primary key (dossier_id, day, token, first_entry);
drop function if exists boucle.books_entry_tokens(bigint, bigint[]);
"""


class Migration(migrations.Migration):
    """`day` becomes the second part of the key."""

    dependencies: ClassVar = [("books", "0002_entry_reversal")]

    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SQL)],
            state_operations=[
                migrations.DeleteModel("SearchToken"),
                migrations.CreateModel(
                    name="SearchToken",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "dossier_id",
                                "day",
                                "token",
                                "first_entry",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("dossier_id", models.BigIntegerField()),
                        ("day", models.DateField()),
                        ("token", models.TextField(db_collation="C")),
                        ("first_entry", models.BigIntegerField()),
                        (
                            "entries",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), size=None
                            ),
                        ),
                    ],
                    options={"db_table": "books_search_token"},
                ),
            ],
        )
    ]
