-- The lettrage of given lines, where they have one; in the order asked.
select k.lettrage_id as lettrage, coalesce(g.code, '') as code, coalesce(g.is_partial, false) as is_partial,
       coalesce(l.debit - l.credit, 0)::bigint as net, l.date
  from unnest(%(entries)s::uuid[], %(positions)s::int[]) with ordinality as x(entry, position, at)
  left join lateral (select e.id from boucle.books_entry e
        where e.dossier_id = %(dossier)s and e.public_id = x.entry limit 1) e on true
  left join lateral (select l.debit, l.credit, l.date from boucle.books_line l
        where l.dossier_id = %(dossier)s and l.entry_id = e.id and l.position = x.position limit 1) l on true
  left join boucle.books_lettrage_line k
         on k.dossier_id = %(dossier)s and k.entry_id = e.id and k.position = x.position
  left join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
 order by x.at
