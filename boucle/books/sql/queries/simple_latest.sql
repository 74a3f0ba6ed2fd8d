-- The last drafts of a person made by the simple entry: day, kind, label and amount.
select e.public_id, e.version, e.date, e.origin as kind, l.label, l.amount
  from (select e.id, e.public_id, e.version, e.date, e.origin
          from boucle.books_entry e
         where e.dossier_id = %(dossier)s and e.state = 'd' and e.created_by = %(actor)s
           and e.origin = any(%(kinds)s)
         order by e.id desc limit %(limit)s) e
 cross join lateral (
       select (array_agg(l.label order by l.position desc))[1] as label,
              coalesce(sum(l.debit), 0)::bigint as amount
         from boucle.books_line l where l.dossier_id = %(dossier)s and l.entry_id = e.id) l
 order by e.id desc
