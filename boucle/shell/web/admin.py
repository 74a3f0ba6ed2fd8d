"""Administration of an organisation (screen 80): persons, administrators, contract, assistance.

The same pages serve the client's administrators and the operator's staff; each finds the acts that
are his. What one may not see at all is a 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from boucle.access import public as access
from boucle.kernel import clock
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, NotFound, Refused

PARIS = ZoneInfo("Europe/Paris")
Done = tuple[str, str]
"""What to say, and a secret to show once."""


@dataclass(frozen=True, slots=True)
class Seat:
    """The organisation of the page, and what the reader is there."""

    id: int
    public_id: UUID
    name: str
    kind: str
    is_staff: bool
    is_saas: bool
    is_manager: bool

    @property
    def gives(self) -> bool:
        """Application accounts are his to give."""
        return self.is_saas or self.is_manager


def seat_of(request: Any, place: UUID) -> Seat:
    """Raises NotFound outside, Forbidden for a member who administers nothing."""
    found = access.organisation_of(place)
    access.may_see(request.act, found.id)
    own = next((p for p in request.standing.places if p.id == found.id), None)
    return Seat(
        found.id, found.public_id, found.name, found.kind, access.is_staff(request.act),
        bool(own and own.is_saas), bool(own and own.is_manager),
    )  # fmt: skip


def admin_home(request: Any) -> HttpResponse:
    """To the organisation that one administers; the staff, to its console. Raises NotFound."""
    if request.standing.is_staff:
        return redirect("shell:console")
    own = [place for place in request.standing.places if place.administers]
    chosen = [place for place in own if place.id == request.act.place] or own
    if not chosen:
        raise NotFound("Vous n’administrez aucune organisation.")
    return redirect("shell:admin-people", place=chosen[0].public_id)


def people(request: Any, place: UUID) -> HttpResponse:
    """Persons: access accounts, application accounts, requests to the operator."""
    seat = seat_of(request, place)
    closed = request.GET.get("fermes") == "1"

    def context() -> dict[str, Any]:
        return {
            "rows": access.accounts_of(request.act, seat.id, closed=closed),
            "requests": access.requests_of(request.act, seat.id),
            "closed": closed,
            "seats": _seats(request.act, seat),
        }

    return answer(request, seat, "people", context, _people_act)


def _seats(act: Act, seat: Seat) -> access.Consumption | None:
    rows = access.consumption(act, seat.id)
    return next((row for row in rows if row.code == "utilisateurs"), None)


def _people_act(act: Act, seat: Seat, form: Any) -> Done:
    match form.get("acte"):
        case "ask-open" | "ask-close" as kind:
            access.ask_account(
                act, seat.id, kind=kind.removeprefix("ask-"), login=form.get("login", ""),
                name=form.get("name", ""), email=form.get("email", ""),
                reason=form.get("reason", ""),
            )  # fmt: skip
            return "Demande transmise à l’exploitant du service.", ""
        case "give":
            access.give_application(
                act, seat.id, uuid_of(form.get("user")), is_manager=form.get("manager") == "1"
            )
            return "Compte applicatif enregistré. Donnez ses droits dans chaque dossier.", ""
        case "take":
            access.take_application(act, seat.id, uuid_of(form.get("user")))
            return "Compte applicatif retiré, avec ses droits.", ""
        case "open":
            done = access.open_account(
                act, seat.id, login=form.get("login", ""), name=form.get("name", ""),
                email=form.get("email", ""), ticket=form.get("ticket", ""),
            )  # fmt: skip
            return f"Compte accès de « {done.login} » ouvert.", done.link
        case "close":
            access.close_account(act, uuid_of(form.get("account")), ticket=form.get("ticket", ""))
            return "Compte accès fermé : sessions, compte applicatif et droits sont retirés.", ""
        case "accept" | "decline" as word:
            opened = access.answer_request(
                act, uuid_of(form.get("request")), accept=word == "accept",
                answer=form.get("answer", ""),
            )  # fmt: skip
            return "Demande traitée.", opened.link if opened else ""
        case _:
            raise NotFound


def administrators(request: Any, place: UUID) -> HttpResponse:
    """Who speaks for the client: now, before, to come."""
    seat = seat_of(request, place)

    def context() -> dict[str, Any]:
        now = clock.now()
        rows = access.administrators_of(request.act, seat.id)
        return {
            "rows": [(row, row.stands(now), row.starts_at > now) for row in rows],
            "people": access.accounts_of(request.act, seat.id),
            "operations": access.SPECIAL_OPERATIONS,
            "today": clock.today(),
            "names": seat.is_saas or (seat.is_staff and not any(r.stands(now) for r in rows)),
        }

    return answer(request, seat, "administrators", context, _administrators_act)


def _administrators_act(act: Act, seat: Seat, form: Any) -> Done:
    reason, at = form.get("reason", ""), start_of(form.get("starts_on"), act, "starts_on")
    match form.get("acte"):
        case "name":
            new = access.NewAdministrator(
                form.get("login", ""), at, form.get("company", ""), form.get("signed_by", ""),
                day_of(form.get("signed_on"), "signed_on"), form.get("document", ""),
            )  # fmt: skip
            replaced = form.get("replaces")
            access.name_administrator(
                act, seat.id, new, replaces=uuid_of(replaced) if replaced else None, reason=reason
            )
            return "Administrateur SaaS désigné.", ""
        case "end":
            access.end_administrator(
                act, seat.id, uuid_of(form.get("administrator")), at=at, reason=reason
            )
            return "Fin de désignation enregistrée.", ""
        case _:
            raise NotFound


def contract(request: Any, place: UUID) -> HttpResponse:
    """The contract, what it orders, what is used of it, and how it came so."""
    seat = seat_of(request, place)

    def context() -> dict[str, Any]:
        return {
            "contract": access.contract_of(request.act, seat.id),
            "used": access.consumption(request.act, seat.id),
            "items": access.items_of(request.act, seat.id),
            "codes": access.CODES,
            "today": clock.today(),
        }

    return answer(request, seat, "contract", context, _contract_act)


def _contract_act(act: Act, seat: Seat, form: Any) -> Done:
    match form.get("acte"):
        case "record":
            access.record_contract(
                act, seat.id, reference=form.get("reference", ""),
                signatory=form.get("signatory", ""),
                signed_on=_must_day(form.get("signed_on"), "signed_on"),
            )  # fmt: skip
            return "Contrat enregistré.", ""
        case "order":
            access.order(
                act, seat.id, code=form.get("code", ""), quantity=_number(form.get("quantity")),
                starts_on=_must_day(form.get("starts_on"), "starts_on"),
                order_ref=form.get("order_ref", ""),
            )  # fmt: skip
            return "Élément commandé enregistré.", ""
        case "activate":
            access.activate(act, seat.id)
            return "Contrat activé.", ""
        case _:
            raise NotFound


def support(request: Any, place: UUID) -> HttpResponse:
    """Support sessions at a client: asked, granted, open, ended; each with its reason."""
    seat = seat_of(request, place)

    def context() -> dict[str, Any]:
        now = clock.now()
        rows = access.support_of(request.act, seat.id)
        return {"rows": [(row, row.state(now)) for row in rows]}

    return answer(request, seat, "support", context, support_act)


def support_act(act: Act, seat: Seat, form: Any) -> Done:
    """Ask, grant, refuse, enter, end. Raises Refused, Forbidden, Conflict, NotFound."""
    word = form.get("acte")
    if word == "ask":
        access.ask_support(
            act, seat.id, reason=form.get("reason", ""), ticket=form.get("ticket", ""),
            emergency=form.get("emergency") == "1", asks_write=form.get("write") == "1",
        )  # fmt: skip
        return "Session demandée : l’administrateur SaaS du client la voit.", ""
    number = uuid_of(form.get("session"))
    match word:
        case "grant" | "refuse":
            access.answer_support(
                act, number, accept=word == "grant", may_write=form.get("write") == "1"
            )
            return ("Accord donné." if word == "grant" else "Demande refusée."), ""
        case "enter":
            access.enter_support(act, number)
            return "Session ouverte pour soixante minutes.", ""
        case "end":
            access.end_support(act, number)
            return "Session terminée.", ""
        case _:
            raise NotFound


def answer(
    request: Any,
    seat: Seat,
    tab: str,
    context: Callable[[], dict[str, Any]],
    act: Callable[[Act, Seat, Any], Done],
) -> HttpResponse:
    """The page; a POST does the act, then shows the page again, or says what was refused."""
    problems: tuple[Finding, ...] = ()
    secret = ""
    if request.method == "POST":
        try:
            text, secret = act(request.act, seat, request.POST)
        except Refused as refusal:
            problems = tuple(refusal.findings)
        else:
            if not secret:
                messages.success(request, text)
                return redirect(request.get_full_path())
    shown = {
        **context(), "seat": seat, "tab": tab, "problems": problems, "secret": secret,
        "typed": request.POST if problems else {},
    }  # fmt: skip
    return render(request, f"shell/admin_{tab}.html", shown, status=422 if problems else 200)


def uuid_of(text: str | None) -> UUID:
    """A public id of a form. Raises NotFound."""
    try:
        return UUID(text or "")
    except ValueError as error:
        raise NotFound from error


def day_of(text: str | None, field: str) -> date | None:
    """A day of a form, or None. Raises Refused."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = "Cette date est illisible ; écrivez AAAA-MM-JJ."
        raise Refused([Finding(code="shell.form.day", message=message, field=field)]) from error


def _must_day(text: str | None, field: str) -> date:
    found = day_of(text, field)
    if found is None:
        raise Refused([Finding(code="shell.form.day", message="Indiquez la date.", field=field)])
    return found


def start_of(text: str | None, act: Act, field: str) -> datetime:
    """The first instant of that day in Paris; now for none, today or earlier. Raises Refused."""
    found = day_of(text, field)
    return max(act.at, datetime.combine(found, time.min, PARIS)) if found else act.at


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 8 else -1
