-- Entries that answer a search, newest first, one page. Runs as the caller, under row-level security.
--
-- p_terms: all must hold; each [{"ranges": [[low, high[ …] of tokens, "points": [tokens],
--   "accounts": [prefixes], "numbers": [{"text", "rank"}]}], any of which makes the term true; "open": the
--   line on these accounts has no whole lettrage.
-- p_from, p_to: days, both included. p_before_day, p_before_id: the last entry of the page before, or null.
-- The days are walked newest first, in windows that grow, and the walk ends when the page is full: a
-- frequent word costs a few days, a rare one an index probe a day, and a word without a hit no more.
create or replace function boucle.books_search(
    p_dossier bigint, p_terms jsonb, p_from date, p_to date, p_before_day date, p_before_id bigint, p_limit int)
returns table (entry_id bigint, day date)
language plpgsql stable set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_terms jsonb := boucle.books_search_accounts(p_dossier, p_terms, p_from, p_to);
    v_high date := least(p_to, coalesce(p_before_day, p_to));
    v_span int := 4;
    v_low date;
    v_days date[];
    v_ids bigint[];
    v_left int := p_limit;
    v_found int;
begin
    v_days := boucle.books_search_number_days(p_dossier, v_terms, p_from, v_high);
    if v_days is not null then
        v_span := 100000;
    end if;
    while v_high >= p_from and v_left > 0 loop
        v_low := greatest(p_from, v_high - (v_span - 1));
        if v_span < 100000 then
            v_days := array(select v_high - n from generate_series(0, v_high - v_low) n);
        end if;
        v_ids := boucle.books_search_days(p_dossier, v_terms, v_days);
        if cardinality(v_ids) > 0 then
            return query
            select e.id, e.date from books_entry e
             where e.dossier_id = p_dossier and e.id = any (v_ids) and e.date between v_low and v_high
               and (p_before_day is null or (e.date, e.id) < (p_before_day, p_before_id))
             order by e.date desc, e.id desc limit v_left;
            get diagnostics v_found = row_count;
            v_left := v_left - v_found;
        end if;
        v_high := v_low - 1;
        v_span := least(v_span * 4, 50000);
    end loop;
end $$;

-- Account prefixes as account ids, once (an open term without any: every lettrable account): the windows then
-- go straight to the ledger's index. An open term has its days too, those that may hold an open line.
drop function if exists boucle.books_search_accounts(bigint, jsonb);
create or replace function boucle.books_search_accounts(p_dossier bigint, p_terms jsonb, p_from date, p_to date)
returns jsonb language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select jsonb_agg(case when t.term ? 'accounts' then t.term || jsonb_build_object(
           'account_ids', to_jsonb(a.ids),
           'days', case when t.term ? 'open' then (
               select coalesce(jsonb_agg(r), '[]') from boucle.books_open_ranges(p_dossier, a.ids, p_from, p_to) r) end)
       else t.term end order by t.at)
  from jsonb_array_elements(p_terms) with ordinality t(term, at)
 cross join lateral (select coalesce((
           select array_agg(a.id) from books_account a, jsonb_array_elements_text(t.term->'accounts') p(prefix)
            where a.dossier_id = p_dossier and starts_with(a.number, p.prefix)),
           (select array_agg(a.id) from books_account a
             where t.term ? 'open' and t.term->'accounts' = '[]' and a.dossier_id = p_dossier and a.lettrable),
           '{}') as ids) a $$;

-- The days of the entries that bear a number asked for alone; null when no term asks for one.
create or replace function boucle.books_search_number_days(p_dossier bigint, p_terms jsonb, p_from date, p_to date)
returns date[] language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select case when bool_or(t.term ? 'numbers') then coalesce((
    select array_agg(distinct e.date) from jsonb_array_elements(p_terms) n(term)
     cross join lateral unnest(boucle.books_search_numbers(p_dossier, n.term)) i(id)
      join books_entry e on e.dossier_id = p_dossier and e.id = i.id
     where n.term ? 'numbers' and e.date between p_from and p_to), '{}') end
  from jsonb_array_elements(p_terms) t(term) $$;

create or replace function boucle.books_search_numbers(p_dossier bigint, p_term jsonb) returns bigint[]
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select coalesce(array_agg(distinct e.id), '{}')
  from jsonb_to_recordset(p_term->'numbers') as n(text text, rank bigint)
 cross join books_fiscal_year y
  join books_entry e on e.dossier_id = p_dossier and e.fiscal_year_id = y.id and e.number_rank = n.rank
 where y.dossier_id = p_dossier and (n.text is null or boucle.fr_key(e.number_text) = n.text) $$;

-- Entries of these days for which every term holds. The rarest term first: rows of the index are
-- counted (at most 2,000 a term); one without any ends it.
create or replace function boucle.books_search_days(p_dossier bigint, p_terms jsonb, p_days date[]) returns bigint[]
language plpgsql stable set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_order jsonb[];
    v_least bigint;
    v_term jsonb;
    v_ids bigint[];
    v_days date[] := p_days;
begin
    if jsonb_array_length(p_terms) = 1 then
        return boucle.books_search_term(p_dossier, p_terms->0, p_days, null);
    end if;
    select array_agg(r.term order by r.rows), min(r.rows) into v_order, v_least from (
        select t.term, boucle.books_search_weight(p_dossier, t.term, p_days) as rows
          from jsonb_array_elements(p_terms) t(term)) r;
    if v_least = 0 then
        return '{}';
    end if;
    foreach v_term in array v_order loop
        v_ids := boucle.books_search_term(p_dossier, v_term, v_days, v_ids);
        exit when cardinality(v_ids) = 0;
        if cardinality(v_ids) <= 500 and cardinality(v_days) > 8 then
            v_days := array(select distinct e.date from books_entry e
                             where e.dossier_id = p_dossier and e.id = any (v_ids));
        end if;
    end loop;
    return v_ids;
end $$;

-- (`offset 0` fences each probe: under row-level security an expression over a column of another row
-- is no index condition, a parameter is; without it every token of the day is read.)
create or replace function boucle.books_search_weight(p_dossier bigint, p_term jsonb, p_days date[]) returns bigint
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select case when p_term ? 'numbers' then 1 when p_term ? 'account_ids' then 1999 else (
    select count(*) from (
        select from unnest(p_days) d(day)
         cross join lateral (
               select from jsonb_array_elements(p_term->'ranges') r(bound)
                cross join lateral (
                      select from books_search_token s where s.dossier_id = p_dossier and s.day = d.day
                         and s.token >= (r.bound->>0) collate "C" and s.token < (r.bound->>1) collate "C" offset 0) s
               union all
               select from jsonb_array_elements_text(p_term->'points') p(point)
                cross join lateral (
                      select from books_search_token s where s.dossier_id = p_dossier and s.day = d.day
                         and s.token = p.point collate "C" offset 0) s) s
         limit 2000) counted) end $$;

-- Whether a line is in a whole lettrage. Inlined where it is called.
create or replace function boucle.books_is_lettered(p_dossier bigint, p_entry bigint, p_position int) returns boolean
language sql stable as $$
select exists (select from boucle.books_lettrage_line k
                 join boucle.books_lettrage g on g.dossier_id = p_dossier and g.id = k.lettrage_id and not g.is_partial
                where k.dossier_id = p_dossier and k.entry_id = p_entry and k.position = p_position) $$;

-- Entries of these days for which one term holds, among p_among if given.
create or replace function boucle.books_search_term(p_dossier bigint, p_term jsonb, p_days date[], p_among bigint[])
returns bigint[] language plpgsql stable set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_ids bigint[] := '{}';
    v_more bigint[];
    v_accounts bigint[];
    v_bound jsonb;
    v_open boolean := p_term ? 'open';
    v_low date;
    v_high date;
begin
    for v_bound in select * from jsonb_array_elements(p_term->'ranges') loop
        select array_agg(i.id) into v_more from unnest(p_days) d(day)
         cross join lateral (
               select s.entries from books_search_token s
                where s.dossier_id = p_dossier and s.day = d.day
                  and s.token >= (v_bound->>0) collate "C" and s.token < (v_bound->>1) collate "C" offset 0) s
         cross join lateral unnest(s.entries) i(id);
        v_ids := v_ids || v_more;
    end loop;
    if p_term ? 'points' then
        select array_agg(i.id) into v_more from unnest(p_days) d(day)
         cross join lateral (
               select s.entries from books_search_token s
                where s.dossier_id = p_dossier and s.day = d.day
                  and s.token = any (array(select jsonb_array_elements_text(p_term->'points'))) offset 0) s
         cross join lateral unnest(s.entries) i(id);
        v_ids := v_ids || v_more;
    end if;
    if p_term ? 'account_ids' then
        v_accounts := array(select jsonb_array_elements_text(p_term->'account_ids')::bigint);
        if cardinality(p_among) <= 500 then
            select array_agg(l.entry_id) into v_more from books_line l
             where l.dossier_id = p_dossier and l.entry_id = any (p_among) and l.account_id = any (v_accounts)
               and (not v_open or not boucle.books_is_lettered(p_dossier, l.entry_id, l.position));
        else
            select min(d), max(d) into v_low, v_high from unnest(p_days) d;
            select array_agg(l.entry_id) into v_more from (
                   select a.id, v_low as low, v_high as high from unnest(v_accounts) a(id) where not v_open
                   union all
                   select r.account_id, greatest(r.low, v_low), least(r.high, v_high)
                     from jsonb_to_recordset(p_term->'days') as r(account_id bigint, low date, high date)
                    where v_open and r.low <= v_high and r.high >= v_low) r
             cross join lateral (
                   select l.entry_id from books_line l
                    where l.dossier_id = p_dossier and l.account_id = r.id and l.date between r.low and r.high
                      and (not v_open or not boucle.books_is_lettered(p_dossier, l.entry_id, l.position))
                   offset 0) l;
        end if;
        v_ids := v_ids || v_more;
    end if;
    if p_term ? 'numbers' then
        v_ids := v_ids || boucle.books_search_numbers(p_dossier, p_term);
    end if;
    if p_among is not null then
        return array(select unnest(v_ids) intersect select unnest(p_among));
    end if;
    return v_ids;
end $$;
