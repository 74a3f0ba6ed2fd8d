"""The door of the books."""

from typing import TYPE_CHECKING

from boucle.books.commands.bulk import NewLettrage, letter_many, save_drafts
from boucle.books.commands.chart import add_accounts, create_account
from boucle.books.commands.dossier import (
    archive,
    change_identity,
    open_books,
    open_dossier,
    take_back,
)
from boucle.books.commands.drafts import delete_draft, mark_review, save_draft
from boucle.books.commands.entry_models import add_usual_models, delete_model, save_model
from boucle.books.commands.fec_export import export_fec
from boucle.books.commands.fec_import import import_fec
from boucle.books.commands.fec_index import index_imports
from boucle.books.commands.fec_intake import import_as_job
from boucle.books.commands.fec_job import ask_to_stop, job_row
from boucle.books.commands.fec_queue import (
    abandon,
    keep_files,
    queue_import,
    queue_new_dossier,
    queue_plan,
    run_queued,
)
from boucle.books.commands.journals import save_journal
from boucle.books.commands.lettrage import letter, unletter
from boucle.books.commands.simple_entry import save_simple
from boucle.books.commands.subscriptions import make_due, save_subscription
from boucle.books.commands.third_parties import add_third_parties, save_third_party
from boucle.books.commands.validation import reverse_entry, validate_entries
from boucle.books.commands.vat_codes import apply_usual, retire_vat_code, save_vat_code
from boucle.books.commands.vat_receipts import move_vat
from boucle.books.commands.years import close_year, lock_month, open_year, reopen_year
from boucle.books.queries.accounts import search_accounts
from boucle.books.queries.fec_export import export_state, exports_of
from boucle.books.queries.fec_report import report_sheet
from boucle.books.queries.grid_models import models_of
from boucle.books.queries.home import figures, find_dossiers, portfolio_page, work_list
from boucle.books.queries.import_proof import import_proofs
from boucle.books.queries.keymap import keymap as grid_keymap
from boucle.books.queries.search import search_entries
from boucle.books.queries.setup import journals_of
from boucle.books.queries.simple_entry import simple_books
from boucle.books.queries.subscriptions import dossiers_with_dues, subscriptions_of
from boucle.books.queries.third_parties import search_third_parties
from boucle.books.queries.vat_codes import vat_codes_of
from boucle.books.queries.vat_receipts import vat_to_move
from boucle.books.queries.years import rights_and_years, year_for, years_of
from boucle.books.rules.days import parse_day
from boucle.books.rules.fec.types import Cancelled as FecCancelled
from boucle.books.rules.fec.types import Limits as FecLimits
from boucle.books.rules.fec.types import Regime as FecRegime
from boucle.books.rules.fec.types import Report as FecReport
from boucle.books.rules.fec.view import REGIMES as FEC_REGIMES
from boucle.books.rules.fec.view import report_json, view_of
from boucle.books.rules.fec_mapping import read_mapping
from boucle.books.rules.pcg import usual_accounts, vintage, vintages
from boucle.books.rules.simple_entry import SimpleForm
from boucle.books.rules.simple_entry import blank as simple_form
from boucle.books.rules.stated_balance import Comparison, Stated, compared, read_balance, read_typed
from boucle.books.texts_acts import act_label
from boucle.books.types import FiscalYearRow
from boucle.books.types_entries import Lettered, SavedDraft, Validated
from boucle.books.types_export import Exported, ExportRow
from boucle.books.types_home import Figures, PortfolioRow
from boucle.books.types_import import (
    Imported,
    ImportedYears,
    ImportOptions,
    ImportPlan,
    ImportProof,
)
from boucle.books.types_mapping import AccountSum, ImportMapping
from boucle.books.types_models import ModelLine, NewModel
from boucle.books.types_routine import NewSubscription
from boucle.books.types_setup import JournalRow, NewAccount, NewJournal, NewThirdParty
from boucle.books.types_simple import KIND_CARDS as SIMPLE_KINDS
from boucle.books.types_vat import VAT_DUE, NewVatCode
from boucle.kernel.lazy import later

if TYPE_CHECKING:
    from boucle.books.commands.fec_plan import plan_import
    from boucle.books.rules.fec.check import check_fec
else:
    check_fec = later("boucle.books.rules.fec.check", "check_fec")
    plan_import = later("boucle.books.commands.fec_plan", "plan_import")

__all__ = [
    "FEC_REGIMES",
    "SIMPLE_KINDS",
    "VAT_DUE",
    "AccountSum",
    "Comparison",
    "ExportRow",
    "Exported",
    "FecCancelled",
    "FecLimits",
    "FecRegime",
    "FecReport",
    "Figures",
    "FiscalYearRow",
    "ImportMapping",
    "ImportOptions",
    "ImportPlan",
    "ImportProof",
    "Imported",
    "ImportedYears",
    "JournalRow",
    "Lettered",
    "ModelLine",
    "NewAccount",
    "NewJournal",
    "NewLettrage",
    "NewModel",
    "NewSubscription",
    "NewThirdParty",
    "NewVatCode",
    "PortfolioRow",
    "SavedDraft",
    "SimpleForm",
    "Stated",
    "Validated",
    "abandon",
    "act_label",
    "add_accounts",
    "add_third_parties",
    "add_usual_models",
    "apply_usual",
    "archive",
    "ask_to_stop",
    "change_identity",
    "check_fec",
    "close_year",
    "compared",
    "create_account",
    "delete_draft",
    "delete_model",
    "dossiers_with_dues",
    "export_fec",
    "export_state",
    "exports_of",
    "figures",
    "find_dossiers",
    "grid_keymap",
    "import_as_job",
    "import_fec",
    "import_proofs",
    "index_imports",
    "job_row",
    "journals_of",
    "keep_files",
    "letter",
    "letter_many",
    "lock_month",
    "make_due",
    "mark_review",
    "models_of",
    "move_vat",
    "open_books",
    "open_dossier",
    "open_year",
    "parse_day",
    "plan_import",
    "portfolio_page",
    "queue_import",
    "queue_new_dossier",
    "queue_plan",
    "read_balance",
    "read_mapping",
    "read_typed",
    "reopen_year",
    "report_json",
    "report_sheet",
    "retire_vat_code",
    "reverse_entry",
    "rights_and_years",
    "run_queued",
    "save_draft",
    "save_drafts",
    "save_journal",
    "save_model",
    "save_simple",
    "save_subscription",
    "save_third_party",
    "save_vat_code",
    "search_accounts",
    "search_entries",
    "search_third_parties",
    "simple_books",
    "simple_form",
    "subscriptions_of",
    "take_back",
    "unletter",
    "usual_accounts",
    "validate_entries",
    "vat_codes_of",
    "vat_to_move",
    "view_of",
    "vintage",
    "vintages",
    "work_list",
    "year_for",
    "years_of",
]
