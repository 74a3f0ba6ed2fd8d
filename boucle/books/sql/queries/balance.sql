select * from boucle.books_read_balance(
    %(dossier)s, %(year)s, %(start)s, %(first_month)s, %(last_month)s, %(lows)s, %(highs)s, %(states)s,
    %(prefix)s, %(all)s)
