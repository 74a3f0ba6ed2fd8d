"""VAT codes, models, recurring entries and VAT on receipts by the API."""

from __future__ import annotations

from typing import Any

from ninja import Status

from boucle.books.commands.entry_models import delete_model, save_model
from boucle.books.commands.subscriptions import make_due, save_subscription, set_active
from boucle.books.commands.vat_codes import retire_vat_code, save_vat_code
from boucle.books.commands.vat_receipts import move_vat
from boucle.books.queries.grid_models import models_of
from boucle.books.queries.subscriptions import subscriptions_of
from boucle.books.queries.vat_codes import vat_codes_of
from boucle.books.queries.vat_receipts import vat_to_move
from boucle.books.rest import routine_schemas as shapes
from boucle.books.rest.router import router
from boucle.books.rest.schemas import Code
from boucle.books.types_models import ModelLine, NewModel
from boucle.books.types_routine import NewSubscription, SubscriptionRow
from boucle.books.types_vat import NewVatCode
from boucle.kernel import clock
from boucle.kernel.errors import Finding, Refused
from boucle.kernel.rest import Rest, operation


@router.get(
    "/dossiers/{dossier}/codes-tva",
    **operation("vat-codes", "codes-tva.list", "Codes de TVA", list[shapes.VatCode]),
)
def vat_codes(request: Rest, dossier: str) -> Any:
    """Every code, retired ones too; the usual ones first."""
    return vat_codes_of(request.act, request.dossier.id)


@router.post(
    "/dossiers/{dossier}/codes-tva",
    **operation("vat-codes", "codes-tva.create", "Ajouter un code de TVA", Code, status=201),
)
def add_vat_code(request: Rest, dossier: str, body: shapes.NewVatCode) -> Any:
    """A code more; its accounts must be in the chart."""
    code = save_vat_code(request.act, request.dossier.id, NewVatCode(**body.dict()))
    return Status(201, {"code": code})


@router.put(
    "/dossiers/{dossier}/codes-tva/{code}",
    **operation("vat-code", "codes-tva.change", "Modifier un code de TVA", Code),
)
def change_vat_code(request: Rest, dossier: str, code: str, body: shapes.ChangedVatCode) -> Any:
    """The code as it becomes; `active` false retires it. Renamed: accounts and tiers follow."""
    facts = body.dict()
    active = facts.pop("active")
    saved = save_vat_code(request.act, request.dossier.id, NewVatCode(**facts), code=code)
    retire_vat_code(request.act, request.dossier.id, saved, active=active)
    return {"code": saved}


@router.get(
    "/dossiers/{dossier}/modeles",
    **operation("models", "modeles.list", "Modèles d’écriture", list[shapes.Model]),
)
def models(request: Rest, dossier: str) -> Any:
    """Every model with its lines and formulas, by code."""
    return models_of(request.act, request.dossier.id)


@router.post(
    "/dossiers/{dossier}/modeles",
    **operation("models", "modeles.create", "Ajouter un modèle", Code, status=201),
)
def add_model(request: Rest, dossier: str, body: shapes.NewModel) -> Any:
    """A model more."""
    return Status(201, {"code": save_model(request.act, request.dossier.id, _model(body))})


@router.put(
    "/dossiers/{dossier}/modeles/{code}",
    **operation("model", "modeles.change", "Remplacer un modèle", Code),
)
def change_model(request: Rest, dossier: str, code: str, body: shapes.NewModel) -> Any:
    """The model, whole."""
    return {"code": save_model(request.act, request.dossier.id, _model(body), code=code)}


@router.delete(
    "/dossiers/{dossier}/modeles/{code}",
    **operation("model", "modeles.delete", "Supprimer un modèle", None, status=204),
)
def remove_model(request: Rest, dossier: str, code: str) -> Any:
    """Entries made from it stay."""
    delete_model(request.act, request.dossier.id, code)
    return Status(204, None)


def _model(body: shapes.NewModel) -> NewModel:
    lines = tuple(ModelLine(**line.dict()) for line in body.lines)
    return NewModel(code=body.code, label=body.label, journals=tuple(body.journals), lines=lines)


