-- An entry as books_save_draft takes it: what versions keep and what a form is filled with.
create or replace function boucle.books_entry_content(p_dossier bigint, p_entry bigint) returns jsonb
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select jsonb_build_object(
    'public_id', e.public_id, 'version', e.version, 'journal', j.code, 'date', e.date, 'origin', e.origin,
    'lines', (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                  'account', a.number, 'third', t.number, 'piece_ref', l.piece_ref, 'piece_date', l.piece_date,
                  'label', l.label, 'debit', l.debit, 'credit', l.credit, 'due_date', l.due_date,
                  'currency', l.currency, 'currency_amount', l.currency_amount)) order by l.position)
                from books_line l
                join books_account a on a.dossier_id = p_dossier and a.id = l.account_id
                left join books_third_party t on t.dossier_id = p_dossier and t.id = l.third_party_id
               where l.dossier_id = p_dossier and l.entry_id = e.id))
  from books_entry e join books_journal j on j.dossier_id = p_dossier and j.id = e.journal_id
 where e.dossier_id = p_dossier and e.id = p_entry $$;
