-- Opens the books of a new Dossier: the head of its chain. Idempotent.
create or replace function boucle.books_open(p_dossier bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
begin
    perform boucle.boucle_require_scope(p_dossier);
    insert into books_chain (dossier_id, last_batch_id, last_hash)
    values (p_dossier, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
    return jsonb_build_object('opened', true);
end $$;

-- Opens a financial year: whole, at most 24 months, without gap or overlap with the others.
-- Source: C. com. L123-12; PCG 1021. Answers {"year"} | {"findings"}.
create or replace function boucle.books_open_year(
    p_dossier bigint, p_label text, p_start date, p_end date, p_numbering text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_code text;
    v_value text;
    v_label text := p_label;
    v_suffix int := 1;
    v_id bigint;
begin
    perform boucle.boucle_require_scope(p_dossier);
    perform boucle.boucle_require_right(p_dossier, 'write');
    perform 1 from books_chain c where c.dossier_id = p_dossier for update;
    select y.id into v_id from books_fiscal_year y
     where y.dossier_id = p_dossier and y.start_date = p_start and y.end_date = p_end;
    if found then
        return jsonb_build_object('year', v_id, 'created', false);
    end if;
    select f.code, f.value into v_code, v_value from (
        select 1, 'books.year.reversed', to_char(p_end, 'DD/MM/YYYY') where p_end < p_start
        union all select 2, 'books.year.too_long', to_char(p_end, 'DD/MM/YYYY') where p_end >= p_start + interval '24 months'
        union all (select 3, 'books.year.overlap', y.label from books_fiscal_year y
                where y.dossier_id = p_dossier and y.start_date <= p_end and y.end_date >= p_start limit 1)
        union all select 4, 'books.year.gap', to_char(max(y.end_date) + 1, 'DD/MM/YYYY') from books_fiscal_year y
                where y.dossier_id = p_dossier having max(y.end_date) + 1 < p_start
        union all select 5, 'books.year.gap_before', to_char(min(y.start_date) - 1, 'DD/MM/YYYY') from books_fiscal_year y
                where y.dossier_id = p_dossier having min(y.start_date) - 1 > p_end
        ) f(sort, code, value) order by sort limit 1;
    if found then
        return jsonb_build_object('findings', jsonb_build_array(
            jsonb_build_object('code', v_code, 'field', 'end', 'value', v_value)));
    end if;
    while exists (select from books_fiscal_year y where y.dossier_id = p_dossier and y.label = v_label) loop
        v_suffix := v_suffix + 1;
        v_label := p_label || '-' || v_suffix;
    end loop;
    insert into books_fiscal_year (dossier_id, label, start_date, end_date, numbering, state, numbering_note)
    values (p_dossier, v_label, p_start, p_end, p_numbering, 'open', '') returning id into v_id;
    return jsonb_build_object('year', v_id, 'label', v_label, 'created', true);
end $$;

-- Closes or reopens a year: until closing is an issue of its own, a flag that refuses writes.
-- Closing is refused while a draft remains. Answers {"year","state"} | {"findings"}.
create or replace function boucle.books_set_year_state(p_dossier bigint, p_year bigint, p_state text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_drafts bigint;
begin
    perform boucle.boucle_require_scope(p_dossier);
    perform boucle.boucle_require_right(p_dossier, 'manage');
    perform 1 from books_fiscal_year y where y.dossier_id = p_dossier and y.id = p_year for update;
    if not found then
        return jsonb_build_object('missing', true);
    end if;
    select count(*) into v_drafts from books_entry e
     where e.dossier_id = p_dossier and e.fiscal_year_id = p_year and e.state = 'd';
    if p_state = 'closed' and v_drafts > 0 then
        return jsonb_build_object('findings', jsonb_build_array(jsonb_build_object(
            'code', 'books.year.drafts_left', 'value', v_drafts::text)));
    end if;
    update books_fiscal_year y set state = p_state where y.dossier_id = p_dossier and y.id = p_year;
    return jsonb_build_object('year', p_year, 'state', p_state);
end $$;

-- Closes (p_locked) or opens again a journal for a month. Source: antifraude R8.
create or replace function boucle.books_lock_month(p_dossier bigint, p_journal bigint, p_month date, p_locked boolean)
returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_month date := date_trunc('month', p_month)::date; v_drafts bigint; v_limits record;
begin
    perform boucle.boucle_require_scope(p_dossier);
    select * into v_limits from boucle.boucle_limits(p_dossier, 'validate');
    -- Against a draft that is being saved in this journal (it holds the row in share).
    perform 1 from books_journal j where j.dossier_id = p_dossier and j.id = p_journal for update;
    if not found then
        return jsonb_build_object('missing', true);
    end if;
    if not (select j.code = any (v_limits.journals) from books_journal j
             where j.dossier_id = p_dossier and j.id = p_journal) then
        return jsonb_build_object('findings', jsonb_build_array(jsonb_build_object(
            'code', 'books.entry.journal_denied', 'field', 'journal',
            'value', (select j.code from books_journal j where j.dossier_id = p_dossier and j.id = p_journal))));
    end if;
    if not p_locked then
        delete from books_journal_lock k
         where k.dossier_id = p_dossier and k.journal_id = p_journal and k.month = v_month;
        return jsonb_build_object('locked', false);
    end if;
    select count(*) into v_drafts from books_entry e
     where e.dossier_id = p_dossier and e.journal_id = p_journal and e.state = 'd'
       and e.date >= v_month and e.date < (v_month + interval '1 month')::date;
    if v_drafts > 0 then
        return jsonb_build_object('findings', jsonb_build_array(jsonb_build_object(
            'code', 'books.period.drafts_left', 'value', v_drafts::text)));
    end if;
    insert into books_journal_lock (dossier_id, journal_id, month, locked_by)
    values (p_dossier, p_journal, v_month, boucle.boucle_actor()) on conflict do nothing;
    return jsonb_build_object('locked', true);
end $$;
