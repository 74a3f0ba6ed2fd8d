-- What the missing foreign keys would have refused, counted.
select
    (select count(*) from boucle.books_line l
      where l.dossier_id = %(dossier)s and not exists (
            select from boucle.books_entry e where e.dossier_id = %(dossier)s and e.id = l.entry_id)) as lines_without_entry,
    (select count(*) from boucle.books_line l
      where l.dossier_id = %(dossier)s and not exists (
            select from boucle.books_account a where a.dossier_id = %(dossier)s and a.id = l.account_id)) as lines_without_account,
    (select count(*) from boucle.books_line l
      where l.dossier_id = %(dossier)s and l.third_party_id is not null and not exists (
            select from boucle.books_third_party t where t.dossier_id = %(dossier)s and t.id = l.third_party_id)) as lines_without_third,
    (select count(*) from boucle.books_entry e
      where e.dossier_id = %(dossier)s and not exists (
            select from boucle.books_journal j where j.dossier_id = %(dossier)s and j.id = e.journal_id)) as entries_without_journal,
    (select count(*) from boucle.books_entry e
      where e.dossier_id = %(dossier)s and not exists (
            select from boucle.books_fiscal_year y where y.dossier_id = %(dossier)s and y.id = e.fiscal_year_id)) as entries_without_year,
    (select count(*) from boucle.books_entry e
      where e.dossier_id = %(dossier)s and e.state = 'v' and not exists (
            select from boucle.books_validation_batch b where b.dossier_id = %(dossier)s and b.id = e.batch_id)) as entries_without_batch,
    (select count(*) from boucle.books_lettrage_line k
      where k.dossier_id = %(dossier)s and (not exists (
            select from boucle.books_line l where l.dossier_id = %(dossier)s and l.entry_id = k.entry_id
               and l.position = k.position) or not exists (
            select from boucle.books_lettrage g where g.dossier_id = %(dossier)s and g.id = k.lettrage_id))) as lettrages_without_line
