"""Table of the pieces: receipts and invoices, as they came, joined to an entry."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Attachment(models.Model):
    """A file joined to an entry, known by its bytes: the same one twice is kept once.

    `entry`: its public id, known before it is saved. `kind`: the type of the bytes, as found.
    """

    objects: ClassVar[models.Manager[Attachment]]
    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(
        db_default=models.Func(
            models.Value("boucle.books_ref_id"),
            function="nextval",
            output_field=models.BigIntegerField(),
        )
    )
    public_id = models.UUIDField(
        db_default=models.Func(function="uuidv7", output_field=models.UUIDField())
    )
    entry = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    name = models.TextField()
    kind = models.CharField(max_length=40)
    size = models.IntegerField()
    content = models.BinaryField()
    author = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "books_attachment"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="books_attachment__once", fields=["dossier_id", "entry", "sha256"]
            ),
            models.UniqueConstraint(
                name="books_attachment__public_id", fields=["dossier_id", "public_id"]
            ),
        ]
