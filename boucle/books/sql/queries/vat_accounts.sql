-- VAT accounts in use, and the regime of the Dossier: what its usual codes are made from.
select d.vat_regime as regime, coalesce(a.number, '') as number, coalesce(a.label, '') as label
  from boucle.tenancy_dossier d
  left join boucle.books_account a on a.dossier_id = %(dossier)s and a.active and starts_with(a.number, '445')
 where d.id = %(dossier)s
 order by a.number collate "C"
