-- Days of the year on which entries of à-nouveaux journals stand, in a closed interval.
select distinct e.date as day
  from boucle.books_journal j
  join boucle.books_entry e on e.dossier_id = %(dossier)s and e.journal_id = j.id
                           and e.date between %(low)s and %(high)s
 where j.dossier_id = %(dossier)s and j.type = 'an' and e.state = any (%(states)s)
 order by day
