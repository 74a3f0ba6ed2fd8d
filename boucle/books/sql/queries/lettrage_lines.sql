-- Lines of an account and a third party (none = lines without one) by day, one page by key; open ones
-- (not lettered, or in part) unless `lettered`. `rest`: what a partial lettrage leaves (debit − credit).
with asked as (
    (select l.* from boucle.books_line l
      where l.dossier_id = %(dossier)s and l.third_party_id = %(third)s and l.account_id = %(account)s
        and l.date between %(start)s and %(end)s
        and (l.date, l.entry_id, l.position) > (%(after_date)s, %(after_entry)s, %(after_position)s)
        and (%(lettered)s or not exists (
             select from boucle.books_lettrage_line k
               join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
              where k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
                and not g.is_partial))
      order by l.date, l.entry_id, l.position limit %(limit)s)
    union all
    (select l.* from boucle.books_line l
      where %(third)s::bigint is null and l.dossier_id = %(dossier)s and l.account_id = %(account)s
        and l.third_party_id is null and l.date between %(start)s and %(end)s
        and (l.date, l.entry_id, l.position) > (%(after_date)s, %(after_entry)s, %(after_position)s)
        and (%(lettered)s or not exists (
             select from boucle.books_lettrage_line k
               join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
              where k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
                and not g.is_partial))
      order by l.date, l.entry_id, l.position limit %(limit)s)
)
select l.entry_id, l.position, l.date, j.code as journal, e.public_id as entry, e.state, e.number_text as number,
       l.piece_ref, l.label, l.debit, l.credit, l.due_date, g.code, coalesce(g.is_partial, false) as is_partial,
       r.rest
  from asked l
  join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = l.entry_id
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
  left join boucle.books_lettrage_line k
         on k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
  left join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
  left join lateral (
    select sum(o.debit - o.credit)::bigint as rest
      from boucle.books_lettrage_line s
     cross join lateral (
        select o.debit, o.credit from boucle.books_line o
         where o.dossier_id = %(dossier)s and o.entry_id = s.entry_id and o.position = s.position limit 1) o
     where s.dossier_id = %(dossier)s and s.lettrage_id = g.id and g.is_partial) r on true
 order by l.date, l.entry_id, l.position
