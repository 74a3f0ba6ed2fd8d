"""Tables of the books. No behaviour: the gate's SQL functions write them, queries read them.

`dossier_id` opens every key. Amounts are cents, debit and credit apart. There is no foreign key
from a line to its account (one costs as much as the whole insert): the gate's join is the check.
What may change after validation (lettrage, links) stands in tables of its own.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

import boucle.books.models_pieces
import boucle.books.models_routine  # noqa: F401


def _next(sequence: str) -> models.Func:
    return models.Func(
        models.Value(f"boucle.{sequence}"),
        function="nextval",
        output_field=models.BigIntegerField(),
    )


class Account(models.Model):
    """An account of the chart: number and label may change, the row never goes away."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=_next("books_ref_id"))
    number = models.CharField(max_length=20)
    label = models.TextField()
    is_control = models.BooleanField(db_default=False)
    lettrable = models.BooleanField(db_default=False)
    vat_code = models.CharField(max_length=20, db_default="", blank=True)
    contra_number = models.CharField(max_length=20, db_default="", blank=True)
    active = models.BooleanField(db_default=True)
    search_key = models.TextField(db_default="")

    class Meta:
        db_table = "books_account"
        constraints = [
            models.UniqueConstraint(name="books_account__number", fields=["dossier_id", "number"]),
        ]


class ThirdParty(models.Model):
    """A customer, supplier, employee…: the auxiliary account of the collective ones."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=_next("books_ref_id"))
    number = models.TextField()
    label = models.TextField()
    siren = models.CharField(max_length=14, db_default="", blank=True)
    collective = models.CharField(max_length=20, db_default="", blank=True)
    contra_number = models.CharField(max_length=20, db_default="", blank=True)
    vat_code = models.CharField(max_length=20, db_default="", blank=True)
    active = models.BooleanField(db_default=True)
    search_key = models.TextField(db_default="")

    class Meta:
        db_table = "books_third_party"
        constraints = [
            models.UniqueConstraint(
                name="books_third_party__number", fields=["dossier_id", "number"]
            ),
        ]


class Journal(models.Model):
    """A journal and its nature."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=_next("books_ref_id"))
    code = models.TextField()
    label = models.TextField()
    type = models.CharField(max_length=10)
    contra_number = models.CharField(max_length=20, db_default="", blank=True)
    outside_fec = models.BooleanField(db_default=False)
    active = models.BooleanField(db_default=True)

    class Meta:
        db_table = "books_journal"
        constraints = [
            models.UniqueConstraint(name="books_journal__code", fields=["dossier_id", "code"]),
            models.CheckConstraint(
                name="books_journal__type",
                condition=models.Q(type__in=["achats", "ventes", "banque", "caisse", "od", "an"]),
            ),
        ]


