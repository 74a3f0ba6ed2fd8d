-- One third party by its number.
select id, number, label, siren, contra_number, active
  from boucle.books_third_party where dossier_id = %(dossier)s and number = %(number)s
