select * from boucle.books_read_lines(
    %(dossier)s, %(year)s, %(accounts)s, %(thirds)s, %(days)s, %(entries)s, %(positions)s, %(ends)s, %(states)s,
    %(lettered)s, %(limit)s)
