-- Deletes a draft; its versions stay, with the deletion as the last one. Source: antifraude R1.
-- Answers {"deleted"} | {"findings"} | {"conflict"}. Raises 42501, 02000 (no such entry).
create or replace function boucle.books_delete_draft(p_dossier bigint, p_public uuid, p_version int) returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_old books_entry; v_limits record; v_findings jsonb;
begin
    perform boucle.boucle_require_scope(p_dossier);
    select * into v_limits from boucle.boucle_limits(p_dossier, 'write');
    select * into v_old from books_entry e
     where e.dossier_id = p_dossier and e.public_id = p_public for update;
    if not found then
        return jsonb_build_object('missing', true);
    end if;
    if v_old.state = 'v' then
        return jsonb_build_object('findings', jsonb_build_array(
            jsonb_build_object('code', 'books.entry.validated', 'value', v_old.number_text)));
    end if;
    v_findings := boucle.books_held_findings(p_dossier, v_limits.journals, v_limits.accounts, array[v_old.id]);
    if v_findings is not null then
        return jsonb_build_object('findings', v_findings);
    end if;
    if v_old.version <> p_version then
        return jsonb_build_object('conflict', true, 'version', v_old.version);
    end if;
    if exists (select from books_fiscal_year y where y.dossier_id = p_dossier
                  and y.id = v_old.fiscal_year_id and y.state = 'closed')
       or exists (select from books_journal_lock k where k.dossier_id = p_dossier
                     and k.journal_id = v_old.journal_id and k.month = date_trunc('month', v_old.date)::date) then
        return jsonb_build_object('findings', jsonb_build_array(jsonb_build_object(
            'code', 'books.entry.period_locked', 'field', 'date', 'value', to_char(v_old.date, 'MM/YYYY'))));
    end if;
    perform boucle.books_roll(p_dossier, array[v_old.id], -1);
    perform boucle.books_forget_tokens(p_dossier, v_old.id);
    insert into books_entry_version (dossier_id, entry_id, version, public_id, act, content, author)
    values (p_dossier, v_old.id, v_old.version + 1, p_public, 'deleted',
            boucle.books_entry_content(p_dossier, v_old.id), boucle.boucle_actor());
    perform boucle.books_unletter(p_dossier, v_old.id, array(
        select k.position from books_lettrage_line k where k.dossier_id = p_dossier and k.entry_id = v_old.id));
    delete from books_line_source s where s.dossier_id = p_dossier and s.entry_id = v_old.id;
    delete from books_line l where l.dossier_id = p_dossier and l.entry_id = v_old.id;
    delete from books_entry e where e.dossier_id = p_dossier and e.id = v_old.id;
    return jsonb_build_object('deleted', p_public);
end $$;
