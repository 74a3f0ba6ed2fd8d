"""What a recurring entry may hold."""

from __future__ import annotations

from collections.abc import Iterator

from boucle.books.rules import accounts, model_label
from boucle.books.rules.recurrence import MONTHS
from boucle.books.types_routine import NewSubscription
from boucle.kernel.errors import Finding
from boucle.kernel.money import show


def findings(
    new: NewSubscription,
    *,
    has_journal: bool,
    known_accounts: set[str],
    known_thirds: set[str],
) -> list[Finding]:
    """Everything that is wrong with it, line by line (from 1)."""
    found = [_finding(field, text, value) for field, text, value in _head(new, has_journal)]
    for at, line in enumerate(new.lines, start=1):
        account, third = str(line.get("account") or ""), str(line.get("third") or "")
        if account not in known_accounts:
            text = f"Le plan n’a pas de compte {account} en service."
            found.append(_finding("account", text, account, at))
        if third and third not in known_thirds:
            text = f"Le dossier n’a pas de tiers {third} en service."
            found.append(_finding("third", text, third, at))
        if not line.get("debit") and not line.get("credit"):
            found.append(_finding("debit", "Indiquez un montant au débit ou au crédit.", "", at))
        pattern = model_label.problem(str(line.get("label") or ""))
        if pattern:
            found.append(_finding("label", pattern, str(line["label"]), at))
    return found


def _head(new: NewSubscription, has_journal: bool) -> Iterator[tuple[str, str, str]]:
    label = accounts.label_problem(new.label)
    if label:
        yield "title", label, new.label
    if not has_journal:
        yield "journal", "Choisissez un journal en service.", new.journal
    if new.every not in MONTHS:
        yield "every", "Choisissez la périodicité.", new.every
    if not 1 <= new.day <= 31:
        yield "day", "Le jour va de 1 à 31 ; 31 = fin de mois.", str(new.day)
    if new.until is not None and new.until < new.start:
        yield "until", "La fin précède le début.", new.until.isoformat()
    if len(new.lines) < 2:
        yield "lines", "Une écriture a au moins deux lignes.", str(len(new.lines))
    gap = sum(int(line.get("debit") or 0) - int(line.get("credit") or 0) for line in new.lines)
    if gap:
        side = "crédit" if gap > 0 else "débit"
        yield (
            "lines",
            f"L’écriture n’est pas équilibrée : il manque {show(abs(gap))} au {side}.",
            "",
        )


def _finding(field: str, message: str, value: str, line: int | None = None) -> Finding:
    return Finding(
        code=f"books.subscription.{field}", field=field, value=value[:60], message=message,
        line=line,
    )  # fmt: skip
