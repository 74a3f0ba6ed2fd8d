-- Draft sales by the thousand over 2025: entries, lines and both roll-ups.
insert into boucle.books_third_party (dossier_id, number, label)
select %(dossier)s, 'K' || to_char(n, 'FM000000'), 'Client ' || n from generate_series(1, %(thirds)s) n;
create temporary table fresh as
with third as (
    select id, substr(number, 2)::int as n from boucle.books_third_party
     where dossier_id = %(dossier)s and number ~ '^K[0-9]+$')
select g.n, nextval('boucle.books_entry_id') as id, date '2025-01-01' + g.n %% 365 as day,
       third.id as third, (100 + g.n::bigint * 7919 %% 100000)::bigint as cents
  from generate_series(1, %(entries)s) g(n) join third on third.n = 1 + g.n %% %(thirds)s;
analyze fresh;
insert into boucle.books_entry (dossier_id, id, journal_id, fiscal_year_id, date, origin, created_by)
select %(dossier)s, f.id, j.id, y.id, f.day, 'saisie', 'test' from fresh f
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.code = 'VTE'
  join boucle.books_fiscal_year y on y.dossier_id = %(dossier)s and y.label = '2025';
insert into boucle.books_line (dossier_id, entry_id, position, account_id, third_party_id, date, debit, credit, label)
select %(dossier)s, f.id, x.position, a.id, case when x.position = 1 then f.third end, f.day,
       case when x.position = 1 then f.cents else 0 end, case when x.position = 1 then 0 else f.cents end, 'Vente'
  from fresh f cross join (values (1, '411000'), (2, '707000')) x(position, number)
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.number = x.number;
analyze boucle.books_entry, boucle.books_line;
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
