"""Who has which screen of a Dossier open, now."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Presence(models.Model):
    """A page of a person in a Dossier; forgotten when it gives no sign for a minute."""

    objects: ClassVar[models.Manager[Presence]]
    pk = models.CompositePrimaryKey("dossier_id", "user_id", "tab")
    dossier_id = models.BigIntegerField()
    user_id = models.UUIDField(help_text="public id of the user")
    tab = models.CharField(max_length=40)
    screen = models.TextField(db_default="")
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "access_presence"
