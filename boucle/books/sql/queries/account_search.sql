-- Accounts whose number begins with the text, then those whose number or label holds every word.
-- One pass over the chart: a few milliseconds for 10,000 accounts (measured, docs/performance.md).
with asked as materialized (
    select boucle.fr_key(%(text)s) as whole,
           array(select '%%' || replace(replace(replace(w, '\', '\\'), '%%', '\%%'), '_', '\_') || '%%'
                   from regexp_split_to_table(boucle.fr_key(%(text)s), '\s+') w where w <> '') as words
)
select a.number, a.label, a.is_control, a.lettrable, a.active
  from boucle.books_account a cross join asked
 where a.dossier_id = %(dossier)s
   and (a.search_key like all (asked.words) or starts_with(lower(a.number), asked.whole))
 order by lower(a.number) = asked.whole desc, starts_with(lower(a.number), asked.whole) desc,
          a.active desc, a.number collate "C"
 limit %(limit)s
