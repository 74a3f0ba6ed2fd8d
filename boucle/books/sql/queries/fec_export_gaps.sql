-- Numbers that are missing in the series of the year (or of each journal), the first 200.
with numbered as (
    select case %(numbering)s when 'journal' then e.journal_id else 0 end as series, e.number_rank as rank
      from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s and e.state = 'v' and e.number_rank is not null
), stepped as (
    select series, rank, lag(rank) over (partition by series order by rank) as before from numbered
)
select coalesce(j.code, '') as journal, s.before + 1 as first, s.rank - 1 as last
  from stepped s
  left join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = s.series
 where s.rank > s.before + 1
 order by 1, 2 limit 200
