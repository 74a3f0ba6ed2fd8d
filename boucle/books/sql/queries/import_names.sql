-- Numbers of the accounts, third parties and journals that the Dossier has.
select 'account' as kind, a.number from boucle.books_account a where a.dossier_id = %(dossier)s
union all
select 'third', t.number from boucle.books_third_party t where t.dossier_id = %(dossier)s
union all
select 'journal', j.code from boucle.books_journal j where j.dossier_id = %(dossier)s
