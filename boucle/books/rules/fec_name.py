"""Name and columns of the FEC that we write.

Source: art. A. 47 A-1 LPF, IX (name), VII and VIII (fields).
"""

from __future__ import annotations

from datetime import date

from boucle.books.rules.fec.cells import BASE, CASH, show_date
from boucle.books.types_export import ExportKind


def export_kind(*, drafts_left: int, with_drafts: bool) -> ExportKind:
    """Official only when no draft is left in the year and none was asked for."""
    return "provisoire" if drafts_left or with_drafts else "officiel"


def file_name(siren: str, closing: date, kind: ExportKind, made_on: date) -> str:
    """`SirenFECAAAAMMJJ.txt`; a provisional file says so, with the day it was made."""
    suffix = f"_provisoire_{show_date(made_on)}" if kind == "provisoire" else ""
    return f"{siren}FEC{show_date(closing)}{suffix}.txt"


_ANOMALY = (
    "Le contrôle du fichier relève des anomalies : lisez-les avec « boucle fec check » ou la page "
    "Contrôle FEC avant de le remettre."
)


def widest(*regimes: str) -> str:
    """The regime with most fields: an imported cash file keeps its own."""
    return max(regimes, key=lambda regime: len(columns(regime)))


def columns(regime: str) -> tuple[str, ...]:
    """The fields in legal order: 18, 21 (BA, cash) or 22 (BNC, cash)."""
    return (*BASE, *{"BAT": CASH[:3], "BNCT": CASH}.get(regime, ()))


def warnings(
    kind: ExportKind, *, drafts_left: int, with_drafts: bool, verdict: str = ""
) -> tuple[str, ...]:
    """What the user must know before handing the file over."""
    if kind == "officiel":
        return (_ANOMALY,) if verdict in ("anomalie", "rejet") else ()
    first = (
        "Fichier provisoire : il n’est pas celui à remettre à l’administration et son nom le dit."
    )
    if not drafts_left:
        return (first,)
    noun = "écriture reste" if drafts_left == 1 else "écritures restent"
    where = "elles y figurent sans date de validation" if with_drafts else "elles n’y figurent pas"
    if drafts_left == 1:
        where = where.replace("elles", "elle").replace("figurent", "figure")
    return (
        first,
        f"{drafts_left} {noun} en brouillard dans l’exercice ; {where}. "
        "Validez le brouillard pour obtenir le fichier officiel.",
    )
