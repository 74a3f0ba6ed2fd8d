-- Flags a draft « à revoir » with a note, or takes the flag away: a note between colleagues, not a new version.
-- Answers {"entry", "to_review"} | {"findings"} | {"missing"}. Raises 42501.
drop function if exists boucle.books_mark_review(bigint, uuid, boolean);
create or replace function boucle.books_mark_review(p_dossier bigint, p_public uuid, p_flag boolean,
                                                    p_note text default '') returns jsonb
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
    update books_entry e
       set to_review = p_flag, review_note = case when p_flag then left(p_note, 500) else '' end
     where e.dossier_id = p_dossier and e.id = v_old.id;
    return jsonb_build_object('entry', p_public, 'to_review', p_flag);
end $$;
