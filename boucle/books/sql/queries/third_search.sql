-- Third parties whose number begins with the text, then those whose number or name holds every word.
with asked as materialized (
    select boucle.fr_key(%(text)s) as whole,
           array(select '%%' || replace(replace(replace(w, '\', '\\'), '%%', '\%%'), '_', '\_') || '%%'
                   from regexp_split_to_table(boucle.fr_key(%(text)s), '\s+') w where w <> '') as words
), found as (
    select t.id, t.number, t.label, t.active, starts_with(lower(t.number), asked.whole) as begins,
           lower(t.number) = asked.whole as is_it
      from boucle.books_third_party t cross join asked
     where t.dossier_id = %(dossier)s
       and (t.search_key like all (asked.words) or starts_with(lower(t.number), asked.whole))
     order by is_it desc, begins desc, t.active desc, t.number collate "C"
     limit %(limit)s
)
select f.number, f.label, coalesce(usual.number, '') as account, f.active
  from found f
  left join lateral (
       select a.number from boucle.books_third_month m
         join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = m.account_id
        where m.dossier_id = %(dossier)s and m.third_party_id = f.id
        group by a.number order by sum(m.count) desc, a.number limit 1) usual on true
 order by f.is_it desc, f.begins desc, f.active desc, f.number collate "C"
