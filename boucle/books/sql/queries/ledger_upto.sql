-- What an account (or a third party in it) weighs from the start of a month up to a line, that line
-- included: asked for when the sums that a page's key carries are out of date.
select coalesce(sum(l.debit), 0)::bigint as debit, coalesce(sum(l.credit), 0)::bigint as credit
  from boucle.books_line l
  join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = l.entry_id
                           and e.state = any (%(states)s)
 where l.dossier_id = %(dossier)s and l.account_id = %(account)s and l.date >= %(start)s
   and (l.date, l.entry_id, l.position) <= (%(day)s, %(entry)s, %(position)s)
   and (%(third)s::bigint is null or l.third_party_id = %(third)s::bigint)
