-- Gives accounts of the chart another label; their search key follows.
update boucle.books_account a
   set label = x.label, search_key = boucle.fr_key(a.number || ' ' || x.label)
  from jsonb_each_text(%(labels)s::jsonb) as x(number, label)
 where a.dossier_id = %(dossier)s and a.number = x.number and a.label <> x.label
