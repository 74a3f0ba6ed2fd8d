"""What the operations of the API share: the form of an error, of a page, of a request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from boucle.kernel.act import Act
from boucle.kernel.signs import is_clean


class ApiFinding(Schema):
    """One reason of a refusal."""

    code: str
    message: str
    severity: str = "rejet"
    line: int | None = None
    field: str | None = None
    value: str | None = None
    help: str | None = None


class Body(Schema):
    """What a caller sends: unknown fields and signs that no database holds are refused."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def clean(cls, data: Any) -> Any:
        """Raises ValueError on a NUL or half of a surrogate pair, wherever it stands."""
        if any(not is_clean(text) for text in _texts(data)):
            raise ValueError("signe illisible")
        return data


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from _texts(name)
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


class Problem(Schema):
    """An error (RFC 9457): `code` is stable, `detail` is for a person, in French."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    findings: list[ApiFinding] = []


ERRORS: dict[int, type[Problem]] = dict.fromkeys(
    (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503), Problem
)
"""Answers that any operation may give."""


def answers(shape: Any, status: int = 200) -> dict[int, Any]:
    """What an operation answers: its shape, or a problem."""
    return {status: shape, **ERRORS}


class Rest(HttpRequest):
    """A request that the gate of the API let through."""

    act: Act
    api_key: Any
    dossier: Any
    rights: Any
    year: Any
    years: tuple[Any, ...]


Limit = Annotated[int, Field(ge=1, le=1000)]
"""Rows of a page."""
Place = Annotated[int, Field(ge=0, lt=2**63)]
"""Number after which a page goes on."""
Position = Annotated[int, Field(ge=0, lt=2**31)]
"""Place of a line in its entry; 0 = before the first."""
Version = Annotated[int, Field(ge=1, lt=2**31)]
"""Version of a draft."""


def operation(
    route: str, name: str, summary: str, shape: Any, *, status: int = 200
) -> dict[str, Any]:
    """Keyword arguments of a route: its name (in the table of rights, with the method), the name
    of the operation, a summary, its answers."""
    return {
        "url_name": route,
        "operation_id": name,
        "summary": summary,
        "tags": [name.partition(".")[0]],
        "response": answers(shape, status),
        "by_alias": True,
    }
