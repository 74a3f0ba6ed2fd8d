-- A page of drafts by journal, day and making, after a key; each with what a check would say of it.
-- A double: another entry has a line of the same account, third party, day, amount and piece; or of the
-- same third party and side, with the same piece of purchases or sales, among its last 200 lines.
with page as (
    select e.id, e.public_id, e.version, e.date, e.journal_id, e.to_review, e.review_note,
           e.created_by, e.origin
      from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s and e.state = 'd'
       and (%(journal)s::bigint is null or e.journal_id = %(journal)s)
       and (%(start)s::date is null or e.date >= %(start)s)
       and (%(end)s::date is null or e.date <= %(end)s)
       and (not %(review)s or e.to_review)
       and (%(after_journal)s::bigint is null
            or (e.journal_id, e.date, e.id) > (%(after_journal)s, %(after_date)s::date, %(after_id)s))
     order by e.journal_id, e.date, e.id limit %(limit)s
), line as (
    select p.id, count(*) as lines, sum(l.debit)::bigint as debit, sum(l.credit)::bigint as credit,
           (array_agg(l.label order by l.position))[1] as label,
           coalesce((array_agg(l.piece_ref order by l.position) filter (where l.piece_ref <> ''))[1], '') as piece,
           string_agg(distinct a.number, ' ') as accounts,
           bool_or(exists (
               select from boucle.books_line o
                where o.dossier_id = %(dossier)s and o.account_id = l.account_id and o.date = l.date
                  and o.entry_id <> l.entry_id and o.debit = l.debit and o.credit = l.credit
                  and o.piece_ref = l.piece_ref and o.third_party_id is not distinct from l.third_party_id
                  and (l.third_party_id is not null or l.piece_ref <> ''))
               or j.type in ('achats', 'ventes') and l.third_party_id is not null and l.piece_ref <> ''
              and exists (
               select from (
                   select o.entry_id, o.account_id, o.piece_ref, o.debit from boucle.books_line o
                    where o.dossier_id = %(dossier)s and o.third_party_id = l.third_party_id
                      and o.date <= l.date
                    order by o.date desc, o.entry_id desc limit 200) o
                where o.piece_ref = l.piece_ref and o.entry_id <> l.entry_id
                  and o.account_id = l.account_id and (o.debit > 0) = (l.debit > 0))) as double,
           max(l.piece_date) filter (
               where j.type in ('achats', 'ventes')
                 and date_trunc('month', l.piece_date) <> date_trunc('month', l.date)) as piece_month
      from page p
      join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = p.journal_id
      join boucle.books_line l on l.dossier_id = %(dossier)s and l.entry_id = p.id
      left join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = l.account_id
     group by p.id
)
select p.id, p.public_id, p.version, l.piece_month, p.date, p.journal_id, j.code as journal, p.to_review,
       p.review_note, p.created_by, p.origin,
       coalesce(l.lines, 0) as lines, coalesce(l.debit, 0) as debit, coalesce(l.credit, 0) as credit,
       coalesce(l.label, '') as label, coalesce(l.piece, '') as piece, coalesce(l.accounts, '') as accounts,
       coalesce(l.double, false) as double,
       p.date > %(today)s as in_future,
       exists (select from boucle.books_journal_lock k where k.dossier_id = %(dossier)s
                  and k.journal_id = p.journal_id and k.month = date_trunc('month', p.date)::date) as locked
  from page p
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = p.journal_id
  left join line l on l.id = p.id
 order by p.journal_id, p.date, p.id
