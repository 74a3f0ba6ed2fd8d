-- Takes lines out of their lettrage: the group they leave is partial, and goes when it is empty.
create or replace function boucle.books_unletter(p_dossier bigint, p_entry bigint, p_positions int[]) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare v_groups bigint[];
begin
    select array_agg(distinct k.lettrage_id) into v_groups from books_lettrage_line k
     where k.dossier_id = p_dossier and k.entry_id = p_entry and k.position = any (p_positions);
    if v_groups is null then
        return;
    end if;
    perform boucle.books_settle(p_dossier, v_groups, -1);
    delete from books_lettrage_line k
     where k.dossier_id = p_dossier and k.entry_id = p_entry and k.position = any (p_positions);
    delete from books_lettrage g
     where g.dossier_id = p_dossier and g.id = any (v_groups)
       and not exists (select from books_lettrage_line k where k.dossier_id = p_dossier and k.lettrage_id = g.id);
    update books_lettrage g set is_partial = true
     where g.dossier_id = p_dossier and g.id = any (v_groups) and not g.is_partial;
end $$;

-- A draft that changes loses the lettrage of the lines whose account, third party or amount change.
-- Called before the old lines go; p_lines are the new ones.
create or replace function boucle.books_unletter_changed(p_dossier bigint, p_entry bigint, p_lines jsonb) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare v_positions int[];
begin
    if not exists (select from books_lettrage_line k where k.dossier_id = p_dossier and k.entry_id = p_entry) then
        return;
    end if;
    select array_agg(l.position) into v_positions
      from books_line l
      join books_account a on a.dossier_id = p_dossier and a.id = l.account_id
      left join books_third_party t on t.dossier_id = p_dossier and t.id = l.third_party_id
      left join rows from (jsonb_to_recordset(p_lines) as (account text, third text, debit bigint, credit bigint))
           with ordinality as x(account, third, debit, credit, position) on x.position = l.position
     where l.dossier_id = p_dossier and l.entry_id = p_entry
       and (a.number, coalesce(t.number, ''), l.debit, l.credit)
           is distinct from (x.account, coalesce(x.third, ''), coalesce(x.debit, 0), coalesce(x.credit, 0));
    perform boucle.books_unletter(p_dossier, p_entry, v_positions);
end $$;
