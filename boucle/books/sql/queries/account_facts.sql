-- One account by its number.
select id, number, label, is_control, lettrable, vat_code, contra_number, active
  from boucle.books_account where dossier_id = %(dossier)s and number = %(number)s
