-- Where to cut a year in two in the order of its FEC: the entries before this place, and the others; the
-- identifiers among which the entries of each half are found. Middle by count of entries, near enough: within
-- a batch, ranks are taken as evenly spread. Without entries, no row.
with entry as materialized (
    select j.type <> 'an' as usual, coalesce(e.valid_date, 'infinity') as valid,
           coalesce(e.batch_id, 4611686018427387904) as batch, coalesce(e.rank, e.id) as rank, e.id
      from boucle.books_entry e
      join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id and not j.outside_fec
     where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s and (e.state = 'v' or %(drafts)s)
), run as (
    select usual, valid, batch, count(*) as entries, min(rank) as low, max(rank) as high
      from entry group by usual, valid, batch
), placed as (
    select *, sum(entries) over (order by usual, valid, batch) - entries as before, sum(entries) over () / 2 as middle
      from run
), cut as (
    select usual, valid, batch, (low + (middle - before) * (high - low + 1) / entries)::bigint as rank
      from placed where middle < before + entries order by before limit 1
), side as (
    select (e.usual, e.valid, e.batch, e.rank) < (c.usual, c.valid, c.batch, c.rank) as is_first, e.id
      from entry e cross join cut c
)
select c.usual, c.valid::text as valid, c.batch, c.rank, s.first_from, s.first_to, s.second_from, s.second_to
  from cut c,
       (select coalesce(min(id) filter (where is_first), 0) as first_from,
               coalesce(max(id) filter (where is_first), 0) as first_to,
               coalesce(min(id) filter (where not is_first), 0) as second_from,
               coalesce(max(id) filter (where not is_first), 0) as second_to
          from side) s
