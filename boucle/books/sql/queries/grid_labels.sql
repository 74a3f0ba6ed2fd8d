-- The last labels used with a third party in journals of one nature, the last first.
select x.label
  from (select l.label, max(l.date) as date, max(l.entry_id) as entry
          from (select l.label, l.date, l.entry_id
                  from boucle.books_third_party t
                  join boucle.books_line l on l.dossier_id = %(dossier)s and l.third_party_id = t.id
                  join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = l.entry_id
                  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
                                             and j.type = %(type)s
                 where t.dossier_id = %(dossier)s and t.number = %(third)s
                 order by l.date desc, l.entry_id desc limit 100) l
         group by l.label) x
 order by x.date desc, x.entry desc
 limit %(limit)s
