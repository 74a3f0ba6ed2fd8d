"""The door of the books."""

from boucle.books.commands.drafts import delete_draft, mark_review, save_draft
from boucle.books.commands.lettrage import letter, unletter
from boucle.books.commands.validation import reverse_entry, validate_entries
from boucle.books.queries.years import year_for, years_of
from boucle.books.types import FiscalYearRow
from boucle.books.types_entries import Lettered, SavedDraft, Validated

__all__ = [
    "FiscalYearRow",
    "Lettered",
    "SavedDraft",
    "Validated",
    "delete_draft",
    "letter",
    "mark_review",
    "reverse_entry",
    "save_draft",
    "unletter",
    "validate_entries",
    "year_for",
    "years_of",
]
