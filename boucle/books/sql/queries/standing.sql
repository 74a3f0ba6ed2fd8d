-- What a Dossier holds, for its checklist and its home.
select (select count(*) from boucle.books_account where dossier_id = %(dossier)s) as accounts,
       (select count(*) from boucle.books_journal where dossier_id = %(dossier)s) as journals,
       exists (select from boucle.books_entry where dossier_id = %(dossier)s) as has_entries,
       exists (select from boucle.books_fec_import where dossier_id = %(dossier)s) as has_import,
       (select count(*) from boucle.books_entry where dossier_id = %(dossier)s and state = 'd') as drafts,
       (select count(*) from boucle.books_entry
         where dossier_id = %(dossier)s and state = 'd' and to_review) as to_review,
       (select min(date) from boucle.books_entry where dossier_id = %(dossier)s and state = 'd') as oldest_draft
