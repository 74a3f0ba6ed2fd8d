-- Accounts, third parties and entries that a few letters or digits point at; each kind bounded.
-- A word matches the number or the start of a word of the label; from four letters on, its middle too.
(select 'account' as kind, a.number as code, a.label, '' as year, '' as public_id
   from boucle.books_account a
  where a.dossier_id = %(dossier)s and a.active
    and not exists (
        select from unnest(%(words)s::text[]) w(word)
         where strpos(' ' || a.search_key, ' ' || w.word) = 0
           and (length(w.word) < 4 or w.word ~ '^\d+$' or strpos(a.search_key, w.word) = 0))
  order by starts_with(a.search_key, %(compact)s) or strpos(a.search_key, ' ' || %(compact)s) = strpos(a.search_key, ' ') desc,
           a.number collate "C" limit %(limit)s)
union all
(select 'third', t.number, t.label, '', ''
   from boucle.books_third_party t
  where t.dossier_id = %(dossier)s and t.active
    and not exists (
        select from unnest(%(words)s::text[]) w(word)
         where strpos(' ' || t.search_key, ' ' || w.word) = 0
           and (length(w.word) < 4 or strpos(t.search_key, w.word) = 0))
  order by starts_with(t.search_key, %(compact)s) or strpos(t.search_key, ' ' || %(compact)s) = strpos(t.search_key, ' ') desc,
           t.search_key collate "C" limit %(limit)s)
union all
(select 'entry', e.number_text, j.code || ' ' || to_char(e.date, 'DD/MM/YYYY'), y.label, e.public_id::text
   from boucle.books_fiscal_year y
   join boucle.books_entry e on e.dossier_id = %(dossier)s and e.fiscal_year_id = y.id
                            and e.number_rank = %(rank)s::bigint and e.state = 'v'
   join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
  where y.dossier_id = %(dossier)s
  order by y.start_date desc limit %(limit)s)
