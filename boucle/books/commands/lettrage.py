"""Lettrage: lines that settle each other, under one code of their account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from boucle.access import public as access
from boucle.books.commands.drafts import checked
from boucle.books.types_entries import Lettered
from boucle.books.types_lettrage import LineKey
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.db import call_gate


def letter(
    act: Act,
    dossier_id: int,
    account: str,
    third: str | None,
    lines: Sequence[LineKey],
    code: str | None = None,
    on: date | None = None,
    *,
    partial: bool = False,
) -> Lettered:
    """Letter lines of one account and third party (None = lines without one).

    Without `code` the next one of the account is taken (AAA, AAB…); a code in use takes the lines
    in. Lines that do not balance need `partial`. Validated or not, closed year or not.

    Raises Refused (every finding; line = rank in `lines`), Forbidden without the right to write.
    """
    request = {
        "account": account, "third": third, "code": code, "on": on, "partial": partial,
        "lines": [{"entry": str(entry), "position": position} for entry, position in lines],
    }  # fmt: skip
    with access.write(act, dossier_id, "lettrage.write"):
        answer = checked(call_gate("books_letter", dossier_id, request))
        audit.record(act, "books.lettrage.made", dossier_id=dossier_id, after=request | answer)
    return Lettered(
        code=str(answer["code"]),
        lines=int(answer["lines"]),
        partial=bool(answer["partial"]),
        gap=int(answer["gap"]),
    )


def unletter(
    act: Act,
    dossier_id: int,
    *,
    account: str | None = None,
    third: str | None = None,
    code: str | None = None,
    lines: Sequence[LineKey] | None = None,
) -> int:
    """Take a whole lettrage back (`account`, `third` and `code`), or only `lines`; how many.

    What is left of a lettrage is partial. Raises Refused when nothing is lettered, Forbidden.
    """
    request: dict[str, object] = {"account": account, "third": third, "code": code}
    if lines is not None:
        request = {"lines": [{"entry": str(entry), "position": at} for entry, at in lines]}
    with access.write(act, dossier_id, "lettrage.write"):
        answer = checked(call_gate("books_unletter_lines", dossier_id, request))
        audit.record(act, "books.lettrage.undone", dossier_id=dossier_id, before=request | answer)
    return int(answer["lines"])
