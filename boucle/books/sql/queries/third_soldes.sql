-- Soldes of given third parties in one account over a period: N-1 of the subsidiary balance.
select s.id, s.before_debit - s.before_credit + s.debit - s.credit as balance
  from boucle.books_read_third_sums(
    %(dossier)s, %(account)s, %(thirds)s, %(start)s, %(first_month)s, %(last_month)s, %(lows)s, %(highs)s,
    '{}', %(states)s) s
