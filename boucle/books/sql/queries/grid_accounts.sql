-- The chart for the grid of a journal: `uses` = lines of the account in this journal and year.
select a.number, a.label,
       (case when a.is_control then 'c' else '' end) || (case when a.lettrable then 'l' else '' end) as flags,
       a.vat_code as vat, a.contra_number as contra, coalesce(u.uses, 0)::bigint as uses
  from boucle.books_account a
  left join (select m.account_id, sum(m.count) as uses
               from boucle.books_balance_month m
              where m.dossier_id = %(dossier)s and m.fiscal_year_id = %(year)s and m.journal_id = %(journal)s
              group by m.account_id) u on u.account_id = a.id
 where a.dossier_id = %(dossier)s and a.active
 order by a.number collate "C"
 limit 20000
