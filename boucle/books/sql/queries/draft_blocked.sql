-- Drafts of a selection that stand in the way of its validation (or warn: review), the first ones.
with chosen as materialized (
    select e.id, e.public_id, e.date, e.journal_id, e.to_review from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s and e.state = 'd'
       and (%(ids)s::uuid[] is null or e.public_id = any (%(ids)s))
       and (%(journal)s::bigint is null or e.journal_id = %(journal)s)
       and (%(until)s::date is null or e.date <= %(until)s)
), wrong as (
    select 1 as rank, 'future' as reason, c.id, null::bigint as gap from chosen c where c.date > %(today)s
    union all
    select 2, 'locked', c.id, null from chosen c
      join boucle.books_journal_lock k on k.dossier_id = %(dossier)s and k.journal_id = c.journal_id
                                      and k.month = date_trunc('month', c.date)::date
    union all
    select 3, 'unbalanced', l.entry_id, sum(l.debit - l.credit)::bigint from boucle.books_line l
     where l.dossier_id = %(dossier)s and l.entry_id = any (array(select id from chosen))
     group by l.entry_id having sum(l.debit) <> sum(l.credit)
    union all
    select 4, 'review', c.id, null from chosen c where c.to_review
)
select w.reason, c.public_id, c.date, j.code as journal, coalesce(l.label, '') as label, coalesce(w.gap, 0)::bigint as gap
  from (select * from wrong order by rank, id limit %(limit)s) w
  join chosen c on c.id = w.id
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = c.journal_id
  left join boucle.books_line l on l.dossier_id = %(dossier)s and l.entry_id = w.id and l.position = 1
 order by w.rank, c.date, c.id
