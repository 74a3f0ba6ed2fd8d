-- Letters lines that settle each other: one account, one third party, one code, balanced or said to
-- be partial. Lettrage stays alive after validation and closing; its history is the audit log.
-- Source: docs/rules/antifraude.md R3, R12; design §2 (the gate), §4 (tables beside the lines).
--
-- p_request: {"account", "third", "code" (null = the next one), "on" (date), "partial" (bool),
--   "lines": [{"entry" (public id), "position"}]}. A code in use takes the lines in.
-- Answers {"lettrage", "code", "partial", "lines", "gap"} | {"findings"} (line = rank in the request).
-- Raises 42501. Locks: the account (letterings of an account queue), the entries against a change.
create or replace function boucle.books_letter(p_dossier bigint, p_request jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_account books_account;
    v_third bigint;
    v_group books_lettrage;
    v_code text := nullif(trim(p_request->>'code'), '');
    v_on date := coalesce((p_request->>'on')::date, (clock_timestamp() at time zone 'Europe/Paris')::date);
    v_findings jsonb;
    v_gap bigint;
    v_lines bigint;
    v_limits record;
begin
    perform boucle.boucle_require_scope(p_dossier);
    select * into v_limits from boucle.boucle_limits(p_dossier, 'letter');
    select * into v_account from books_account a
     where a.dossier_id = p_dossier and a.number = p_request->>'account' for no key update;
    select t.id into v_third from books_third_party t
     where t.dossier_id = p_dossier and t.number = p_request->>'third';
    perform 1 from books_entry e
      where e.dossier_id = p_dossier
        and e.public_id = any (array(
            select (x->>'entry')::uuid from jsonb_array_elements(p_request->'lines') x))
      order by e.id for key share;
    select g.* into v_group from books_lettrage g
     where g.dossier_id = p_dossier and g.account_id = v_account.id and g.code = v_code
       and g.third_party_id is not distinct from v_third
     order by g.id desc limit 1;

    v_findings := boucle.books_letter_findings(p_dossier, p_request, v_account.id, v_third, v_group);
    if v_findings is not null then
        return jsonb_build_object('findings', v_findings);
    end if;
    select count(*), coalesce(sum(l.debit - l.credit), 0) into v_lines, v_gap
      from boucle.books_letter_lines(p_dossier, p_request, v_group.id) l;
    if v_limits.journals is not null or v_limits.accounts is not null then
        select boucle.books_lettrage_limits(p_dossier, v_limits.journals, v_limits.accounts,
                                            array_agg(l.entry_id), array_agg(l.position))
          into v_findings from boucle.books_letter_lines(p_dossier, p_request, v_group.id) l;
        if v_findings is not null then
            return jsonb_build_object('findings', v_findings);
        end if;
    end if;
    if v_gap <> 0 and not coalesce((p_request->>'partial')::boolean, false) then
        return jsonb_build_object('findings', jsonb_build_array(jsonb_build_object(
            'code', 'books.lettrage.unbalanced', 'value', v_gap::text)));
    end if;

    perform boucle.books_settle(p_dossier, array[v_group.id], -1);
    if v_group.id is null then
        insert into books_lettrage (dossier_id, account_id, third_party_id, code, date, is_partial, author)
        values (p_dossier, v_account.id, v_third, coalesce(v_code, boucle.books_next_code(p_dossier, v_account.id)),
                v_on, v_gap <> 0, boucle.boucle_actor()) returning * into v_group;
    else
        update books_lettrage g set is_partial = v_gap <> 0, date = v_on
         where g.dossier_id = p_dossier and g.id = v_group.id;
    end if;
    insert into books_lettrage_line (dossier_id, entry_id, position, lettrage_id, date)
    select p_dossier, l.entry_id, l.position, v_group.id, v_on
      from boucle.books_letter_lines(p_dossier, p_request, null) l
    on conflict (dossier_id, entry_id, position) do nothing;
    perform boucle.books_settle(p_dossier, array[v_group.id], 1);
    return jsonb_build_object('lettrage', v_group.id, 'code', v_group.code, 'partial', v_gap <> 0,
                              'lines', v_lines, 'gap', v_gap);
end $$;

-- The lines of the request, with those that the group holds already. Each line is fetched by its key
-- (lateral, limit 1): a join would be free to read every line of the Dossier.
create or replace function boucle.books_letter_lines(p_dossier bigint, p_request jsonb, p_group bigint)
returns table (entry_id bigint, "position" int, debit bigint, credit bigint)
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select l.entry_id, l.position, l.debit, l.credit
  from jsonb_to_recordset(p_request->'lines') as x(entry uuid, position int)
 cross join lateral (select e.id from books_entry e
        where e.dossier_id = p_dossier and e.public_id = x.entry limit 1) e
 cross join lateral (select l.* from books_line l
        where l.dossier_id = p_dossier and l.entry_id = e.id and l.position = x.position limit 1) l
union
select l.entry_id, l.position, l.debit, l.credit
  from books_lettrage_line k
 cross join lateral (select l.* from books_line l
        where l.dossier_id = p_dossier and l.entry_id = k.entry_id and l.position = k.position limit 1) l
 where k.dossier_id = p_dossier and k.lettrage_id = p_group $$;

-- Everything that is wrong with a lettrage, all at once; null when nothing is.
create or replace function boucle.books_letter_findings(
    p_dossier bigint, p_request jsonb, p_account bigint, p_third bigint, p_group boucle.books_lettrage) returns jsonb
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
with line as (
    select x.rank, x.entry, l.account_id, l.third_party_id, l.entry_id, k.lettrage_id, g.code
      from rows from (jsonb_to_recordset(p_request->'lines') as (entry uuid, position int))
           with ordinality as x(entry, position, rank)
      left join lateral (select e.id from books_entry e
                where e.dossier_id = p_dossier and e.public_id = x.entry limit 1) e on true
      left join lateral (select l.* from books_line l
                where l.dossier_id = p_dossier and l.entry_id = e.id and l.position = x.position limit 1) l on true
      left join lateral (select k.* from books_lettrage_line k
                where k.dossier_id = p_dossier and k.entry_id = l.entry_id and k.position = l.position limit 1) k on true
      left join lateral (select g.code from books_lettrage g
                where g.dossier_id = p_dossier and g.id = k.lettrage_id limit 1) g on true
), wrong(code, line, field, value) as (
    select 'books.line.account_unknown', null::bigint, 'account', p_request->>'account' where p_account is null
    union all select 'books.line.third_unknown', null, 'third', p_request->>'third'
               where coalesce(p_request->>'third', '') <> '' and p_third is null
    union all select 'books.lettrage.code_invalid', null, 'code', p_request->>'code'
               where coalesce(trim(p_request->>'code'), '') <> '' and trim(p_request->>'code') !~ '^[A-Z]{1,9}[0-9]{0,9}$'
    union all select 'books.lettrage.too_few_lines', null, 'lines', count(*)::text from line
              having count(*) < 2 and p_group.id is null or count(*) = 0
    union all select 'books.lettrage.line_unknown', rank, 'lines', null from line where entry_id is null
    union all select 'books.lettrage.other_account', rank, 'lines', p_request->>'account' from line
               where entry_id is not null and account_id is distinct from p_account and p_account is not null
    union all select 'books.lettrage.other_third', rank, 'lines', p_request->>'third' from line
               where entry_id is not null and account_id = p_account and third_party_id is distinct from p_third
    union all select 'books.lettrage.already', rank, 'lines', code from line
               where lettrage_id is not null and lettrage_id is distinct from p_group.id
)
select jsonb_agg(jsonb_build_object('code', code, 'line', line, 'field', field, 'value', value)
                 order by line nulls first, code) from wrong $$;

-- The code after the last one of the account, over all its third parties: AAA, AAB … ZZZ, AAAA.
create or replace function boucle.books_next_code(p_dossier bigint, p_account bigint) returns text
language plpgsql stable set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_last text;
    v_at int;
begin
    select g.code collate "C" into v_last from books_lettrage g
     where g.dossier_id = p_dossier and g.account_id = p_account and g.code ~ '^[A-Z]{3,}$'
     order by length(g.code) desc, g.code collate "C" desc limit 1;
    if v_last is null then
        return 'AAA';
    end if;
    v_at := length(v_last);
    while v_at > 0 and substr(v_last, v_at, 1) = 'Z' loop
        v_at := v_at - 1;
    end loop;
    if v_at = 0 then
        return repeat('A', length(v_last) + 1);
    end if;
    return substr(v_last, 1, v_at - 1) || chr(ascii(substr(v_last, v_at, 1)) + 1) || repeat('A', length(v_last) - v_at);
end $$;

-- Takes a whole lettrage back, or the named lines out of it (the rest is then partial).
-- p_request: {"account", "third", "code"} or {"lines": [{"entry", "position"}]}.
-- Answers {"lines": how many were taken out, "codes": [...]} | {"findings"}. Raises 42501.
create or replace function boucle.books_unletter_lines(p_dossier bigint, p_request jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_count bigint := 0;
    v_codes jsonb;
    v_entry record;
    v_limits record;
    v_findings jsonb;
begin
    perform boucle.boucle_require_scope(p_dossier);
    select * into v_limits from boucle.boucle_limits(p_dossier, 'letter');
    select jsonb_agg(distinct g.code order by g.code) into v_codes
      from boucle.books_lettered(p_dossier, p_request) k
      join books_lettrage g on g.dossier_id = p_dossier and g.id = k.lettrage_id;
    if v_codes is null then
        return jsonb_build_object('findings', jsonb_build_array(jsonb_build_object(
            'code', 'books.lettrage.none', 'field', 'code', 'value', p_request->>'code')));
    end if;
    if v_limits.journals is not null or v_limits.accounts is not null then
        select boucle.books_lettrage_limits(p_dossier, v_limits.journals, v_limits.accounts,
                                            array_agg(k.entry_id), array_agg(k.position))
          into v_findings from boucle.books_lettered(p_dossier, p_request) k;
        if v_findings is not null then
            return jsonb_build_object('findings', v_findings);
        end if;
    end if;
    -- As letter does: letterings of an account queue.
    perform 1 from books_account a
      where a.dossier_id = p_dossier and a.id in (
            select g.account_id from boucle.books_lettered(p_dossier, p_request) k
              join books_lettrage g on g.dossier_id = p_dossier and g.id = k.lettrage_id)
      order by a.id for no key update;
    for v_entry in
        select k.entry_id, array_agg(k.position) as positions
          from boucle.books_lettered(p_dossier, p_request) k group by 1 order by 1
    loop
        perform boucle.books_unletter(p_dossier, v_entry.entry_id, v_entry.positions);
        v_count := v_count + cardinality(v_entry.positions);
    end loop;
    return jsonb_build_object('lines', v_count, 'codes', v_codes);
end $$;

create or replace function boucle.books_lettered(p_dossier bigint, p_request jsonb)
returns table (entry_id bigint, "position" int, lettrage_id bigint)
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select k.entry_id, k.position, k.lettrage_id
  from books_account a
  join books_lettrage g on g.dossier_id = p_dossier and g.account_id = a.id and g.code = p_request->>'code'
  left join books_third_party t on t.dossier_id = p_dossier and t.id = g.third_party_id
  join books_lettrage_line k on k.dossier_id = p_dossier and k.lettrage_id = g.id
 where a.dossier_id = p_dossier and a.number = p_request->>'account' and p_request->'lines' is null
   and coalesce(t.number, '') = coalesce(p_request->>'third', '')
union all
select k.entry_id, k.position, k.lettrage_id
  from jsonb_to_recordset(coalesce(p_request->'lines', '[]')) as x(entry uuid, position int)
  join books_entry e on e.dossier_id = p_dossier and e.public_id = x.entry
  join books_lettrage_line k on k.dossier_id = p_dossier and k.entry_id = e.id and k.position = x.position $$;
