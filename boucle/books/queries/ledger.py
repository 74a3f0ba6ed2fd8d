"""The ledger, general and by third party: pages by key, and a stream for files.

What stands before the period and the totals come from the roll-ups; the lines of a page from the
ledger's index. So a page costs the same in an account of ten lines and of a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import connection

from boucle.access import public as access
from boucle.books.queries.balance import all_thirds, balance_rows, states, year_facts
from boucle.books.queries.ledger_carry import LedgerFilter, lettered_accounts, spans_of, sums_upto
from boucle.books.rules.ledger_key import LedgerKey, key_after, read_key
from boucle.books.types_reading import (
    BalanceRow,
    LedgerHead,
    LedgerLine,
    LedgerPage,
    LedgerRow,
    LedgerSection,
    ThirdRow,
)
from boucle.kernel.act import Act
from boucle.kernel.db import query_text, run_sql
from boucle.kernel.errors import Conflict, WrongUse

__all__ = ["LedgerFilter", "heads_from", "ledger_page", "ledger_stream"]

MOST_HEADS = 200
"""Accounts asked for at once; with some lines found, a page holds about as many at most."""
FRUITLESS = 4_000
"""Accounts looked through for a line before a page is given up, empty."""

_signer = Signer(salt="books.ledger")


def ledger_page(
    act: Act, dossier_id: int, wanted: LedgerFilter, *, after: str = "", limit: int = 200
) -> LedgerPage:
    """Lines by account, day and entry with the running balance; cents, debit positive.

    `after`: the word of the page before. Raises NotFound, Forbidden, WrongUse, and Conflict when
    the total of an account is not the sum of its lines (somebody wrote meanwhile).
    """
    assert 1 <= limit <= 1_000
    key = _open(after) if after else None
    with access.read(act, dossier_id, "books.read"):
        return _Reader(dossier_id, wanted, key, limit).page()


def _open(word: str) -> LedgerKey:
    try:
        return read_key(_signer.unsign(word))
    except BadSignature:
        raise WrongUse(
            "La page demandée est illisible ; revenez au début du grand livre."
        ) from None


class _Reader:
    """One page, in the open scope."""

    def __init__(
        self, dossier_id: int, wanted: LedgerFilter, key: LedgerKey | None, limit: int
    ) -> None:
        self.dossier_id = dossier_id
        self.wanted = wanted
        self.key = None if key is None or key.is_done else key
        self.limit = limit
        self.heads = heads_from(dossier_id, wanted, key)

    def page(self) -> LedgerPage:
        """Heads and lines until the page is full."""
        heads: list[LedgerHead] = []
        rows: list[LedgerRow] = []
        most = MOST_HEADS if self.wanted.lettered is None else FRUITLESS
        while len(rows) <= self.limit and len(heads) < (MOST_HEADS if rows else most):
            chunk = self._chunk(self.limit + 1 - len(rows), MOST_HEADS)
            if not chunk:
                break
            rows += self._lines(chunk, at_key=not heads, limit=self.limit + 1 - len(rows))
            heads += chunk
        if len(rows) > self.limit:
            return self._built(heads, rows[: self.limit], following=rows[self.limit])
        return self._built(heads, rows, following=next(self.heads, None))

    def _chunk(self, lines: int, most: int) -> list[LedgerHead]:
        """The next accounts that hold that many lines between them."""
        chunk: list[LedgerHead] = []
        while lines > 0 and len(chunk) < most:
            head = next(self.heads, None)
            if head is None:
                break
            chunk.append(head)
            lines -= head.count
        return chunk

    def _lines(self, heads: list[LedgerHead], *, at_key: bool, limit: int) -> list[LedgerRow]:
        start: tuple[date, int, int] = (self.wanted.period.start, 0, 0)
        keys = [start] * len(heads)
        if at_key and self.key is not None:
            keys[0] = (max(self.key.day, start[0]), self.key.entry_id, self.key.position)
        spans = spans_of(self.dossier_id, self.wanted, heads, keys)
        if not spans:
            return []
        days, entries, positions = zip(*(span.key for span in spans))
        return run_sql(
            "books/ledger",
            into=LedgerRow,
            dossier=self.dossier_id,
            year=self.wanted.period.year.id,
            thirds=[span.head.third_id for span in spans] if self.wanted.by_third else [],
            accounts=[span.head.account_id for span in spans],
            days=list(days),
            entries=list(entries),
            positions=list(positions),
            ends=[span.end for span in spans],
            states=states(self.wanted.drafts),
            lettered=self.wanted.lettered,
            limit=limit,
        )

    def _built(
        self,
        heads: list[LedgerHead],
        rows: list[LedgerRow],
        following: LedgerRow | LedgerHead | None,
    ) -> LedgerPage:
        facts = year_facts(self.dossier_id, self.wanted.period.year)
        by_head: dict[tuple[int, int | None], list[LedgerRow]] = {}
        for row in rows:
            third = row.third_id if self.wanted.by_third else None
            by_head.setdefault((row.account_id, third), []).append(row)
        if isinstance(following, LedgerRow):
            heads = _up_to_last(heads, by_head)
        sections: list[LedgerSection] = []
        for at, head in enumerate(heads):
            lines = by_head.get((head.account_id, head.third_id), [])
            ends = at < len(heads) - 1 or not _goes_on(head, following, self.wanted.by_third)
            section = self._section(head, lines, is_first=at == 0, ends=ends)
            if lines or self.wanted.lettered is None:
                sections.append(section)
        if following is None or not heads:
            return LedgerPage(tuple(sections), None, facts)
        last = by_head.get((heads[-1].account_id, heads[-1].third_id), [])
        is_done = not _goes_on(heads[-1], following, self.wanted.by_third)
        debit, credit = (0, 0) if is_done else self._sums(heads[-1], last, is_first=len(heads) == 1)
        key = key_after(
            heads[-1], last[-1] if last else None, is_done=is_done, debit=debit, credit=credit
        )
        return LedgerPage(tuple(sections), _signer.sign(key.word()), facts)

    def _sums(self, head: LedgerHead, rows: list[LedgerRow], *, is_first: bool) -> tuple[int, int]:
        """Debit and credit of the account's lines up to the last of these."""
        debit, credit = self._carried(head) if is_first else (0, 0)
        return debit + sum(row.debit for row in rows), credit + sum(row.credit for row in rows)

    def _carried(self, head: LedgerHead) -> tuple[int, int]:
        """What the pages before showed of this account."""
        key = self.key
        if key is None or (head.account, head.third) != (key.account, key.third):
            return 0, 0
        if key.trusts(head):
            return key.debit, key.credit
        return sums_upto(self.dossier_id, self.wanted, head, key)

    def _section(
        self, head: LedgerHead, rows: list[LedgerRow], *, is_first: bool, ends: bool
    ) -> LedgerSection:
        carried = self._carried(head) if is_first else (0, 0)
        starts = self.key is None or (head.account, head.third) != (
            self.key.account,
            self.key.third,
        )
        opening = head.opening if self.wanted.lettered is None else 0
        balance = first = opening + carried[0] - carried[1]
        lines: list[LedgerLine] = []
        for row in rows:
            balance += row.debit - row.credit
            lines.append(LedgerLine(row, balance))
        debit, credit = head.debit, head.credit
        if self.wanted.lettered is not None:
            debit, credit = self._sums(head, rows, is_first=is_first)
        elif ends and balance != head.closing:
            name = head.third or head.account
            raise Conflict(
                f"Le total du compte {name} n’est pas la somme de ses lignes : rechargez la page ;"
                " si ce message revient, faites contrôler le dossier (boucle verify)."
            )
        closing = head.closing if self.wanted.lettered is None else balance
        return LedgerSection(head, tuple(lines), starts, ends, first, debit, credit, closing)


