-- Each journal of the year: what it holds, and the first and last number of its entries.
with numbered as (
    select e.journal_id, count(*) as entries,
           min(e.number_rank) as first_rank, max(e.number_rank) as last_rank
      from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s and (e.state = 'v' or %(drafts)s)
     group by e.journal_id
), moved as (
    select b.journal_id, sum(b.count) as lines, sum(b.debit) as debit, sum(b.credit) as credit
      from boucle.books_balance_month b
     where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s and (b.state = 'v' or %(drafts)s)
     group by b.journal_id
)
select j.code, j.label, j.type, j.outside_fec, n.entries, coalesce(m.lines, 0)::bigint as lines,
       coalesce(m.debit, 0)::bigint as debit, coalesce(m.credit, 0)::bigint as credit, n.first_rank, n.last_rank
  from numbered n
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = n.journal_id
  left join moved m on m.journal_id = n.journal_id
 order by j.code