class VatCode(models.Model):
    """A VAT code: direction, rate of the law by its key, accounts, deductible share."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=_next("books_ref_id"))
    code = models.CharField(max_length=20)
    label = models.TextField()
    kind = models.CharField(max_length=10)
    due_on = models.CharField(max_length=8, db_default="debits")
    rate_key = models.CharField(max_length=20)
    account = models.CharField(max_length=20)
    waiting_account = models.CharField(max_length=20, db_default="", blank=True)
    pair_account = models.CharField(max_length=20, db_default="", blank=True)
    share = models.IntegerField(db_default=10_000, help_text="basis points deductible")
    box = models.CharField(max_length=3, db_default="", blank=True)
    base_box = models.CharField(max_length=3, db_default="", blank=True)
    active = models.BooleanField(db_default=True)

    class Meta:
        db_table = "books_vat_code"
        constraints = [
            models.UniqueConstraint(name="books_vat_code__code", fields=["dossier_id", "code"]),
            models.CheckConstraint(
                name="books_vat_code__kind",
                condition=models.Q(kind__in=["deductible", "collected"]),
            ),
            models.CheckConstraint(
                name="books_vat_code__due_on", condition=models.Q(due_on__in=["debits", "receipts"])
            ),
            models.CheckConstraint(
                name="books_vat_code__share", condition=models.Q(share__range=(0, 10_000))
            ),
        ]


class FiscalYear(models.Model):
    """An exercice: closed interval of days, at most 24 months, no gap and no overlap."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=_next("books_ref_id"))
    label = models.CharField(max_length=20)
    start_date = models.DateField()
    end_date = models.DateField()
    state = models.CharField(max_length=6, db_default="open")
    numbering = models.CharField(max_length=8, db_default="year")
    numbering_note = models.TextField(db_default="", blank=True)

    class Meta:
        db_table = "books_fiscal_year"
        constraints = [
            models.UniqueConstraint(
                name="books_fiscal_year__label", fields=["dossier_id", "label"]
            ),
            models.CheckConstraint(
                name="books_fiscal_year__length",
                condition=models.Q(end_date__gte=models.F("start_date")),
            ),
            models.CheckConstraint(
                name="books_fiscal_year__state", condition=models.Q(state__in=["open", "closed"])
            ),
            models.CheckConstraint(
                name="books_fiscal_year__numbering",
                condition=models.Q(numbering__in=["year", "journal"]),
            ),
        ]


class JournalLock(models.Model):
    """A journal is closed for a month (its first day)."""

    pk = models.CompositePrimaryKey("dossier_id", "journal_id", "month")
    dossier_id = models.BigIntegerField()
    journal_id = models.BigIntegerField()
    month = models.DateField()
    locked_by = models.TextField()
    locked_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "books_journal_lock"


class Chain(models.Model):
    """The head of the Dossier's chain of batches; the row every validation locks first."""

    dossier_id = models.BigIntegerField(primary_key=True)
    last_batch_id = models.BigIntegerField(db_default=0)
    last_hash = models.BinaryField()

    class Meta:
        db_table = "books_chain"


class Sequence(models.Model):
    """The last number given in a series: of the year (`journal_id` 0) or of one journal."""

    pk = models.CompositePrimaryKey("dossier_id", "fiscal_year_id", "journal_id")
    dossier_id = models.BigIntegerField()
    fiscal_year_id = models.BigIntegerField()
    journal_id = models.BigIntegerField()
    last_rank = models.BigIntegerField(db_default=0)

    class Meta:
        db_table = "books_sequence"