def _up_to_last(
    heads: list[LedgerHead], by_head: dict[tuple[int, int | None], list[LedgerRow]]
) -> list[LedgerHead]:
    """The heads up to the last that has lines on the page."""
    last = max(at for at, head in enumerate(heads) if (head.account_id, head.third_id) in by_head)
    return heads[: last + 1]


def _goes_on(head: LedgerHead, following: LedgerRow | LedgerHead | None, by_third: bool) -> bool:
    """Whether the line that follows the page belongs to this head."""
    if not isinstance(following, LedgerRow):
        return False
    same = following.account_id == head.account_id
    return same and (not by_third or following.third_id == head.third_id)


def heads_from(
    dossier_id: int, wanted: LedgerFilter, key: LedgerKey | None = None
) -> Iterator[LedgerHead]:
    """Accounts (or third parties in them) with an opening or lines, from a key on.

    In the open scope. Third parties are read two hundred at a time.
    """
    if wanted.lettered:
        ids = lettered_accounts(dossier_id)
        every = heads_from(dossier_id, replace(wanted, lettered=None), key)
        return (head for head in every if head.account_id in ids)
    if wanted.by_third:
        return _third_heads(dossier_id, wanted, key)
    rows = balance_rows(dossier_id, wanted.period, drafts=wanted.drafts, prefix=wanted.account)
    heads = [_head(row) for row in rows if row.count or row.before]
    if key is None:
        return iter(heads)
    kept = [head for head in heads if head.account >= key.account]
    if kept and kept[0].account == key.account and key.is_done:
        kept = kept[1:]
    return iter(kept)


