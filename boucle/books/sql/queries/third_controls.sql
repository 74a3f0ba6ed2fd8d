select * from boucle.books_read_controls(%(dossier)s, %(prefix)s)