@router.get(
    "/dossiers/{dossier}/abonnements",
    **operation("subscriptions", "abonnements.list", "Abonnements", list[shapes.Subscription]),
)
def subscriptions(request: Rest, dossier: str) -> Any:
    """Running ones by next day, then paused and ended ones."""
    return [_shown(row) for row in subscriptions_of(request.act, request.dossier.id)]


def _shown(row: SubscriptionRow) -> dict[str, Any]:
    return {
        "id": row.id, "label": row.label, "journal": row.journal, "every": row.every,
        "day": row.day, "start": row.start, "until": row.until, "next": row.next,
        "active": row.active, "made": row.made, "waiting": len(row.waiting),
        "lines": list(row.lines),
    }  # fmt: skip


@router.post(
    "/dossiers/{dossier}/abonnements",
    **operation(
        "subscriptions", "abonnements.create", "Ajouter un abonnement", shapes.Made, status=201
    ),
)
def add_subscription(request: Rest, dossier: str, body: shapes.NewSubscription) -> Any:
    """A recurring entry more; nothing is made before its due day is passed and asked for."""
    made = save_subscription(request.act, request.dossier.id, _subscription(body))
    return Status(201, {"id": made})


@router.put(
    "/dossiers/{dossier}/abonnements/{number}",
    **operation("subscription", "abonnements.change", "Modifier un abonnement", shapes.Made),
)
def change_subscription(
    request: Rest, dossier: str, number: shapes.Number, body: shapes.ChangedSubscription
) -> Any:
    """As it becomes; months already made stay. `active` false pauses it."""
    made = save_subscription(request.act, request.dossier.id, _subscription(body), number=number)
    set_active(request.act, request.dossier.id, made, active=body.active)
    return {"id": made}


@router.post(
    "/dossiers/{dossier}/echeances",
    **operation(
        "subscription-dues", "abonnements.run", "Faire les échéances passées", shapes.Generated
    ),
)
def make_dues(request: Rest, dossier: str) -> Any:
    """Every due day until today as a draft, once and only once."""
    done = make_due(request.act, request.dossier.id, clock.today())
    waiting = [{"label": x, "due": due, "reason": reason} for x, due, reason in done.waiting]
    return {"made": done.made, "waiting": waiting}


def _subscription(body: shapes.NewSubscription) -> NewSubscription:
    lines = []
    for line in body.lines:
        kept = {name: value for name, value in line.dict().items() if value not in (None, "", 0)}
        if "formula" in kept:
            kept.setdefault("side", "D")
        lines.append(kept)
    return NewSubscription(
        label=body.label, journal=body.journal, every=body.every, day=body.day,
        start=body.start, until=body.until, lines=tuple(lines),
    )  # fmt: skip


@router.get(
    "/dossiers/{dossier}/exercices/{exercice}/tva-encaissements",
    **operation("vat-due", "tva-encaissements.list", "TVA devenue exigible", shapes.VatMoves),
)
def vat_due(request: Rest, dossier: str, exercice: str, au: shapes.Day | None = None) -> Any:
    """What the lettered payments until a day (without it, the last of the exercice) make due."""
    until = min(au or request.year.end, request.year.end)
    found = vat_to_move(request.act, request.dossier.id, request.year, request.years, until)
    items = [
        {
            "entry": row.line.entry, "position": row.line.position, "date": row.line.date,
            "piece_ref": row.line.piece_ref, "who": row.who, "account": row.line.account,
            "final": row.final, "gross": row.gross, "paid": row.paid, "vat": row.vat,
            "moved": row.moved, "move": row.move,
        }
        for row in found.rows
    ]  # fmt: skip
    return {
        "until": found.until, "items": items, "has_more": found.has_more,
        "unknown": found.unknown,
    }  # fmt: skip


@router.post(
    "/dossiers/{dossier}/exercices/{exercice}/tva-encaissements",
    **operation(
        "vat-due", "tva-encaissements.move", "Virer la TVA exigible", shapes.Moved, status=201
    ),
)
def vat_move(request: Rest, dossier: str, exercice: str, body: shapes.Until) -> Any:
    """An OD draft dated that day: a line for each invoice, lettered with it."""
    year = request.year
    if not year.start <= body.until <= year.end:
        text = f"Le jour est dans l’exercice {year.label}."
        raise Refused([Finding(code="books.vat_receipts.day", field="until", message=text)])
    return Status(201, move_vat(request.act, request.dossier.id, year, request.years, body.until))
