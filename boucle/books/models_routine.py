"""Tables of what spares typing: models, shortcuts, recurring entries, saved searches.

They hold no book: what they lead to goes through the gate like anything typed. Cents.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


def _ref() -> models.Func:
    return models.Func(
        models.Value("boucle.books_ref_id"),
        function="nextval",
        output_field=models.BigIntegerField(),
    )


class EntryModel(models.Model):
    """A model of entry (guide de saisie). `journals`: natures where it applies; none = all."""

    objects: ClassVar[models.Manager[EntryModel]]
    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=_ref())
    code = models.CharField(max_length=10)
    label = models.TextField()
    journals = ArrayField(models.CharField(max_length=10), default=list)
    shared_version = models.IntegerField(db_default=0, help_text="0: not from the library")

    class Meta:
        db_table = "books_model"
        constraints = [
            models.UniqueConstraint(name="books_model__code", fields=["dossier_id", "code"]),
        ]


class EntryModelLine(models.Model):
    """A line of a model. `third`: a code, `?` = asked for, empty = none."""

    objects: ClassVar[models.Manager[EntryModelLine]]
    pk = models.CompositePrimaryKey("dossier_id", "model_id", "position")
    dossier_id = models.BigIntegerField()
    model_id = models.BigIntegerField()
    position = models.IntegerField()
    account = models.CharField(max_length=20, db_default="", blank=True)
    third = models.TextField(db_default="", blank=True)
    side = models.CharField(max_length=1)
    label = models.TextField(db_default="", blank=True)
    formula = models.TextField(db_default="", blank=True)
    vat_code = models.CharField(max_length=20, db_default="", blank=True)

    class Meta:
        db_table = "books_model_line"
        constraints = [
            models.CheckConstraint(
                name="books_model_line__side", condition=models.Q(side__in=["D", "C"])
            ),
        ]


class LibraryModel(models.Model):
    """A model that a cabinet shares between its Dossiers; each publication is a version more."""

    objects: ClassVar[models.Manager[LibraryModel]]
    id = models.BigIntegerField(primary_key=True, db_default=_ref())
    cabinet_id = models.BigIntegerField()
    code = models.CharField(max_length=10)
    label = models.TextField()
    journals = ArrayField(models.CharField(max_length=10), default=list)
    lines = models.JSONField(default=list)
    version = models.IntegerField(default=1)
    author = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "books_library_model"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="books_library_model__code", fields=["cabinet_id", "code"]
            ),
        ]


class Shortcut(models.Model):
    """Letters that stand for an account in the entry grid."""

    objects: ClassVar[models.Manager[Shortcut]]
    pk = models.CompositePrimaryKey("dossier_id", "code")
    dossier_id = models.BigIntegerField()
    code = models.CharField(max_length=10)
    account = models.CharField(max_length=20)

    class Meta:
        db_table = "books_shortcut"


class Subscription(models.Model):
    """A recurring entry. `lines`: as the gate takes them; `day` 31 = the end of the month.

    `next_date`: the first day that is not made yet; null = none to come.
    """

    objects: ClassVar[models.Manager[Subscription]]
    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=_ref())
    public_id = models.UUIDField(
        db_default=models.Func(function="uuidv7", output_field=models.UUIDField())
    )
    label = models.TextField()
    journal = models.TextField()
    every = models.CharField(max_length=7)
    day = models.SmallIntegerField()
    start_date = models.DateField()
    until_date = models.DateField(null=True)
    next_date = models.DateField(null=True)
    active = models.BooleanField(db_default=True)
    lines = models.JSONField(default=list)

    class Meta:
        db_table = "books_subscription"
        constraints = [
            models.CheckConstraint(
                name="books_subscription__every",
                condition=models.Q(every__in=["month", "quarter", "year"]),
            ),
            models.CheckConstraint(
                name="books_subscription__day", condition=models.Q(day__range=(1, 31))
            ),
        ]


class SubscriptionRun(models.Model):
    """What became of a subscription in a month (its first day): made, skipped or waiting."""

    objects: ClassVar[models.Manager[SubscriptionRun]]
    pk = models.CompositePrimaryKey("dossier_id", "subscription_id", "month")
    dossier_id = models.BigIntegerField()
    subscription_id = models.BigIntegerField()
    month = models.DateField()
    due = models.DateField()
    state = models.CharField(max_length=7)
    entry = models.UUIDField(null=True)
    reason = models.TextField(db_default="", blank=True)
    author = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "books_subscription_run"
        constraints = [
            models.CheckConstraint(
                name="books_subscription_run__state",
                condition=models.Q(state__in=["made", "skipped", "waiting"]),
            ),
        ]


class SavedSearch(models.Model):
    """A search that a person keeps under a name, in one Dossier."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=_ref())
    owner = models.TextField()
    name = models.TextField()
    text = models.TextField()
    year = models.CharField(max_length=20, db_default="", blank=True)

    class Meta:
        db_table = "books_saved_search"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="books_saved_search__name", fields=["dossier_id", "owner", "name"]
            ),
        ]


class SettledMonth(models.Model):
    """Validated lines of an account that are in a whole lettrage, by month: see `settled.sql`."""

    pk = models.CompositePrimaryKey("dossier_id", "account_id", "month")
    dossier_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    month = models.DateField()
    lines = models.BigIntegerField()

    class Meta:
        db_table = "books_settled_month"
