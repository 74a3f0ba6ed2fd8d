"""What the constraints behind the gate mean, by the name of the constraint."""

from __future__ import annotations

from boucle.access.public import ARCHIVED
from boucle.books.texts import finding_of
from boucle.kernel.errors import Finding

CONSTRAINTS: dict[str, Finding] = {
    "books_entry__one_reversal": finding_of({"code": "books.entry.already_reversed"}),
    "books_frozen": finding_of({"code": "books.frozen"}),
    "tenancy_dossier__archived": ARCHIVED,
    "tenancy_dossier__one_active_per_siren": Finding(
        code="tenancy.dossier.exists",
        message="Un dossier actif existe déjà pour ce SIREN et ce client.",
        field="siren",
        help="Ouvrez le dossier existant, ou archivez-le d’abord.",
    ),
    "books_limits": finding_of({"code": "books.limits"}),
    "tenancy_dossier__siren_frozen": Finding(
        code="tenancy.dossier.siren_frozen",
        message="Le SIREN ne change plus : le dossier contient des écritures.",
        field="siren",
        help="Archivez ce dossier et ouvrez-en un autre avec le bon SIREN.",
    ),
    "books_account__number": Finding(
        code="books.account.taken",
        message="Ce numéro de compte existe déjà dans le plan.",
        field="number",
        help="Choisissez un autre numéro.",
    ),
    "books_third_party__number": Finding(
        code="books.third.taken",
        message="Ce code de tiers existe déjà.",
        field="number",
        help="Choisissez un autre code.",
    ),
    "books_journal__code": Finding(
        code="books.journal.taken",
        message="Ce code de journal existe déjà.",
        field="code",
        help="Choisissez un autre code.",
    ),
}
