"""Filters and tags that every template knows: amounts, days, icons, addresses."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from boucle.kernel import money

register = template.Library()

_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_NBSP = "\u00a0"
_PLACE = ("apres", "avant", "du", "au", "de", "a", "mois")
"""Parameters that mean a place in one exercice, and nothing in another."""


@register.filter
def cents(value: int | str | None) -> str:
    """`1 234,56` of cents; nothing of None."""
    return "" if value is None or value == "" else money.show(int(value))


@register.filter
def cents_or_blank(value: int | None) -> str:
    """As `cents`, but zero is an empty cell (debit and credit columns)."""
    return money.show(int(value)) if value else ""


@register.filter
def side(value: int | None) -> str:
    """`1 234,56 D` of a signed balance in cents (positive = debit); `0,00` has no side."""
    if value is None:
        return ""
    letter = "D" if value > 0 else "C"
    return f"{money.show(abs(value))}{_NBSP}{letter}" if value else money.show(0)


@register.filter
def absolute(value: int) -> int:
    """The amount without its sign, where a word says the side."""
    return abs(value)


@register.filter
def day(value: date | str | None) -> str:
    """JJ/MM/AAAA of a day, an instant (in Paris) or an ISO text."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime("%d/%m/%Y")


@register.filter
def moment(value: datetime | None) -> str:
    """`15/03/2025 à 14 h 05`, in Paris."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%d/%m/%Y} à {local.hour}{_NBSP}h{_NBSP}{local:%M}"


@register.filter
def month(value: date | None) -> str:
    """`mars 2025`."""
    return f"{_MONTHS[value.month - 1]} {value.year}" if value else ""


@register.filter
def siren(value: str) -> str:
    """`732 829 320`, with no-break spaces."""
    return _NBSP.join(value[at : at + 3] for at in range(0, len(value), 3)) if value else ""


@register.filter
def count(value: int | None) -> str:
    """`12 345`: a whole number with no-break spaces."""
    return "" if value is None else f"{int(value):,}".replace(",", _NBSP)


@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; hidden from screen readers unless `label` says what it means."""
    address = f"{static('shell/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_tag(takes_context=True)
def qs(context: template.Context, **changes: Any) -> str:
    """The query string with changes: `{% qs page=None tri="date" %}`; None or "" removes."""
    values = context["request"].GET.copy()
    for name, value in changes.items():
        values.pop(name, None)
        if value is not None and value != "":
            values[name] = str(value)
    return f"?{values.urlencode()}" if values else "?"


@register.simple_tag(takes_context=True)
def in_year(context: template.Context, label: str) -> str:
    """The address of this screen in another exercice (filters kept, place in the list not)."""
    request = context["request"]
    match = request.resolver_match
    kept = request.GET.copy()
    for name in _PLACE:
        kept.pop(name, None)
    if match is None or "dossier" not in match.kwargs:
        return "#"
    if "exercice" in match.kwargs and "entry" not in match.kwargs:
        query = f"?{kept.urlencode()}" if kept else ""
        return reverse(match.view_name, kwargs={**match.kwargs, "exercice": label}) + query
    home = reverse("books:dossier-home", kwargs={"dossier": match.kwargs["dossier"]})
    return f"{home}?{urlencode({'exercice': label})}"


@register.simple_tag
def address_of(route: str, **kwargs: Any) -> str:
    """Like `url`, but empty where the screen does not exist; `exercice` may be one too much."""
    for tried in (kwargs, {name: kwargs[name] for name in kwargs if name != "exercice"}):
        try:
            return reverse(route, kwargs=tried or None)
        except NoReverseMatch:
            continue
    return ""


class CaptureNode(Node):
    """Renders its content into a variable: one block of a page used in two places."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: template.Context) -> SafeString:
        """Nothing here; the text goes to the variable."""
        context[self.name] = SafeString(self.nodelist.render(context).strip())
        return SafeString("")


@register.tag
def capture(parser: Parser, token: Token) -> CaptureNode:
    """`{% capture name %}…{% endcapture %}`."""
    words = token.split_contents()
    if len(words) != 2:
        raise template.TemplateSyntaxError("capture takes the name of a variable")
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, words[1])
