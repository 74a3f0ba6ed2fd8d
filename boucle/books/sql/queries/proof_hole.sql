-- The first rank that a batch skips, and the number that the missing entry must have had (null
-- where the neighbours do not tell). A validation counts its ranks from 1.
select h.rank, h.number from (
    select x.before + 1 as rank,
           case when x.next_number - x.number = x.rank - x.before and x.series = x.next_series
                then (x.number + 1)::text
                when x.number is null and x.next_number > 1 then (x.next_number - 1)::text end as number
      from (select e.rank, e.number_rank as next_number, e.series_id as next_series,
                   lag(e.rank, 1, case b.kind when 'validation' then 0 else e.rank - 1 end) over w as before,
                   lag(e.number_rank) over w as number, lag(e.series_id) over w as series
              from boucle.books_entry e
              join boucle.books_validation_batch b on b.dossier_id = %(dossier)s and b.id = e.batch_id
             where e.dossier_id = %(dossier)s and e.batch_id = %(batch)s
            window w as (order by e.rank)) x
     where x.rank <> x.before + 1
    union all
    select max(e.rank) + 1, ((array_agg(e.number_rank order by e.rank desc))[1] + 1)::text
      from boucle.books_entry e where e.dossier_id = %(dossier)s and e.batch_id = %(batch)s) h
 order by h.rank limit 1
