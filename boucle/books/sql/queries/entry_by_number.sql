-- The entry of a journal that bears a number in a year; the newest where an import repeats it.
select e.public_id
  from boucle.books_entry e
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
 where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s and e.state = 'v'
   and e.number_text = %(number)s and j.code = %(journal)s
   and (e.number_rank = nullif(substring(%(number)s from '([0-9]{1,18})[^0-9]*$'), '')::bigint or e.number_rank is null)
 order by e.id desc limit 1
