-- A text as the search knows it: lower case, without accents.
select boucle.fr_key(%(text)s) as key
