-- VAT codes of a Dossier, in the order of their making: the usual ones first.
select c.code, c.label, c.kind, c.due_on, c.rate_key, c.account, c.waiting_account, c.pair_account, c.share, c.box,
       c.base_box, c.active
  from boucle.books_vat_code c
 where c.dossier_id = %(dossier)s
 order by c.id
