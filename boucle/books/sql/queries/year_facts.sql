select * from boucle.books_read_facts(%(dossier)s, %(year)s)
