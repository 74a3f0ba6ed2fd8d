-- One page of the entries of a journal by day, from a key on, with their sums.
select p.id, p.public_id, p.date, p.state, p.number, s.count, s.debit, s.credit
  from (
    select e.id, e.public_id, e.date, e.state, e.number_text as number
      from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.journal_id = %(journal)s and e.date <= %(end)s
       and (e.date, e.id) > (%(day)s, %(entry)s) and e.state = any (%(states)s)
     order by e.date, e.id limit %(limit)s) p
 cross join lateral (
    select count(*) as count, coalesce(sum(l.debit), 0)::bigint as debit,
           coalesce(sum(l.credit), 0)::bigint as credit
      from boucle.books_line l where l.dossier_id = %(dossier)s and l.entry_id = p.id) s
 order by p.date, p.id
