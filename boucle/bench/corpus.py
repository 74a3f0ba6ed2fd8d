"""A valid FEC of exactly N lines, or one that breaks a rule: seeded, streamed, all names invented.

The same options give the same bytes. Journals AN, AC, VE, BQ, OD; sales and purchases with VAT,
about half of them settled a month later by the bank and lettered; pay and VAT each month; a few in
foreign currency; entries in date order, numbered from 1 without gap, all validated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

HEADER = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib",
    "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit",
    "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
SALES = (
    ("706000", "Prestations de services"), ("707000", "Ventes de marchandises"),
    ("701000", "Ventes de produits finis"), ("708500", "Ports et frais accessoires facturés"),
)  # fmt: skip
BUYS = (
    ("607000", "Achats de marchandises"), ("606100", "Fournitures non stockables"),
    ("606400", "Fournitures administratives"), ("613200", "Locations immobilières"),
    ("615500", "Entretien et réparations"), ("622600", "Honoraires"),
    ("623100", "Annonces et insertions"), ("625100", "Voyages et déplacements"),
    ("626000", "Frais postaux"), ("627000", "Services bancaires et assimilés"),
)  # fmt: skip
RATES = (2000, 2000, 2000, 2000, 2000, 2000, 1000, 550)
"""VAT, in hundredths of a per cent."""
WORDS = (
    "Atelier", "Comptoir", "Maison", "Établissements", "Société", "Garage", "Librairie",
    "Menuiserie", "Boulangerie", "Transports", "Cabinet", "Imprimerie", "Pépinière", "Fonderie",
    "Électricité", "Crèmerie",
)  # fmt: skip
NAMES = (
    "Lefèvre", "Martin", "Dubois", "Noël", "Garçon", "Bérénger", "Petit", "Chevalier", "Guérin",
    "Île-de-Ré", "Hélias", "Œuvrard", "Le Goff", "Müller", "Bézier", "Saint-Aubin", "Carré",
    "Fontaine", "Rivière", "Aÿ",
)  # fmt: skip
JOURNALS = {
    "AN": "À-nouveaux", "AC": "Achats", "VE": "Ventes", "BQ": "Banque",
    "OD": "Opérations diverses",
}  # fmt: skip
LEAST_LINES = 60
LINES_AT_ONCE = 20_000

Line = tuple[str, str, str, str, int, int]
"""Account, its label, third party, its name, debit, credit (cents)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry to write; days as AAAAMMJJ."""

    journal: str
    day: str
    piece: str
    piece_day: str
    label: str
    lines: list[Line]
    code: str = ""
    code_day: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file that was made, and what must be found in it. Cents."""

    path: Path
    lines: int
    entries: int
    debit: int
    credit: int
    by_account: dict[str, tuple[int, int]]
    size: int
    sha256: str


