-- Numbers that are missing in the series of a year (one for the year, or one a journal), the first ones.
select g.journal, g.number_rank + 1 as first, g.following - 1 as last from (
    select coalesce(j.code, '') as journal, e.number_rank,
           lead(e.number_rank) over (partition by j.code order by e.number_rank) as following
      from boucle.books_entry e
      left join boucle.books_journal j on %(by_journal)s and j.dossier_id = %(dossier)s and j.id = e.journal_id
     where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s and e.state = 'v'
       and e.number_rank is not null) g
 where g.following > g.number_rank + 1
 order by g.journal, g.number_rank limit %(limit)s
