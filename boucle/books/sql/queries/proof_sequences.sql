-- Numbers given by validation run without gap in each series; after an import they go on from its last one.
-- The first number that is missing in each series, oldest year first.
with own as (
    select e.fiscal_year_id, e.series_id, e.number_rank as number,
           lag(e.number_rank, 1, 0::bigint) over (
               partition by e.fiscal_year_id, e.series_id order by e.number_rank) as before
      from boucle.books_entry e
      join boucle.books_validation_batch b
        on b.dossier_id = %(dossier)s and b.id = e.batch_id and b.kind = 'validation'
     where e.dossier_id = %(dossier)s and e.state = 'v'
), asked as (
    select o.fiscal_year_id, o.series_id, o.before, o.number from own o where o.number <> o.before + 1
    union all
    select s.fiscal_year_id, s.journal_id, coalesce(max(o.number), 0), s.last_rank + 1
      from boucle.books_sequence s
      left join own o on o.fiscal_year_id = s.fiscal_year_id and o.series_id = s.journal_id
     where s.dossier_id = %(dossier)s
     group by s.fiscal_year_id, s.journal_id, s.last_rank
    having s.last_rank <> coalesce(max(o.number), 0)
)
select y.label as year, coalesce(j.code, '') as journal, g.before + 1 as missing,
       count(*) over () as series
  from (select distinct on (a.fiscal_year_id, a.series_id) a.* from asked a
         where not exists (
               select from boucle.books_entry i
                 join boucle.books_validation_batch b
                   on b.dossier_id = %(dossier)s and b.id = i.batch_id and b.kind = 'import'
                where i.dossier_id = %(dossier)s and i.fiscal_year_id = a.fiscal_year_id
                  and i.number_rank = a.number - 1 and i.state = 'v'
                  and (a.series_id = 0 or i.journal_id = a.series_id))
         order by a.fiscal_year_id, a.series_id, a.number) g
  left join boucle.books_fiscal_year y on y.dossier_id = %(dossier)s and y.id = g.fiscal_year_id
  left join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = g.series_id
 order by y.start_date, g.series_id limit 1
