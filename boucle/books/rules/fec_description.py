"""The description that goes with a FEC.

Source: art. A. 47 A-1 LPF, XI (name, nature and meaning of each field, codes, character set,
structure of the file); BOI-CF-IOR-60-40-20 § 390.
"""

from __future__ import annotations

from boucle.books.rules import fec_name
from boucle.books.types import FiscalYearRow
from boucle.books.types_export import FecContent, FecFile, FecGap, FecJournal
from boucle.kernel.money import show

FIELDS: dict[str, tuple[str, str]] = {
    "JournalCode": ("texte", "Code du journal, celui en vigueur à la validation."),
    "JournalLib": ("texte", "Libellé du journal."),
    "EcritureNum": (
        "texte",
        "Numéro donné à la validation, sans rupture ; le même sur toutes les lignes "
        "d’une écriture. Une écriture reprise d’un autre logiciel garde le sien. "
        "Vide pour un brouillard.",
    ),
    "EcritureDate": ("date", "Date de comptabilisation."),
    "CompteNum": ("texte", "Numéro de compte ; les trois premiers chiffres suivent le PCG."),
    "CompteLib": ("texte", "Libellé du compte, celui en vigueur à la validation."),
    "CompAuxNum": ("texte", "Code du tiers, sur les comptes collectifs seulement ; sinon vide."),
    "CompAuxLib": ("texte", "Nom du tiers ; sinon vide."),
    "PieceRef": (
        "texte",
        "Référence de la pièce. Valeur conventionnelle sans pièce : le numéro de l’écriture.",
    ),
    "PieceDate": ("date", "Date de la pièce. Valeur conventionnelle : la date de l’écriture."),
    "EcritureLib": ("texte", "Libellé de la ligne."),
    "Debit": ("montant", "Montant au débit ; 0,00 sinon."),
    "Credit": ("montant", "Montant au crédit ; 0,00 sinon."),
    "EcritureLet": ("texte", "Code de lettrage des groupes soldés ; sinon vide."),
    "DateLet": ("date", "Jour du lettrage ; sinon vide."),
    "ValidDate": (
        "date",
        "Jour, à l’heure de Paris, où l’écriture est devenue définitive. Vide pour un brouillard.",
    ),
    "Montantdevise": ("montant", "Montant dans la devise de l’opération ; vide en euros."),
    "Idevise": ("texte", "Code de la devise (ISO 4217) ; vide en euros."),
    "DateRglt": ("date", "Date du règlement."),
    "ModeRglt": ("texte", "Mode de règlement."),
    "NatOp": ("texte", "Nature de l’opération ; vide si inutilisé."),
    "IdClient": ("texte", "Identification du client ; vide si inutilisé."),
}
"""Field → nature and meaning."""

_NATURES = {
    "achats": "achats",
    "ventes": "ventes",
    "banque": "banque",
    "caisse": "caisse",
    "od": "opérations diverses",
    "an": "à-nouveaux",
}
_REGIMES = {
    "BIC": "BIC ou IS (18 zones)",
    "COM": "BNC ou BA, droit commercial (18 zones)",
    "BAT": "BA, comptabilité de trésorerie (21 zones)",
    "BNCT": "BNC, comptabilité de trésorerie (22 zones)",
}


def describe(year: FiscalYearRow, file: FecFile, content: FecContent) -> str:
    """The whole text, lines ended by CRLF."""
    parts = [
        _head(year, file),
        _structure(file, content),
        _fields(file),
        _journals(content.journals),
        _numbering(year, content),
        _rest(file, content),
    ]
    return "\r\n".join(line for part in parts for line in (*part, "")) + "\r\n"


def _head(year: FiscalYearRow, file: FecFile) -> list[str]:
    kind = "" if file.kind == "officiel" else " PROVISOIRE (non remis à l’administration)"
    return [
        f"DESCRIPTION DU FICHIER DES ÉCRITURES COMPTABLES{kind}",
        "(article A. 47 A-1 du Livre des procédures fiscales, XI)",
        "",
        f"Entreprise : {file.company}",
        f"SIREN : {file.siren}",
        f"Exercice : du {year.start_date:%d/%m/%Y} au {year.end_date:%d/%m/%Y}",
        f"Régime : {_REGIMES.get(file.regime, file.regime)}",
        f"Logiciel : Boucle, version {file.program_version}",
        f"Fichier : {file.name}, fait le {file.made_on:%d/%m/%Y}",
        f"Taille : {file.size} octets",
        f"Empreinte SHA-256 : {file.sha256}",
    ]


