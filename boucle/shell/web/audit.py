"""Piste d'audit (screen 64): who did what, when, from where; the chain that proves it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from boucle.access.public import (
    AuditFilter,
    AuditRow,
    AuditState,
    actors_of_dossier,
    all_events,
    chain_state,
    events_of_dossier,
    record_export,
)
from boucle.books.public import act_label
from boucle.kernel import clock
from boucle.kernel.errors import WrongUse
from boucle.kernel.sheets import Cell, Column, Sheet, sheet_response

PARIS = ZoneInfo("Europe/Paris")
DAYS_SHOWN = 90
COLUMNS = (
    Column("Date et heure", width=20),
    Column("Personne", width=24),
    Column("Identifiant", width=18),
    Column("Adresse", width=16),
    Column("Origine", width=9),
    Column("Acte", width=26),
    Column("Code", width=26, only="data"),
    Column("Avant", width=40),
    Column("Après", width=40),
    Column("Sceau", "int", 8),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; `until` is the last day shown."""

    since: date
    until: date
    actor: str
    words: str

    def filter(self) -> AuditFilter:
        """Whole days in Paris."""
        first = datetime.combine(self.since, time.min, PARIS)
        after = datetime.combine(self.until + timedelta(days=1), time.min, PARIS)
        return AuditFilter(since=first, until=after, actor=self.actor, words=self.words)


@dataclass(frozen=True, slots=True)
class Shown:
    """An event and its words."""

    row: AuditRow
    label: str
    before: str
    after: str


def audit_show(request: Any, dossier: str) -> HttpResponseBase:
    """Events of the Dossier, the newest first; `?format=` for a file, which is itself an act."""
    asked = asked_of(request)
    if "format" in request.GET:
        return _file(request, asked)
    before_id = number_of(request.GET.get("avant", ""))
    extra = {} if before_id is None else {"before_id": before_id}
    page = events_of_dossier(request.act, request.dossier.id, asked.filter(), **extra)
    context = {
        "asked": asked,
        "events": [shown(row) for row in page.rows],
        "next": page.rows[-1].id if page.has_next else None,
        "actors": actors_of_dossier(request.act, request.dossier.id),
        "chain": chain_state(request.act, request.dossier.id),
    }
    return render(request, "shell/audit_show.html", context)


def audit_verify(request: Any, dossier: str) -> HttpResponseBase:
    """Recompute the chain and say what was found (POST)."""
    state = chain_state(request.act, request.dossier.id, recompute=True)
    messages.add_message(request, *verdict(state))
    return redirect("shell:audit-show", dossier=dossier)


def verdict(state: AuditState) -> tuple[int, str]:
    """What was found when the chain was recomputed: the level and the text of a message."""
    if state.broken is not None:
        return messages.ERROR, _broken(state.broken)
    text = f"Chaîne vérifiée : {state.events} événements dans {state.seals} sceaux, intacts."
    return messages.SUCCESS, text


def _broken(found: dict[str, Any]) -> str:
    where = f" au sceau n° {found['rank']}" if found["rank"] else ""
    return (
        f"Chaîne rompue{where} : un événement a été modifié, ajouté ou retiré hors du produit."
        " Prévenez l’exploitant du service ; les sceaux précédents restent valables."
    )


def asked_of(request: Any) -> Asked:
    """The filter of the address: three months without one. Raises WrongUse."""
    today = clock.today()
    since = _day(request.GET.get("du", "")) or today - timedelta(days=DAYS_SHOWN)
    until = _day(request.GET.get("au", "")) or today
    words = request.GET.get("q", "").strip()[:80]
    return Asked(since, max(since, until), request.GET.get("qui", "")[:150], words)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"La date « {text} » est illisible ; écrivez AAAA-MM-JJ.") from error


def number_of(text: str) -> int | None:
    """A number of the address; None without one. Raises WrongUse."""
    if not text:
        return None
    if not text.isdigit() or len(text) > 18:
        raise WrongUse("La page demandée est illisible ; revenez au début de la liste.")
    return int(text)


def shown(row: AuditRow) -> Shown:
    """The event in words."""
    return Shown(row, act_label(row.verb), _facts(row.before), _facts(row.after))


def _facts(facts: Any) -> str:
    """A recorded state on one line: `code : ACH, libellé : Achats`."""
    if facts is None:
        return ""
    if isinstance(facts, dict):
        return ", ".join(f"{key} : {_value(value)}" for key, value in facts.items())
    return _value(facts)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _file(request: Any, asked: Asked) -> HttpResponseBase:
    dossier = request.dossier
    sheet = Sheet(
        title="Piste d’audit",
        columns=COLUMNS,
        rows=_cells(request, asked),
        owner=f"{dossier.name} · {dossier.siren}",
        subtitle=f"Du {asked.since:%d/%m/%Y} au {asked.until:%d/%m/%Y}",
        landscape=True,
    )
    format = request.GET.get("format", "")
    answer = sheet_response(sheet, format, f"Piste d’audit {dossier.name}")
    what = {"liste": sheet.title, "format": format, "choix": sheet.subtitle}
    record_export(request.act, dossier.id, what)
    return answer


def _cells(request: Any, asked: Asked) -> Iterator[tuple[Cell, ...]]:
    for row in all_events(request.act, request.dossier.id, asked.filter()):
        yield cells_of(row, PARIS)


def cells_of(row: AuditRow, zone: ZoneInfo) -> tuple[Cell, ...]:
    """A line of the file."""
    at = row.at.astimezone(zone)
    return (
        f"{at:%d/%m/%Y %H:%M:%S}", row.who, row.login, row.address, row.origin,
        act_label(row.verb), row.verb, _facts(row.before), _facts(row.after), row.seal,
    )  # fmt: skip
