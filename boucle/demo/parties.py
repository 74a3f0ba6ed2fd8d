"""Invented third parties: names of firms and people, and the codes an accountant gives them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from random import Random

SURNAMES = (
    "Lefèvre", "Martin", "Dubois", "Garnier", "Bérenger", "Petit", "Chevalier", "Guérin",
    "Hélias", "Le Goff", "Muller", "Carré", "Fontaine", "Rivière", "Aubert", "Bonnet",
    "Perrin", "Morel", "Roussel", "Blanchard", "Gauthier", "Lambert", "Rousseau", "Faure",
    "Mercier", "Vasseur", "Barbier", "Renaud", "Colin", "Arnaud", "Lemoine", "Brunet",
    "Gaillard", "Picard", "Roche", "Meunier", "Noël", "Dufour", "Leclerc", "Bourgeois",
    "Marchal", "Giraud", "Poirier", "Charpentier", "Tessier", "Benoit", "Pichon", "Besson",
    "Delmas", "Rey", "Cordier", "Humbert", "Jacquet", "Texier", "Vidal", "Prévost",
    "Maillard", "Legrand", "Pons", "Coste", "Verdier", "Salmon", "Navarro", "Nguyen",
)  # fmt: skip
FIRST_NAMES = (
    "Claire", "Julien", "Sophie", "Karim", "Nathalie", "Thomas", "Émilie", "Laurent",
    "Camille", "Nicolas", "Inès", "Mathieu", "Aurélie", "David", "Manon", "Florian",
)  # fmt: skip
TRADES = (
    "Ets", "SARL", "Atelier", "Comptoir", "Maison", "Garage", "Menuiserie", "Transports",
    "Imprimerie", "Pépinières", "Fonderie", "Électricité", "Plomberie", "Hôtel", "Cabinet",
    "Quincaillerie", "Bâtiment", "Maçonnerie", "Peinture", "Carrosserie", "Chaudronnerie",
    "Couverture", "Serrurerie", "Domaine", "Agence", "Résidence", "Clinique", "Groupe",
)  # fmt: skip
MAKERS = (
    "Outillage", "Visserie", "Forges", "Roulements", "Hydraulique", "Abrasifs", "Robinetterie",
    "Aciers", "Transmissions", "Joints Techniques", "Filtration", "Soudage", "Levage",
    "Pneumatique", "Ressorts", "Tréfilerie", "Lubrifiants", "Fonderie",
)  # fmt: skip
FOREIGN = {
    "europe": ("GmbH", "Srl", "SL", "BV", "SpA", "Lda"),
    "export": ("Inc", "LLC", "Corp", "Ltd", "Co"),
}
FOREIGN_NAMES = (
    "Hartmann", "Bianchi", "Van Dijk", "Ferreira", "Schmitt", "Costa", "Keller", "Moretti",
    "Brandt", "Serrano", "Silva", "Jansen", "Ricci", "Vogel", "Peeters", "Romano",
)  # fmt: skip
OVERSEAS_NAMES = (
    "Harrison", "Lakeside", "Northwind", "Atlas", "Coleman", "Redwood", "Pacific", "Sterling",
    "Bradford", "Summit", "Harbor", "Maple", "Sinclair", "Granite", "Delta", "Westfield",
)  # fmt: skip
FOREIGN_TRADES = (
    "", " Tools", " Industrial", " Supply", " Technik", " Systems", " Components", " Group",
    " Parts", " Trading", " Service", " Engineering",
)  # fmt: skip
TOWNS = (
    "", " du Rhône", " de l'Ain", " des Alpes", " du Forez", " de Bourgogne", " Lyon 3",
    " du Dauphiné", " de la Loire", " Sud", " du Val", " Nord", " de Provence", " des Monts",
)  # fmt: skip


@lru_cache(maxsize=50_000)
def slug(text: str, size: int) -> str:
    """Capital letters and digits of a name, without accents, at most `size`."""
    flat = unicodedata.normalize("NFKD", text).replace("Œ", "OE")
    return "".join(c for c in flat.upper() if c.isascii() and c.isalnum())[:size]


def firm_names(count: int, random: Random) -> list[str]:
    """That many different names of firms, shuffled; a large pool adds towns to tell them apart."""
    plain = [f"{trade} {name}" for trade in TRADES for name in SURNAMES]
    if count <= len(plain) // 4:
        return random.sample(plain, count)
    return random.sample([name + town for town in TOWNS for name in plain], count)


def maker_names(count: int, random: Random) -> list[str]:
    """That many different manufacturers, shuffled."""
    return random.sample([f"{trade} {name}" for trade in MAKERS for name in SURNAMES], count)


def people_names(count: int, random: Random) -> list[str]:
    """That many different people, the way a customer file writes them: M. or Mme, surname."""
    whole = [f"{name} {first}" for name in SURNAMES for first in FIRST_NAMES]
    return random.sample(whole, count)


def foreign_name(scope: str, rank: int) -> str:
    """A foreign firm: another rank, another name (up to a thousand)."""
    names, shapes = OVERSEAS_NAMES if scope == "export" else FOREIGN_NAMES, FOREIGN[scope]
    base, rest = names[rank % 16], rank // 16
    trade, rest = FOREIGN_TRADES[rest % len(FOREIGN_TRADES)], rest // len(FOREIGN_TRADES)
    return f"{base}{trade} {shapes[(rank + rest) % len(shapes)]}"


class Directory:
    """Codes given to third parties, one code per name and kind."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._codes: dict[tuple[str, str], str] = {}

    def code(self, kind: str, name: str) -> str:
        """The code of a party: kind letters, then the start of its name, unique."""
        known = self._codes.get((kind, name))
        if known:
            return known
        base = kind + slug(name, 8)
        code, rank = base, 2
        while code in self.names:
            code, rank = f"{base[:8]}{rank}", rank + 1
        return self.number(kind, name, code)

    def number(self, kind: str, name: str, code: str) -> str:
        """Register a party under a code chosen by the caller."""
        self._codes[kind, name] = code
        self.names[code] = name
        return code