def _third_heads(
    dossier_id: int, wanted: LedgerFilter, key: LedgerKey | None
) -> Iterator[LedgerHead]:
    rows = all_thirds(
        dossier_id,
        wanted.period,
        wanted.account,
        drafts=wanted.drafts,
        third=wanted.third,
        after=(key.account, key.third or "") if key else ("", ""),
        again=key is not None and not key.is_done,
        openings=False,
        size=200,
    )
    return (_third_head(row) for row in rows if row.count or row.before)


def _head(row: BalanceRow) -> LedgerHead:
    return LedgerHead(
        account_id=row.id,
        account=row.number,
        account_label=row.label,
        third_id=None,
        third=None,
        third_label=None,
        opening=row.before,
        debit=row.an_debit + row.debit,
        credit=row.an_credit + row.credit,
        count=row.count,
    )


def _third_head(row: ThirdRow) -> LedgerHead:
    return LedgerHead(
        account_id=row.account_id,
        account=row.account,
        account_label=row.account_label,
        third_id=row.id,
        third=row.number,
        third_label=row.label,
        opening=row.before,
        debit=row.an_debit + row.debit,
        credit=row.an_credit + row.credit,
        count=row.count,
    )


def ledger_stream(
    act: Act, dossier_id: int, wanted: LedgerFilter
) -> Iterator[tuple[LedgerHead, LedgerLine | None]]:
    """Every line with its head and running balance, by a server-side cursor: memory stays flat.

    A head with an opening and no line comes once, without a line; with a filter on lettrage there
    are no openings. Cents. The transaction lasts as long as the iterator. Raises NotFound,
    Forbidden.
    """
    with access.read(act, dossier_id, "books.read"):
        heads = iter(list(heads_from(dossier_id, wanted)))
        openings = wanted.lettered is None
        head: LedgerHead | None = None
        balance = 0
        for row in _streamed(dossier_id, wanted):
            place = (row.account_id, row.third_id if wanted.by_third else None)
            while head is None or (head.account_id, head.third_id) != place:
                head = next(heads, None)
                if head is None:
                    raise Conflict("Le grand livre a changé pendant la lecture ; recommencez.")
                balance = head.opening if openings else 0
                if openings and not head.count:
                    yield head, None
            balance += row.debit - row.credit
            yield head, LedgerLine(row, balance)
        yield from ((head, None) for head in heads if openings and not head.count)


def _streamed(dossier_id: int, wanted: LedgerFilter) -> Iterator[LedgerRow]:
    params: dict[str, Any] = {
        "dossier": dossier_id,
        "start": wanted.period.start,
        "end": wanted.period.end,
        "states": states(wanted.drafts),
        "prefix": wanted.account,
        "third": wanted.third,
        "by_third": wanted.by_third,
        "lettered": wanted.lettered,
    }
    with connection.chunked_cursor() as cursor:
        cursor.execute(query_text("books/ledger_stream"), params)
        rows = cursor.fetchmany(2_000)
        columns = [column[0] for column in cursor.description or ()]
        assert columns == [field.name for field in fields(LedgerRow)], columns
        while rows:
            yield from (LedgerRow(*row) for row in rows)
            rows = cursor.fetchmany(2_000)
