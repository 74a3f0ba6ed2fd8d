-- What a FEC of the year holds, from the roll-ups, and how many drafts are left in the year.
with moved as (
    select b.state, sum(b.count) as lines, sum(b.debit) as debit, sum(b.credit) as credit
      from boucle.books_balance_month b
      join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = b.journal_id and not j.outside_fec
     where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s and (b.state = 'v' or %(drafts)s)
     group by b.state
), entry as (
    select count(*) filter (where e.state = 'v' or %(drafts)s) as entries,
           count(*) filter (where e.state = 'd') as drafts, min(e.date) as first, max(e.date) as last
      from boucle.books_entry e
      join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id and not j.outside_fec
     where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s
)
select coalesce((select sum(lines) from moved), 0)::bigint as lines, entry.entries,
       coalesce((select sum(debit) from moved), 0)::bigint as debit,
       coalesce((select sum(credit) from moved), 0)::bigint as credit, entry.drafts,
       entry.first, entry.last
  from entry
