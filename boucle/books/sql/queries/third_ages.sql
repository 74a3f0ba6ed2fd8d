-- What a third party's open lines weigh by age on a day, net: after the due day, or else the line's.
with open as (
    select l.debit - l.credit as net, %(day)s::date - coalesce(l.due_date, l.date) as age
      from boucle.books_line l
      left join boucle.books_lettrage_line k
             on k.dossier_id = %(dossier)s and k.entry_id = l.entry_id and k.position = l.position
      left join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
     where l.dossier_id = %(dossier)s and l.third_party_id = %(third)s
       and l.date between %(start)s and %(end)s and (g.id is null or g.is_partial)
)
select coalesce(sum(net) filter (where age <= 0), 0)::bigint as not_due,
       coalesce(sum(net) filter (where age between 1 and 30), 0)::bigint as to_30,
       coalesce(sum(net) filter (where age between 31 and 60), 0)::bigint as to_60,
       coalesce(sum(net) filter (where age between 61 and 90), 0)::bigint as to_90,
       coalesce(sum(net) filter (where age > 90), 0)::bigint as beyond, count(*) as count
  from open
