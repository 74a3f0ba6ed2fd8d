"""Facts about the simple entry: kinds, categories, what the books offer. Amounts are cents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from boucle.books.rules.vat import Terms

KINDS = {
    "recette": "Recette",
    "depense": "Dépense",
    "virement": "Virement",
    "frais": "Note de frais",
}
KIND_CARDS = (
    ("recette", KINDS["recette"], "Vente, loyer, remboursement", "trending-up"),
    ("depense", KINDS["depense"], "Achat, facture, abonnement", "receipt"),
    ("virement", KINDS["virement"], "D’un compte à un autre, retrait, apport", "arrow-up-down"),
    ("frais", KINDS["frais"], "Avancé par vous ou un salarié", "wallet"),
)
"""(kind, name, what it is for, icon): the big buttons of a company."""
LATER, AUTO = "plus-tard", "auto"
"""Not paid yet; the VAT that the category usually has."""


@dataclass(frozen=True, slots=True)
class Category:
    """A nature in plain words and the account that it means in this Dossier."""

    kind: str
    code: str
    label: str
    hint: str
    account: str
    vat: str


@dataclass(frozen=True, slots=True)
class Purse:
    """Where money is: a bank or cash journal with its account, or the account of a person."""

    code: str
    label: str
    account: str
    journal: str = ""
    journal_type: str = ""


@dataclass(frozen=True, slots=True)
class SimpleVat:
    """A VAT code as far as a simple entry needs it. `final`: its account once it is due."""

    code: str
    label: str
    kind: str
    account: str
    final: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class SimpleBooks:
    """What a Dossier offers to the simple entry.

    `journals`: code of the first one in use by nature. `collective`: account by role.
    """

    categories: tuple[Category, ...]
    purses: tuple[Purse, ...]
    vat: tuple[SimpleVat, ...]
    journals: dict[str, str]
    collective: dict[str, str]
    thirds: dict[str, str] = field(default_factory=dict)

    def of_kind(self, kind: str) -> tuple[Category, ...]:
        """The categories of a kind."""
        return tuple(each for each in self.categories if each.kind == kind)

    @property
    def tills(self) -> tuple[Purse, ...]:
        """Where one pays from and is paid to: banks and cash."""
        return tuple(each for each in self.purses if each.journal)

    def codes_of(self, kind: str) -> tuple[SimpleVat, ...]:
        """VAT codes of its direction."""
        direction = "collected" if kind == "recette" else "deductible"
        return tuple(each for each in self.vat if each.kind == direction)


@dataclass(frozen=True, slots=True)
class SimpleRow:
    """An entry made by the simple entry, still in draft."""

    public_id: UUID
    version: int
    date: date
    kind: str
    label: str
    amount: int

    @property
    def kind_label(self) -> str:
        """Its kind in words."""
        return KINDS[self.kind]
