"""The demo cabinet, its people, and which Dossier belongs to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from boucle.demo.types import CompanyProfile

CABINET_NAME = "Cabinet Delorme et Associés"
CABINET_SIREN = "918355207"

Right = Literal["lecture", "ecriture", "validation", "administration"]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Someone who signs in; `password` is shown by `make demo` and good for nothing else."""

    login: str
    password: str
    name: str
    role: Literal["expert", "collaborateur", "societe", "exploitant"]
    right: Right
    companies: tuple[str, ...] = ()


PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("expert", "demo-expert-2026", "Hélène Delorme", "expert", "administration"),
    DemoPerson("claire", "demo-claire-2026", "Claire Marchand", "collaborateur", "validation"),
    DemoPerson("mehdi", "demo-mehdi-2026", "Mehdi Saidi", "collaborateur", "validation",
               ("negoce", "transport")),
    DemoPerson("patron", "demo-patron-2026", "Rémi Aubert", "societe", "lecture",
               ("boulangerie",)),
    DemoPerson("comptable", "demo-comptable-2026", "Céline Navarro", "societe", "ecriture",
               ("negoce",)),
    DemoPerson("helene", "demo-helene-2026", "Hélène Bourgeois", "societe", "administration",
               ("conseil",)),
)  # fmt: skip

WITHOUT_CABINET = frozenset({"conseil"})
"""Keys of the companies that keep their own books."""

OPENED_FIRST = "boulangerie"
"""Key of the Dossier that the collaborator sees first."""


def has_cabinet(profile: CompanyProfile) -> bool:
    """Whether the demo cabinet keeps the books of this company."""
    return profile.key not in WITHOUT_CABINET


def people_of(profile: CompanyProfile) -> tuple[DemoPerson, ...]:
    """Who may open the Dossier: the cabinet's people (all, or those named), the company's own."""
    return tuple(
        person
        for person in PEOPLE
        if profile.key in person.companies
        or (person.role != "societe" and not person.companies and has_cabinet(profile))
    )