@dataclass(slots=True)
class Maker:
    """The year of an invented company, until its lines are spent."""

    lines: int
    seed: int
    year: int
    random: Random = field(init=False)
    days: list[str] = field(init=False)
    agenda: list[list[tuple[bool, str, str, int, str, str, str]]] = field(init=False)
    left: int = field(init=False)
    collected: int = 0
    deductible: int = 0
    sales: int = 0
    buys: int = 0
    paired: int = 0
    promised: int = 0
    month_done: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        first = date(self.year, 1, 1)
        count = (date(self.year + 1, 1, 1) - first).days
        self.days = [f"{first + timedelta(number):%Y%m%d}" for number in range(count)]
        self.agenda = [[] for _ in self.days]
        self.left = self.lines

    def entries(self) -> Iterator[Entry]:
        """All of them, in date order."""
        crowd = max(10, min(20_000, self.lines // 60))
        customers, suppliers = parties("C", crowd), parties("F", max(6, crowd // 3))
        yield self._spend(self._opening(customers[: min(200, max(1, self.lines // 50))]))
        total, due_day, last = self.left, 0, len(self.days) - 1
        while self.left > 16:
            today = min(last, (total - self.left) * len(self.days) // total)
            if int(self.days[today][4:6]) > self.month_done + 1 and self.left > 30:
                yield from map(self._spend, self._month_end(today))
                continue
            while due_day < today and not self.agenda[due_day]:
                due_day += 1
            if self.agenda[due_day]:
                yield self._spend(self._settlement(self.days[today], *self._pop(due_day)))
            elif self.random.random() < 0.62:
                yield self._spend(self._sale(today, customers))
            else:
                yield self._spend(self._purchase(today, suppliers))
        for day in range(due_day, len(self.days)):
            while self.agenda[day]:
                yield self._spend(self._settlement(self.days[last], *self._pop(day)))
        if self.left:
            yield self._spend(self._fees(self.days[last]))
        assert self.left == 0, self.left

    def _spend(self, entry: Entry) -> Entry:
        self.left -= len(entry.lines)
        return entry

    def _pop(self, day: int) -> tuple[bool, str, str, int, str, str, str]:
        self.promised -= 1
        return self.agenda[day].pop()

    def _opening(self, thirds: list[tuple[str, str]]) -> Entry:
        """Opening balances, balanced by the retained earnings."""
        bank = self.random.randrange(1_000_000, 9_000_000)
        stock = self.random.randrange(100_000, 4_000_000)
        lines: list[Line] = [
            ("512000", "Banque", "", "", bank, 0),
            ("370000", "Stocks de marchandises", "", "", stock, 0),
            ("101300", "Capital souscrit, appelé, versé", "", "", 0, 5_000_000),
        ]
        total = bank + stock - 5_000_000
        for number, name in thirds:
            owed = self.random.randrange(10_000, 900_000)
            lines.append(("411000", "Clients", number, name, owed, 0))
            total += owed
        earnings: Line = ("119000", "Report à nouveau (solde débiteur)", "", "", -total, 0)
        if total > 0:
            earnings = ("110000", "Report à nouveau (solde créditeur)", "", "", 0, total)
        day = self.days[0]
        return Entry("AN", day, "AN" + day, day, "À-nouveaux de l'exercice", [*lines, earnings])

    def _month_end(self, today: int) -> Iterator[Entry]:
        """Pay, then VAT."""
        self.month_done += 1
        day, month = self.days[today], f"{self.month_done:02d}"
        gross = self.random.randrange(800_000, 2_500_000)
        held, charges = gross * 22 // 100, gross * 42 // 100
        pay: list[Line] = [
            ("641100", "Salaires et appointements", "", "", gross, 0),
            ("645100", "Cotisations à l'Urssaf", "", "", charges, 0),
            ("421000", "Personnel - rémunérations dues", "", "", 0, gross - held),
            ("431000", "Sécurité sociale", "", "", 0, held + charges),
        ]
        yield Entry("OD", day, f"PAIE{month}", day, f"Paie du mois {month}/{self.year}", pay)
        due = self.collected - self.deductible
        vat: list[Line] = [
            ("445710", "TVA collectée", "", "", self.collected, 0),
            ("445660", "TVA déductible", "", "", 0, self.deductible),
            ("445510", "TVA à décaisser", "", "", 0, max(due, 0)),
            ("445670", "Crédit de TVA à reporter", "", "", max(-due, 0), 0),
        ]
        vat = [line for line in vat if line[4] or line[5]]
        self.collected = self.deductible = 0
        if vat:
            yield Entry("OD", day, f"TVA{month}", day, f"TVA du mois {month}/{self.year}", vat)

    def _sale(self, today: int, customers: list[tuple[str, str]]) -> Entry:
        net, vat = self._amounts()
        self.sales += 1
        third, name = customers[int(self.random.random() ** 2 * len(customers))]
        account, title = SALES[int(self.random.random() * 4)]
        foreign = self.random.random() < 0.02
        vat = 0 if foreign else vat
        part = net * 3 // 10 if self.random.random() < 0.35 else 0
        lines: list[Line] = [
            ("411000", "Clients", third, name, net + vat, 0),
            (account, title, "", "", 0, net - part),
        ]
        if part:
            lines.append(("708500", "Ports et frais accessoires facturés", "", "", 0, part))
        if vat:
            lines.append(("445710", "TVA collectée", "", "", 0, vat))
            self.collected += vat
        piece = f"FA{self.year}-{self.sales:06d}"
        code, code_day = self._promise(today, len(lines), True, third, name, net + vat, piece)
        return Entry(
            "VE", self.days[today], piece, self._before(today), f"Facture {name}", lines,
            code, code_day, "USD" if foreign else "",
        )  # fmt: skip

    def _purchase(self, today: int, suppliers: list[tuple[str, str]]) -> Entry:
        net, vat = self._amounts()
        self.buys += 1
        third, name = suppliers[int(self.random.random() ** 2 * len(suppliers))]
        account, title = BUYS[int(self.random.random() * 10)]
        lines: list[Line] = [
            (account, title, "", "", net, 0),
            ("445660", "TVA déductible", "", "", vat, 0),
            ("401000", "Fournisseurs", third, name, 0, net + vat),
        ]
        self.deductible += vat
        day, piece = self.days[today], f"{third}-{self.buys}"
        code, code_day = self._promise(today, 3, False, third, name, net + vat, piece)
        label = f"{name} {day[6:]}/{day[4:6]} {title.lower()}"
        return Entry("AC", day, piece, self._before(today), label, lines, code, code_day)

    def _amounts(self) -> tuple[int, int]:
        net = int(2_000 + self.random.random() ** 3 * 900_000)
        return net, (net * RATES[int(self.random.random() * 8)] + 5_000) // 10_000

    def _before(self, today: int) -> str:
        return self.days[max(0, today - int(self.random.random() * 5))]

    def _promise(
        self, today: int, lines: int, sale: bool, third: str, name: str, amount: int, piece: str
    ) -> tuple[str, str]:
        """Whether it will be settled is drawn at once: the lettrage code stands on the invoice."""
        pay = today + 20 + int(self.random.random() * 25)
        room = self.left - lines - 2 * self.promised > 40
        if self.random.random() >= 0.55 or pay >= len(self.days) or not room:
            return "", ""
        self.paired += 1
        self.promised += 1
        code, day = letters(self.paired), self.days[min(len(self.days) - 1, pay + 31)]
        self.agenda[pay].append((sale, third, name, amount, piece, code, day))
        return code, day

    def _settlement(
        self, day: str, sale: bool, third: str, name: str, amount: int, piece: str, code: str,
        code_day: str,
    ) -> Entry:  # fmt: skip
        if sale:
            lines: list[Line] = [
                ("512000", "Banque", "", "", amount, 0),
                ("411000", "Clients", third, name, 0, amount),
            ]
        else:
            lines = [
                ("401000", "Fournisseurs", third, name, amount, 0),
                ("512000", "Banque", "", "", 0, amount),
            ]
        label = f"{'Virement' if sale else 'Règlement'} {name} {piece}"
        return Entry("BQ", day, f"REL{day[:6]}", day, label, lines, code, code_day)

    def _fees(self, day: str) -> Entry:
        """One last entry of exactly the lines that are left."""
        fee, count = 1_250, self.left - 1
        lines: list[Line] = [("627000", "Services bancaires et assimilés", "", "", fee, 0)] * count
        lines = [*lines, ("512000", "Banque", "", "", 0, fee * count)]
        return Entry("BQ", day, "FRAIS", day, "Frais de tenue de compte", lines)


def parties(kind: str, count: int) -> list[tuple[str, str]]:
    """Numbers and names of third parties."""
    return [
        (f"{kind}{i:06d}", f"{WORDS[i % 16]} {NAMES[i // 16 % 20]} {i // 320 or ''}".strip())
        for i in range(count)
    ]


def letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA: the code of a lettrage."""
    code = ""
    while number:
        number, rest = divmod(number - 1, 26)
        code = chr(65 + rest) + code
    return code


def money(cents: int) -> str:
    """Cents as the FEC writes them."""
    return f"{cents // 100},{cents % 100:02d}"


def rows_of(entry: Entry, number: int, valid: str) -> Iterator[str]:
    """The lines of an entry, 18 columns, without line end."""
    head = f"{entry.journal}\t{JOURNALS[entry.journal]}\t{number}\t{entry.day}\t"
    for account, title, third, name, debit, credit in entry.lines:
        code = f"{entry.code}\t{entry.code_day}" if third else "\t"
        foreign = "\t"
        if entry.currency and third:
            foreign = f"{money((debit or credit) * 108 // 100)}\t{entry.currency}"
        yield (
            f"{head}{account}\t{title}\t{third}\t{name}\t{entry.piece}\t{entry.piece_day}\t"
            f"{entry.label}\t{money(debit)}\t{money(credit)}\t{code}\t{valid}\t{foreign}"
        )


def write_fec(
    folder: Path,
    lines: int,
    *,
    siren: str,
    seed: int = 1,
    year: int = 2025,
    unbalanced: bool = False,
) -> Corpus:
    """Write `SIRENFECAAAA1231.txt`. `unbalanced`: an entry at 90 % is one cent too high."""
    assert lines >= LEAST_LINES, lines
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{siren}FEC{year}1231.txt"
    digest, size, entries, written = hashlib.sha256(), 0, 0, 0
    sums: dict[str, tuple[int, int]] = {}
    waiting = ["\t".join(HEADER)]
    with path.open("wb") as target:
        for entries, entry in enumerate(Maker(lines, seed, year).entries(), 1):
            for line in entry.lines:
                debit, credit = sums.get(line[0], (0, 0))
                sums[line[0]] = debit + line[4], credit + line[5]
            if unbalanced and written >= lines * 9 // 10:
                unbalanced = False
                entry.lines[0] = _one_cent_more(entry.lines[0])
            waiting.extend(rows_of(entry, entries, f"{year + 1}0331"))
            written += len(entry.lines)
            if len(waiting) >= LINES_AT_ONCE or written == lines:
                block = "".join(f"{text}\r\n" for text in waiting).encode()
                target.write(block)
                digest.update(block)
                size += len(block)
                waiting.clear()
    debit, credit = (sum(pair[side] for pair in sums.values()) for side in (0, 1))
    return Corpus(path, written, entries, debit, credit, sums, size, digest.hexdigest())


def _one_cent_more(line: Line) -> Line:
    more = (line[4] + 1, line[5]) if line[4] else (line[4], line[5] + 1)
    return (*line[:4], *more)
