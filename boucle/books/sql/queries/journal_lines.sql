-- The first lines of some entries, by position.
select l.entry_id, l.position, a.number as account, a.label as account_label, t.number as third,
       l.piece_ref, l.label, l.debit, l.credit
  from unnest(%(entries)s::bigint[]) as asked(id)
 cross join lateral (
    select l.* from boucle.books_line l
     where l.dossier_id = %(dossier)s and l.entry_id = asked.id order by l.position limit %(lines)s) l
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = l.account_id
  left join boucle.books_third_party t on t.dossier_id = %(dossier)s and t.id = l.third_party_id
 order by l.entry_id, l.position