class ValidationBatch(models.Model):
    """One act of validation or one import: a link of the chain."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField()
    version = models.SmallIntegerField()
    kind = models.CharField(max_length=10)
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    stamp = models.DateTimeField()
    author = models.TextField()
    entry_count = models.BigIntegerField()
    fiscal_year_id = models.BigIntegerField()

    class Meta:
        db_table = "books_validation_batch"


class Entry(models.Model):
    """An écriture: a draft (`d`) that may change, or validated (`v`) for good."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=_next("books_entry_id"))
    public_id = models.UUIDField(
        db_default=models.Func(function="uuidv7", output_field=models.UUIDField())
    )
    journal_id = models.BigIntegerField()
    fiscal_year_id = models.BigIntegerField()
    date = models.DateField()
    state = models.CharField(max_length=1, db_default="d")
    number_text = models.TextField(null=True)
    number_rank = models.BigIntegerField(null=True)
    series_id = models.BigIntegerField(db_default=0)
    batch_id = models.BigIntegerField(null=True)
    rank = models.BigIntegerField(null=True)
    valid_date = models.DateField(null=True)
    content_hash = models.BinaryField(null=True)
    origin = models.CharField(max_length=10, db_default="saisie")
    import_id = models.BigIntegerField(null=True)
    reverses_id = models.BigIntegerField(null=True)
    to_review = models.BooleanField(db_default=False)
    review_note = models.TextField(blank=True, db_default="")
    version = models.IntegerField(db_default=1)
    created_by = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "books_entry"
        constraints = [
            models.UniqueConstraint(
                name="books_entry__public_id", fields=["dossier_id", "public_id"]
            ),
            models.UniqueConstraint(
                name="books_entry__number",
                fields=["dossier_id", "fiscal_year_id", "series_id", "number_rank"],
                condition=models.Q(state="v") & ~models.Q(origin="import"),
            ),
            models.UniqueConstraint(
                name="books_entry__one_reversal",
                fields=["dossier_id", "reverses_id"],
                condition=models.Q(reverses_id__isnull=False),
            ),
            models.CheckConstraint(
                name="books_entry__validated_whole",
                condition=(
                    models.Q(
                        state="v",
                        number_text__isnull=False,
                        batch_id__isnull=False,
                        rank__isnull=False,
                        valid_date__isnull=False,
                        content_hash__isnull=False,
                    )
                    | models.Q(state="d", batch_id__isnull=True, content_hash__isnull=True)
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="books_entry_by_journal", fields=["dossier_id", "journal_id", "date", "id"]
            ),
            models.Index(name="books_entry_by_batch", fields=["dossier_id", "batch_id", "rank"]),
            models.Index(
                name="books_entry_by_number",
                fields=["dossier_id", "fiscal_year_id", "number_rank"],
            ),
            models.Index(
                name="books_entry_drafts",
                fields=["dossier_id", "fiscal_year_id", "journal_id", "date", "id"],
                condition=models.Q(state="d"),
            ),
        ]


class Line(models.Model):
    """A debit or a credit on one account."""

    pk = models.CompositePrimaryKey("dossier_id", "entry_id", "position")
    dossier_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    position = models.IntegerField()
    account_id = models.BigIntegerField()
    third_party_id = models.BigIntegerField(null=True)
    date = models.DateField(help_text="day of the entry, repeated for the ledger's index")
    debit = models.BigIntegerField(db_default=0)
    credit = models.BigIntegerField(db_default=0)
    label = models.TextField()
    piece_ref = models.TextField(db_default="")
    piece_date = models.DateField(null=True)
    due_date = models.DateField(null=True)
    currency = models.TextField(null=True)
    currency_amount = models.BigIntegerField(null=True)

    class Meta:
        db_table = "books_line"
        indexes = [
            models.Index(
                name="books_line_ledger",
                fields=["dossier_id", "account_id", "date", "entry_id", "position"],
            ),
            models.Index(
                name="books_line_third_party",
                fields=["dossier_id", "third_party_id", "date", "entry_id", "position"],
                condition=models.Q(third_party_id__isnull=False),
            ),
        ]


class LineSource(models.Model):
    """Cells of an imported line that the ledger would print otherwise, and only those."""

    pk = models.CompositePrimaryKey("dossier_id", "entry_id", "position")
    dossier_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    position = models.IntegerField()
    cells = models.JSONField()

    class Meta:
        db_table = "books_line_source"


class Lettrage(models.Model):
    """Lines of one account (and third party) that settle each other, under one code."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=_next("books_lettrage_id"))
    account_id = models.BigIntegerField()
    third_party_id = models.BigIntegerField(null=True)
    code = models.TextField()
    date = models.DateField()
    is_partial = models.BooleanField(db_default=False)
    origin = models.CharField(max_length=10, db_default="saisie")
    author = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "books_lettrage"
        indexes = [
            models.Index(
                name="books_lettrage_by_account", fields=["dossier_id", "account_id", "code"]
            ),
            models.Index(
                name="books_lettrage_by_third",
                fields=["dossier_id", "account_id", "third_party_id"],
            ),
        ]


class LettrageLine(models.Model):
    """A line in a lettrage; `date` is the day it was lettered (null where a FEC left it out)."""

    pk = models.CompositePrimaryKey("dossier_id", "entry_id", "position")
    dossier_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    position = models.IntegerField()
    lettrage_id = models.BigIntegerField()
    date = models.DateField(null=True)

    class Meta:
        db_table = "books_lettrage_line"
        indexes = [
            models.Index(name="books_lettrage_line_group", fields=["dossier_id", "lettrage_id"])
        ]


class EntryVersion(models.Model):
    """What a draft was, at each save; append-only."""

    pk = models.CompositePrimaryKey("dossier_id", "entry_id", "version")
    dossier_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    version = models.IntegerField()
    public_id = models.UUIDField()
    act = models.CharField(max_length=10)
    content = models.JSONField()
    author = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "books_entry_version"
        indexes = [models.Index(name="books_entry_version_of", fields=["dossier_id", "public_id"])]


class NameInForce(models.Model):
    """The number and label that batches from `from_batch` on were validated under.

    kind: `account`, `third` or `journal`.
    """

    pk = models.CompositePrimaryKey("dossier_id", "kind", "ref_id", "from_batch")
    dossier_id = models.BigIntegerField()
    kind = models.CharField(max_length=7)
    ref_id = models.BigIntegerField()
    from_batch = models.BigIntegerField()
    number = models.TextField()
    label = models.TextField()

    class Meta:
        db_table = "books_name_in_force"


class BalanceMonth(models.Model):
    """Roll-up by account: what balances, dashboards and statements read."""

    pk = models.CompositePrimaryKey(
        "dossier_id", "fiscal_year_id", "month", "journal_id", "account_id", "state"
    )
    dossier_id = models.BigIntegerField()
    fiscal_year_id = models.BigIntegerField()
    month = models.DateField()
    journal_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    state = models.CharField(max_length=1)
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()
    count = models.BigIntegerField()

    class Meta:
        db_table = "books_balance_month"


class ThirdMonth(models.Model):
    """Roll-up by third party: subsidiary balances and ageing."""

    pk = models.CompositePrimaryKey("dossier_id", "account_id", "third_party_id", "month", "state")
    dossier_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    third_party_id = models.BigIntegerField()
    month = models.DateField()
    state = models.CharField(max_length=1)
    fiscal_year_id = models.BigIntegerField()
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()
    count = models.BigIntegerField()

    class Meta:
        db_table = "books_third_month"


class SearchToken(models.Model):
    """A word, piece or amount, and the entries of a day that hold it."""

    pk = models.CompositePrimaryKey("dossier_id", "day", "token", "first_entry")
    dossier_id = models.BigIntegerField()
    day = models.DateField()
    token = models.TextField(db_collation="C")
    first_entry = models.BigIntegerField()
    entries = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "books_search_token"


class FecImport(models.Model):
    """A FEC that came in. The digest of its bytes is its natural key: twice changes nothing."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=_next("books_ref_id"))
    digest = models.CharField(max_length=64)
    file_name = models.TextField()
    fiscal_year_id = models.BigIntegerField()
    batch_id = models.BigIntegerField(null=True)
    entries = models.BigIntegerField()
    lines = models.BigIntegerField()
    skipped = models.BigIntegerField(db_default=0)
    summary = models.JSONField(default=dict)
    actor = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "books_fec_import"
        constraints = [
            models.UniqueConstraint(
                name="books_fec_import__digest", fields=["dossier_id", "digest"]
            )
        ]


class FecExport(models.Model):
    """A FEC that went out: who, when, what bytes."""

    pk = models.CompositePrimaryKey("dossier_id", "id")
    dossier_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=_next("books_ref_id"))
    fiscal_year_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64)
    lines = models.BigIntegerField()
    entries = models.BigIntegerField()
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()
    program_version = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "books_fec_export"


class Setting(models.Model):
    """What a Dossier said of a detail, by name; without a row the product's own answer holds."""

    pk = models.CompositePrimaryKey("dossier_id", "name")
    dossier_id = models.BigIntegerField()
    name = models.TextField()
    value = models.TextField()

    class Meta:
        db_table = "books_setting"
