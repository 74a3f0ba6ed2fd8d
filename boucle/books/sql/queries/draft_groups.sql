-- Drafts of a year by journal and month: how many, how much (from the roll-up), how many to review.
with draft as (
    select e.journal_id, date_trunc('month', e.date)::date as month, count(*) as entries,
           count(*) filter (where e.to_review) as to_review
      from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s and e.state = 'd'
     group by 1, 2
), amount as (
    select b.journal_id, b.month, sum(b.debit)::bigint as debit, sum(b.credit)::bigint as credit
      from boucle.books_balance_month b
     where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s and b.state = 'd'
     group by 1, 2
)
select j.code as journal, j.label as journal_label, d.month, d.entries, d.to_review,
       coalesce(a.debit, 0) as debit, coalesce(a.credit, 0) as credit,
       exists (select from boucle.books_journal_lock k
                where k.dossier_id = %(dossier)s and k.journal_id = d.journal_id and k.month = d.month) as locked,
       d.month > %(today)s as in_future
  from draft d
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = d.journal_id
  left join amount a on a.journal_id = d.journal_id and a.month = d.month
 order by d.month, j.code collate "C"
