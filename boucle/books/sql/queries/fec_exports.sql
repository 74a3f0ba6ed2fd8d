-- The exports of a year, latest first.
select x.id, x.kind, x.file_name, x.sha256, x.lines, x.entries, x.debit, x.credit, x.program_version, x.actor, x.at
  from boucle.books_fec_export x
 where x.dossier_id = %(dossier)s and x.fiscal_year_id = %(year)s
 order by x.at desc, x.id desc limit %(limit)s
