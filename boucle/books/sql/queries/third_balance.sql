select * from boucle.books_read_thirds(
    %(dossier)s, %(start)s, %(end)s, %(first_month)s, %(last_month)s, %(lows)s, %(highs)s, %(states)s,
    %(openings)s, %(prefix)s, %(only)s, %(third)s, %(account)s, %(after)s, %(again)s, %(limit)s)
