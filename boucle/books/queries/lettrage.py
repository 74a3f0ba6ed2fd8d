"""What waits for lettrage: accounts and third parties with open lines, and the lines of one."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from boucle.access import public as access
from boucle.books.models import Account, Lettrage, ThirdParty
from boucle.books.queries.listing import plain_text
from boucle.books.rules.lettrage import Unit, joined, units_of, years_to_letter
from boucle.books.rules.period import whole_year
from boucle.books.types import FiscalYearRow
from boucle.books.types_lettrage import (
    HeldLine,
    LineKey,
    Looked,
    Member,
    OpenLine,
    OpenParty,
    Pair,
    Parties,
)
from boucle.kernel.act import Act
from boucle.kernel.db import run_sql
from boucle.kernel.errors import NotFound, WrongUse
from boucle.kernel.pagination import decode_key

PARTIES = 100
LINES = 200
BIGINT_MAX = 2**63 - 1
NEARBY = 120
"""Pairs whose lettrages are counted one by one."""

Years = tuple[FiscalYearRow, ...]


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


@dataclass(frozen=True, slots=True)
class _Closed:
    count: int
    net: int


@dataclass(frozen=True, slots=True)
class _Left:
    account_id: int
    third_id: int | None
    count: int
    net: int


def years_looked_at(dossier_id: int, year: FiscalYearRow, years: Years) -> list[FiscalYearRow]:
    """The years whose open lines the lettrage of a year shows, in the open scope."""
    opened = {row.id for row in run_sql("books/lettrage_opened", into=_Id, dossier=dossier_id)}
    return years_to_letter(year, years, opened)


def open_parties(
    act: Act,
    dossier_id: int,
    year: FiscalYearRow,
    years: Years,
    *,
    text: str = "",
    at: tuple[str, str] | None = None,
    limit: int = PARTIES,
) -> Parties:
    """Accounts and third parties with open lines, by number, from a little before `at`."""
    with access.read(act, dossier_id, "books.read"):
        span = years_looked_at(dossier_id, year, years)
        pairs = _pairs(dossier_id, span, text)
        keys = [pair.key for pair in pairs]
        here = bisect.bisect_left(keys, at) if at else 0
        beyond = bisect.bisect_right(keys, at) if at else 0
        walk = _Walk(dossier_id, span[0].start_date, span[-1].end_date, pairs)
        previous = next(walk.open(pairs[:here][::-1]), None) if at else None
        following = next(walk.open(pairs[beyond:]), None)
        start = max(0, here - limit // 4)
        rows = _first(walk.open(pairs[start:]), limit + 1)
    return Parties(tuple(rows[:limit]), previous, following, len(rows) > limit)


def _pairs(dossier_id: int, span: Sequence[FiscalYearRow], text: str) -> list[Pair]:
    spans = asdict(whole_year(joined(span)).third_spans())
    return run_sql(
        "books/lettrage_pairs", into=Pair, dossier=dossier_id, text=plain_text(text),
        years=[year.id for year in span], first_month=spans["first_month"],
        last_month=spans["last_month"], lows=list(spans["lows"]), highs=list(spans["highs"]),
    )  # fmt: skip


def _first(rows: Iterator[OpenParty], limit: int) -> list[OpenParty]:
    return [row for row, _ in zip(rows, range(limit))]


@dataclass(slots=True)
class _Walk:
    """Pairs with something open, in the order asked: the nearest by their lettrages, then the rest.

    Where most lines are lettered, the rest is read at once, from all open lines, and only then.
    """

    dossier_id: int
    start: date
    end: date
    pairs: Sequence[Pair]
    rest: dict[tuple[int, int | None], _Left] | None = None

    def open(self, pairs: Sequence[Pair]) -> Iterator[OpenParty]:
        near = pairs[:NEARBY]
        closed = run_sql(
            "books/lettrage_closed", into=_Closed, dossier=self.dossier_id,
            accounts=[p.account_id for p in near], thirds=[p.third_id for p in near],
            start=self.start, end=self.end,
        )  # fmt: skip
        for pair, gone in zip(near, closed, strict=True):
            if pair.count > gone.count:
                yield _open_party(pair, pair.count - gone.count, pair.net - gone.net)
        for pair in pairs[NEARBY:]:
            left = self._left().get((pair.account_id, pair.third_id))
            if left:
                yield _open_party(pair, left.count, left.net)

    def _left(self) -> dict[tuple[int, int | None], _Left]:
        if self.rest is None:
            plain = [pair.account_id for pair in self.pairs if pair.third_id is None]
            found = run_sql(
                "books/lettrage_open", into=_Left, dossier=self.dossier_id, accounts=plain,
                start=self.start, end=self.end,
            )  # fmt: skip
            self.rest = {(left.account_id, left.third_id): left for left in found}
        return self.rest


def _open_party(pair: Pair, count: int, net: int) -> OpenParty:
    return OpenParty(pair.account, pair.third, pair.label, count, net)


def lines_to_letter(
    act: Act,
    dossier_id: int,
    year: FiscalYearRow,
    years: Years,
    account: str,
    third: str,
    *,
    lettered: bool = False,
    after: str = "",
    limit: int = LINES,
) -> Looked:
    """A page of the open lines of an account and third party ("" = lines without one), by day.

    With `lettered`, the others too. Raises NotFound, WrongUse for an unreadable key.
    """
    place = _place(after)
    with access.read(act, dossier_id, "books.read"):
        found, party = _named(dossier_id, account, third)
        span = years_looked_at(dossier_id, year, years)
        rows = run_sql(
            "books/lettrage_lines", into=OpenLine, dossier=dossier_id, account=found.id,
            third=party.id if party else None, start=span[0].start_date, end=span[-1].end_date,
            lettered=lettered, after_date=place[0], after_entry=place[1], after_position=place[2],
            limit=limit + 1,
        )  # fmt: skip
        last = _last_lettrage(dossier_id, found.id, party.id if party else None)
    return Looked(
        account_id=found.id,
        account=found.number,
        third_id=party.id if party else None,
        third=party.number if party else None,
        label=party.label if party else found.label,
        lines=tuple(rows[:limit]),
        has_more=len(rows) > limit,
        last_on=last,
    )


def _named(dossier_id: int, account: str, third: str) -> tuple[Any, Any]:
    """Raises NotFound."""
    clean = account.replace("\x00", ""), third.replace("\x00", "")
    found = Account.objects.filter(dossier_id=dossier_id, number=clean[0]).first()
    if found is None:
        raise NotFound(f"Le dossier n’a pas de compte « {account[:20]} ».")
    if not third:
        return found, None
    party = ThirdParty.objects.filter(dossier_id=dossier_id, number=clean[1]).first()
    if party is None:
        raise NotFound(f"Le dossier n’a pas de tiers « {third[:40]} ».")
    return found, party


def _last_lettrage(dossier_id: int, account_id: int, third_id: int | None) -> date | None:
    done = Lettrage.objects.filter(
        dossier_id=dossier_id, account_id=account_id, third_party_id=third_id
    )
    return done.order_by("-id").values_list("date", flat=True).first()


def _place(after: str) -> tuple[date, int, int]:
    if not after:
        return date.min, 0, 0
    day, entry, position = decode_key(after, parts=3)
    try:
        found = date.fromisoformat(str(day))
    except ValueError:
        raise WrongUse from None
    if not isinstance(entry, int) or not isinstance(position, int):
        raise WrongUse
    if not (0 <= entry <= BIGINT_MAX and 0 <= position < 2**31):
        raise WrongUse
    return found, entry, position


def open_items(
    act: Act,
    dossier_id: int,
    year: FiscalYearRow,
    years: Years,
    account: str,
    third: str,
    amount: int,
    *,
    limit: int = 50,
) -> tuple[list[dict[str, object]], bool]:
    """Open lines of a third party for a payment, partial lettrages as one; whether more exist.

    The nearest to clearing `amount` (cents, debit − credit of the payment) first; 0 = the oldest.
    """
    looked = lines_to_letter(act, dossier_id, year, years, account, third, limit=1000)
    items: dict[object, dict[str, object]] = {}
    names: dict[object, list[str]] = {}
    for line in looked.lines:
        key = line.code if line.is_partial else line.name
        item = items.setdefault(key, _item(line))
        names.setdefault(key, []).append(line.name)
        if line.is_partial and line.debit > line.credit:
            item |= {"label": line.label, "piece": line.piece_ref}
    found = [item | {"lines": names[key]} for key, item in items.items()]
    if amount:
        found.sort(key=lambda item: abs(int(str(item["net"])) + amount))
    return found[:limit], looked.has_more or len(found) > limit


def _item(line: OpenLine) -> dict[str, object]:
    return {
        "date": line.date.isoformat(), "label": line.label,
        "piece": line.piece_ref, "due": line.due_date.isoformat() if line.due_date else "",
        "net": line.rest if line.is_partial else line.net, "code": line.shown_code,
    }  # fmt: skip


def units_in_scope(dossier_id: int, lines: Sequence[LineKey]) -> tuple[list[Unit], list[HeldLine]]:
    """The lines as units to add up: a partial lettrage counts whole, with what it leaves."""
    held = run_sql(
        "books/lettrage_held", into=HeldLine, dossier=dossier_id,
        entries=[entry for entry, _ in lines], positions=[position for _, position in lines],
    )  # fmt: skip
    partial = sorted({one.lettrage for one in held if one.lettrage and one.is_partial})
    members = run_sql("books/lettrage_members", into=Member, dossier=dossier_id, lettrages=partial)
    return units_of(lines, held, members), held


def unit_nets(
    act: Act, dossier_id: int, ticked: Sequence[LineKey], among: Sequence[LineKey]
) -> tuple[list[Unit], list[Unit]]:
    """Named lines as units to add up; those of `among` that are neither ticked nor settled."""
    with access.read(act, dossier_id, "books.read"):
        own, _ = units_in_scope(dossier_id, ticked)
        others, held = units_in_scope(dossier_id, among)
    settled = {
        line for line, one in zip(among, held, strict=True) if one.lettrage and not one.is_partial
    }
    gone = settled | {line for unit in own for line in unit.lines}
    return own, [unit for unit in others if not gone.intersection(unit.lines)]
