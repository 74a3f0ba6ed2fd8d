-- How many of these entries (journal and number, side by side) the year holds already.
select count(*) as entries
  from unnest(%(codes)s::text[], %(numbers)s::text[]) as f(code, number)
 where exists (
       select from boucle.books_journal j
         join boucle.books_entry e on e.dossier_id = %(dossier)s and e.journal_id = j.id
        where j.dossier_id = %(dossier)s and j.code = f.code and e.fiscal_year_id = %(year)s
          and e.state = 'v' and e.number_text = f.number
          and e.number_rank is not distinct from
              nullif(substring(f.number from '([0-9]{1,18})[^0-9]*$'), '')::bigint)
