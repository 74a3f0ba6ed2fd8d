-- A page of entries that answer a search, newest first, with what tells them apart.
select f.entry_id, e.date, y.label as year, j.code as journal, e.public_id as entry, e.state, e.number_text as number,
       coalesce(first.label, '') as label, coalesce(first.piece_ref, '') as piece_ref,
       coalesce(named.accounts, '') as accounts, coalesce(named.amount, 0)::bigint as amount
  from boucle.books_search(%(dossier)s, %(terms)s::jsonb, %(start)s, %(end)s, %(before_day)s, %(before_id)s, %(limit)s) f
  join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = f.entry_id
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id
  join boucle.books_fiscal_year y on y.dossier_id = %(dossier)s and y.id = e.fiscal_year_id
  left join lateral (
       select l.label, l.piece_ref from boucle.books_line l
        where l.dossier_id = %(dossier)s and l.entry_id = e.id order by l.position limit 1) first on true
  left join lateral (
       select sum(l.debit) as amount,
              array_to_string((array_agg(distinct a.number order by a.number))[1:6], ' ') as accounts
         from (select * from boucle.books_line l
                where l.dossier_id = %(dossier)s and l.entry_id = e.id limit 5000) l
         join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = l.account_id) named on true
 order by e.date desc, e.id desc
