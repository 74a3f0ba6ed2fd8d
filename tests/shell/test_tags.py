"""Filters and tags of every template."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from boucle.shell.templatetags import boucle as tags


def test_amounts() -> None:
    assert tags.cents(123456) == "1\u00a0234,56"
    assert tags.cents(0) == "0,00" and tags.cents(None) == ""
    assert tags.cents_or_blank(0) == "" and tags.cents_or_blank(-5) == "\u22120,05"
    assert tags.side(-123456) == "1\u00a0234,56\u00a0C" and tags.side(0) == "0,00"


def test_days() -> None:
    assert tags.day(date(2025, 3, 5)) == "05/03/2025" and tags.day("2025-03-05") == "05/03/2025"
    assert tags.day(datetime(2025, 12, 31, 23, 30, tzinfo=UTC)) == "01/01/2026"
    assert tags.moment(datetime(2025, 7, 1, 12, 5, tzinfo=UTC)).endswith("à 14\u00a0h\u00a005")
    assert tags.month(date(2025, 8, 1)) == "août 2025"
    assert tags.siren("732829320") == "732\u00a0829\u00a0320" and tags.count(12345) == "12\u00a0345"


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("{% qs apres='k' page=None %}", "?q=d%C3%A9&amp;apres=k"),
        ("{% qs q=None page=None %}", "?"),
        ("{% address_of 'shell:help-index' %}", "/aide"),
        ("{% address_of 'shell:nowhere' %}", ""),
        ("{% capture x %}<b>{{ y }}</b>{% endcapture %}[{{ x }}]", "[<b>&lt;</b>]"),
    ],
)
def test_tags(tag: str, shown: str) -> None:
    request = RequestFactory().get("/", {"q": "dé", "page": "2"})
    assert Template(tag).render(Context({"request": request, "y": "<"})) == shown


def test_an_icon_is_hidden_or_named() -> None:
    assert 'aria-hidden="true"' in tags.icon("lock")
    assert 'role="img" aria-label="&lt;Validé&gt;"' in tags.icon("lock", "<Validé>")
