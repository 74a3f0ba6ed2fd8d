-- For each journal and month of a year: entries, drafts among them, closed or not.
-- Reads the roll-up of months for "is there something", the drafts by their own index.
with moved as (
    select b.journal_id, b.month, sum(b.count) as lines
      from boucle.books_balance_month b
     where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s
     group by b.journal_id, b.month
), draft as (
    select e.journal_id, date_trunc('month', e.date)::date as month, count(*) as drafts
      from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s and e.state = 'd'
     group by e.journal_id, date_trunc('month', e.date)::date
), closed as (
    select k.journal_id, k.month from boucle.books_journal_lock k
     where k.dossier_id = %(dossier)s and k.month between date_trunc('month', %(start)s::date) and %(end)s::date
)
select journal_id, month, coalesce(m.lines, 0)::bigint as lines, coalesce(d.drafts, 0)::bigint as drafts,
       c.month is not null as locked
  from moved m full join draft d using (journal_id, month) full join closed c using (journal_id, month)
 order by journal_id, month
