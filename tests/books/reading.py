"""A Dossier with something to read: à-nouveaux, three months, validated entries and drafts."""

from __future__ import annotations

from datetime import date
from typing import Any

from boucle.access import public as access
from boucle.books.models import Journal
from boucle.kernel.act import system_act
from boucle.kernel.db import call_gate
from tests.books.build import a_dossier, a_line, a_year


def write(
    dossier: int, *entries: dict[str, Any], validate: bool = False, label: str = "2025"
) -> None:
    """Save drafts, then validate all that stands in the year."""
    act = system_act()
    with access.write(act, dossier, "books.write"):
        for entry in entries:
            found = call_gate("books_save_draft", dossier, entry)
            assert "findings" not in found, found
    if validate:
        year = a_year(dossier, label)
        with access.write(act, dossier, "books.validate"):
            call_gate("books_validate", dossier, year.id, None, None, None)


def move(
    day: str, debit: str, credit: str, cents: int, *, journal: str = "OD", **more: Any
) -> dict[str, Any]:
    """An entry of two lines; `more` (third, label, piece_ref) goes to accounts of class 4."""
    sides = [a_line(debit, debit=cents), a_line(credit, credit=cents)]
    for side in sides:
        extra = dict(more)
        if not side["account"].startswith("4"):
            extra.pop("third", None)
        side.update(extra)
    return {"journal": journal, "date": day, "lines": sides}


def a_readable(
    siren: str = "732829320", *, years: tuple[int, ...] = (2024, 2025), openings: bool = True
) -> int:
    """Two years; 2025: AN of 1 000,00, sales in January, February and (draft) March."""
    dossier = a_dossier(siren=siren, years=years)
    with access.write(system_act(), dossier, "books.write"):
        Journal.objects.create(dossier_id=dossier, code="AN", label="À-nouveaux", type="an")
    if 2024 in years:
        write(
            dossier,
            move("2024-02-10", "411000", "707000", 50_000, journal="VTE", third="C001"),
            validate=True,
            label="2024",
        )
    if openings:
        write(dossier, move("2025-01-01", "512000", "101000", 100_000, journal="AN"))
        write(dossier, move("2025-01-01", "411000", "101000", 50_000, journal="AN", third="C001"))
    write(
        dossier,
        move("2025-01-15", "411000", "707000", 12_000, journal="VTE", third="C001"),
        move("2025-02-10", "512000", "411000", 12_000, journal="BQ", third="C001"),
        move("2025-02-20", "606100", "401000", 7_000, journal="ACH", third="F001"),
        validate=True,
    )
    write(dossier, move("2025-03-05", "411000", "707000", 30_000, journal="VTE", third="C001"))
    return dossier


def a_short_year(dossier: int, start: date, end: date, label: str) -> None:
    """Open a year of any length."""
    with access.write(system_act(), dossier, "books.write"):
        found = call_gate("books_open_year", dossier, label, start, end, "year")
    assert "findings" not in found, found


def many_lines(conn: Any, dossier: int, *, entries: int, thirds: int = 500) -> None:
    """Draft sales by the thousand over 2025, straight into the tables, as the superuser."""
    words = {"dossier": dossier, "entries": entries, "thirds": thirds}
    for statement in _MANY.split(";"):
        conn.execute(statement, words)
    conn.commit()
    conn.autocommit = True
    conn.execute("vacuum (analyze) boucle.books_line, boucle.books_entry")
    conn.execute("analyze boucle.books_balance_month, boucle.books_third_month")
    conn.execute("analyze boucle.books_third_party, boucle.books_account")
    conn.autocommit = False


_MANY = """
insert into boucle.books_third_party (dossier_id, number, label)
select %(dossier)s, 'K' || to_char(n, 'FM000000'), 'Client ' || n from generate_series(1, %(thirds)s) n;
create temporary table fresh as
select n, nextval('boucle.books_entry_id') as id, date '2025-01-01' + n %% 365 as day,
       (select t.id from boucle.books_third_party t where t.dossier_id = %(dossier)s
           and t.number = 'K' || to_char(1 + n %% %(thirds)s, 'FM000000')) as third,
       (100 + n * 7919 %% 100000)::bigint as cents from generate_series(1, %(entries)s) n;
insert into boucle.books_entry (dossier_id, id, journal_id, fiscal_year_id, date, origin, created_by)
select %(dossier)s, f.id, j.id, y.id, f.day, 'saisie', 'test' from fresh f
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.code = 'VTE'
  join boucle.books_fiscal_year y on y.dossier_id = %(dossier)s and y.label = '2025';
insert into boucle.books_line (dossier_id, entry_id, position, account_id, third_party_id, date, debit, credit, label)
select %(dossier)s, f.id, x.position, a.id, case when x.position = 1 then f.third end, f.day,
       case when x.position = 1 then f.cents else 0 end, case when x.position = 1 then 0 else f.cents end, 'Vente'
  from fresh f cross join (values (1, '411000'), (2, '707000')) x(position, number)
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.number = x.number;
insert into boucle.books_balance_month as b
       (dossier_id, fiscal_year_id, month, journal_id, account_id, state, debit, credit, count)
select %(dossier)s, e.fiscal_year_id, date_trunc('month', e.date)::date, e.journal_id, l.account_id, e.state,
       sum(l.debit), sum(l.credit), count(*)
  from fresh f join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = f.id
  join boucle.books_line l on l.dossier_id = %(dossier)s and l.entry_id = f.id group by 2, 3, 4, 5, 6
on conflict (dossier_id, fiscal_year_id, month, journal_id, account_id, state) do update
   set debit = b.debit + excluded.debit, credit = b.credit + excluded.credit, count = b.count + excluded.count;
insert into boucle.books_third_month
       (dossier_id, account_id, third_party_id, month, state, fiscal_year_id, debit, credit, count)
select %(dossier)s, l.account_id, l.third_party_id, date_trunc('month', l.date)::date, 'd', min(e.fiscal_year_id),
       sum(l.debit), sum(l.credit), count(*)
  from fresh f join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = f.id
  join boucle.books_line l on l.dossier_id = %(dossier)s and l.entry_id = f.id
 where l.third_party_id is not null group by 2, 3, 4;
drop table fresh
"""
