-- Base and VAT lines of drafts of purchases and sales, in order; short entries only.
select l.entry_id as entry, j.type, a.number as account, a.vat_code as vat, l.debit - l.credit as amount
  from boucle.books_entry e
  join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id and j.type in ('achats', 'ventes')
  join boucle.books_line l on l.dossier_id = %(dossier)s and l.entry_id = e.id and l.third_party_id is null
                          and l.position <= 40
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = l.account_id and a.number ~ '^([267]|445)'
 where e.dossier_id = %(dossier)s and e.id = any (%(entries)s)
 order by l.entry_id, l.position
