-- Days of these accounts that may hold an open line, in order.
select r.account_id, r.low, r.high
  from boucle.books_open_ranges(%(dossier)s, %(accounts)s::bigint[], %(start)s, %(end)s) r
 order by r.account_id, r.low
