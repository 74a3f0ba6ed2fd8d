-- One account by its number.
select a.number, a.label, a.is_control, a.lettrable, a.vat_code, a.contra_number, a.active
  from boucle.books_account a
 where a.dossier_id = %(dossier)s and a.number = %(number)s