def _structure(file: FecFile, content: FecContent) -> list[str]:
    totals = content.totals
    return [
        "STRUCTURE",
        "Fichier à plat, organisation séquentielle, zones de longueur variable.",
        "Jeu de caractères : UTF-8 sans marque d’ordre.",
        "Séparateur de zones : tabulation. Fin d’enregistrement : CR LF, la dernière comprise.",
        "Première ligne : noms des zones, dans l’ordre du texte.",
        "Dates : AAAAMMJJ. Montants : virgule décimale, sans séparateur de milliers.",
        "Ordre : à-nouveaux, puis date de validation, puis rang dans la validation.",
        f"Nombre d’enregistrements (hors première ligne) : {totals.lines}",
        f"Nombre d’écritures : {totals.entries}",
        f"Total débit : {show(totals.debit)} €",
        f"Total crédit : {show(totals.credit)} €",
    ]


def _fields(file: FecFile) -> list[str]:
    rows = [
        f"{number}. {name} ({FIELDS[name][0]}) : {FIELDS[name][1]}"
        for number, name in enumerate(fec_name.columns(file.regime), start=1)
    ]
    return ["ZONES", *rows]


def _journals(journals: tuple[FecJournal, ...]) -> list[str]:
    rows = [_journal(journal) for journal in journals if not journal.outside_fec]
    left = [f"{journal.code} ({journal.label})" for journal in journals if journal.outside_fec]
    tail = [f"Journaux hors FEC, par décision de l’entreprise : {', '.join(left)}"] if left else []
    return ["JOURNAUX", *(rows or ["Aucun."]), *tail]


def _journal(journal: FecJournal) -> str:
    numbers = (
        f", numéros {journal.first_rank} à {journal.last_rank}"
        if journal.first_rank is not None
        else ""
    )
    return (
        f"{journal.code} : {journal.label} ({_NATURES[journal.type]}), "
        f"{journal.entries} écritures, {journal.lines} lignes, "
        f"débit {show(journal.debit)} €, crédit {show(journal.credit)} €"
        f"{numbers}"
    )


def _numbering(year: FiscalYearRow, content: FecContent) -> list[str]:
    series = "une par journal" if year.numbering == "journal" else "une pour l’exercice"
    rows = [_gap(gap) for gap in content.gaps]
    note = content.facts.numbering_note
    return [
        "NUMÉROTATION",
        f"Séquence : {series}.",
        *(rows or ["Aucune rupture."]),
        *([f"Explication donnée : {note}"] if note else []),
    ]


def _gap(gap: FecGap) -> str:
    where = f"Journal {gap.journal}, n" if gap.journal else "N"
    if gap.first == gap.last:
        return f"{where}uméro manquant : {gap.first}"
    return f"{where}uméros manquants : {gap.first} à {gap.last}"


def _rest(file: FecFile, content: FecContent) -> list[str]:
    opening = any(j.type == "an" and j.entries for j in content.journals)
    facts = content.facts
    return [
        "AUTRES INDICATIONS",
        f"Contrôle du fichier par Boucle : {file.verdict or 'non fait'}.",
        "Lettrage : codes A, B… AA ; seuls les groupes soldés sont écrits, les codes repris d’un "
        "autre logiciel le sont tels quels.",
        f"Comptes collectifs suivis par tiers : {facts.control_accounts or 'aucun'}.",
        *([] if opening else ["À-nouveaux : aucun dans l’exercice."]),
        *(
            [f"Lignes reprises dont une zone est écrite comme à l’origine : {facts.kept_lines}."]
            if facts.kept_lines
            else []
        ),
        *(
            [f"Écritures en brouillard non comprises : {content.totals.drafts}."]
            if content.totals.drafts and not file.with_drafts
            else []
        ),
    ]
