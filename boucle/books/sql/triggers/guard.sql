-- Second belt of the rights on the tables that the web role writes itself: chart, journals, models…
-- The right is asked at each row; the gate's functions (the owner) and the import pass. No limit
-- stands on the chart; a model and a recurring entry stay inside the limits of who writes them.
-- Raises 42501; 23514 with the constraint `books_limits` -> finding books.limits.
create or replace function boucle.books_guard() returns trigger
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_row jsonb; v_limits record;
begin
    for v_row in select r from (values (to_jsonb(old)), (to_jsonb(new))) v(r) where r is not null loop
        select * into v_limits from boucle.boucle_held_limits(
            coalesce((v_row->>'dossier_id')::bigint, (v_row->>'id')::bigint), tg_argv[0]);
        if not coalesce(
               case tg_table_name
               when 'books_subscription' then
                   (v_limits.journals is null or v_row->>'journal' = any (v_limits.journals))
                   and not exists (select from jsonb_array_elements(v_row->'lines') l
                                    where not boucle.books_account_within(l->>'account', v_limits.accounts))
               when 'books_model' then
                   v_limits.journals is null or v_row->'journals' <> '[]'
                   and not exists (select from jsonb_array_elements_text(v_row->'journals') j
                                    where not j = any (v_limits.journals))
               when 'books_model_line' then
                   v_row->>'account' = '' or boucle.books_account_within(v_row->>'account', v_limits.accounts)
               else true end, false) then
            raise exception 'outside the limits of the actor' using errcode = '23514', constraint = 'books_limits',
                table = tg_table_name;
        end if;
    end loop;
    return case tg_op when 'DELETE' then old else new end;
end $$;

do $$
declare guarded record;
begin
    for guarded in select * from (values
        ('books_account', 'write'), ('books_third_party', 'write'), ('books_model', 'write'),
        ('books_model_line', 'write'), ('books_shortcut', 'write'), ('books_subscription', 'write'),
        ('books_subscription_run', 'write'), ('books_journal', 'manage'), ('books_vat_code', 'manage'),
        ('tenancy_dossier', 'manage')) v(name, "right") loop
        execute format('create or replace trigger %I before update or delete on boucle.%I for each row'
                       ' when (current_user = ''boucle_web'') execute function boucle.books_guard(%L)',
                       guarded.name || '__guard', guarded.name, guarded.right);
        if guarded.name <> 'tenancy_dossier' then
            execute format('create or replace trigger %I before insert on boucle.%I for each row'
                           ' when (current_user = ''boucle_web'') execute function boucle.books_guard(%L)',
                           guarded.name || '__guard_new', guarded.name, guarded.right);
        end if;
    end loop;
end $$;
