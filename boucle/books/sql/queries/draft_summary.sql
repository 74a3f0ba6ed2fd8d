-- What a validation would take: count, sum, first and last day and piece, and what would stop it.
with chosen as materialized (
    select e.id, e.date, e.journal_id, e.to_review from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s and e.state = 'd'
       and (%(ids)s::uuid[] is null or e.public_id = any (%(ids)s))
       and (%(journal)s::bigint is null or e.journal_id = %(journal)s)
       and (%(until)s::date is null or e.date <= %(until)s)
), ends as (
    (select 1 as side, c.id from chosen c order by c.date, c.id limit 1)
    union all (select 2, c.id from chosen c order by c.date desc, c.id desc limit 1)
)
select (select count(*) from chosen) as entries,
       (select coalesce(sum(l.debit), 0)::bigint from boucle.books_line l
         where l.dossier_id = %(dossier)s and l.entry_id = any (array(select id from chosen))) as debit,
       (select min(date) from chosen) as first_day, (select max(date) from chosen) as last_day,
       (select coalesce(max(l.piece_ref), '') from ends join boucle.books_line l
            on l.dossier_id = %(dossier)s and l.entry_id = ends.id and l.piece_ref <> '' where side = 1) as first_piece,
       (select coalesce(max(l.piece_ref), '') from ends join boucle.books_line l
            on l.dossier_id = %(dossier)s and l.entry_id = ends.id and l.piece_ref <> '' where side = 2) as last_piece,
       (select count(*) from chosen where to_review) as to_review,
       (select count(*) from chosen where date > %(today)s) as in_future,
       (select count(*) from chosen c join boucle.books_journal_lock k on k.dossier_id = %(dossier)s
            and k.journal_id = c.journal_id and k.month = date_trunc('month', c.date)::date) as locked
