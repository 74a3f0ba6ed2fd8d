-- Versions of an entry, a deleted one too, newest first.
select h.version, h.act, h.content, h.author, h.at
  from boucle.books_entry_version h
 where h.dossier_id = %(dossier)s and h.public_id = %(entry)s
 order by h.version desc limit %(limit)s
