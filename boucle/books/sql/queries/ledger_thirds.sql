-- As ledger.sql, for some third parties in their collective accounts (thirds beside accounts).
select c.id as account_id, c.third as third_id, x.entry_id, x.position, x.date, j.code as journal,
       x.number_text as number, x.public_id as entry, x.state, t.number as third, t.label as third_label,
       x.piece_ref, x.label, x.debit, x.credit, x.due_date, x.code as lettrage,
       coalesce(x.is_partial, false) as is_partial
  from unnest(%(accounts)s::bigint[], %(thirds)s::bigint[], %(days)s::date[], %(entries)s::bigint[],
              %(positions)s::int[]) with ordinality as c(id, third, day, entry, position, rank)
 cross join lateral (
    select l.entry_id, l.position, l.date, l.piece_ref, l.label, l.debit, l.credit,
           l.due_date, e.journal_id, e.number_text, e.public_id, e.state, g.code, g.is_partial
      from boucle.books_line l
     cross join lateral (
           select e.journal_id, e.number_text, e.public_id, e.state from boucle.books_entry e
            where e.dossier_id = %(dossier)s and e.id = l.entry_id and e.state = any (%(states)s)
           offset 0) e
      left join lateral (
           select g.id, g.code, g.is_partial
             from boucle.books_lettrage_line k
             join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
            where k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
           offset 0) g on true
     where l.dossier_id = %(dossier)s and l.third_party_id = c.third and l.account_id = c.id
       and l.date <= %(end)s and (l.date, l.entry_id, l.position) > (c.day, c.entry, c.position)
       and (%(lettered)s::boolean is null or (g.id is not null and not g.is_partial) = %(lettered)s::boolean)
     order by l.date, l.entry_id, l.position limit %(limit)s
 ) x
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = x.journal_id
  join boucle.books_third_party t on t.dossier_id = %(dossier)s and t.id = c.third
 order by c.rank, x.date, x.entry_id, x.position limit %(limit)s
