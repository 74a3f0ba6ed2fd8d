-- The collective accounts and their third parties, as read_balance.sql reads accounts.

-- Accounts that have movements by third party, by a loose walk on the roll-up's key.
create or replace function boucle.books_read_controls(p_dossier bigint, p_prefix text)
returns table (id bigint, number text, label text)
language sql stable rows 10 set search_path = pg_catalog, boucle, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
with recursive walk(id) as (
    (select m.account_id from books_third_month m where m.dossier_id = p_dossier order by m.account_id limit 1)
    union all
    select (select m.account_id from books_third_month m
             where m.dossier_id = p_dossier and m.account_id > w.id order by m.account_id limit 1)
      from walk w where w.id is not null
)
select a.id, a.number, a.label from books_account a
 where a.dossier_id = p_dossier and a.id = any (array(select w.id from walk w))
   and starts_with(a.number, p_prefix)
 order by a.number $$;

-- Days of an interval on which entries of à-nouveaux journals stand, by a loose walk on their index.
create or replace function boucle.books_read_opening_days(p_dossier bigint, p_low date, p_high date) returns date[]
language sql stable set search_path = pg_catalog, boucle, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
with recursive walk(journal, day) as (
    select j.id, (select min(e.date) from books_entry e where e.dossier_id = p_dossier and e.journal_id = j.id
                     and e.date between p_low and p_high)
      from books_journal j where j.dossier_id = p_dossier and j.type = 'an'
    union all
    select w.journal, (select min(e.date) from books_entry e where e.dossier_id = p_dossier
                          and e.journal_id = w.journal and e.date > w.day and e.date <= p_high)
      from walk w where w.day is not null
)
select coalesce(array_agg(distinct w.day), '{}') from walk w where w.day is not null $$;

-- Sums of given third parties in one account, those without movement left out: whole months from the
-- roll-up, spans of days from the lines. à-nouveaux: the lines of their days (p_an_days); without days,
-- they stay among the debits and credits of the period.
create or replace function boucle.books_read_third_sums(
    p_dossier bigint, p_account bigint, p_thirds bigint[], p_start date, p_first date, p_last date,
    p_lows date[], p_highs date[], p_an_days date[], p_states text[])
returns table (
    id bigint, before_debit bigint, before_credit bigint, an_debit bigint, an_credit bigint,
    debit bigint, credit bigint, count bigint)
language plpgsql stable rows 200 set search_path = pg_catalog, boucle, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_sort = off as $$
#variable_conflict use_column
begin
    return query
    with line as materialized (
        select l.*, span.is_an from (
            select s.low, s.high, false as is_an from unnest(p_lows, p_highs) as s(low, high)
            union all
            select d, d, true from unnest(p_an_days) as d) span
         cross join lateral (
            select l.third_party_id, l.account_id, l.entry_id, l.date, l.debit, l.credit from books_line l
             where l.dossier_id = p_dossier and l.third_party_id = any (p_thirds)
               and l.date between span.low and span.high
            offset 0) l  -- so that the index by third party serves, not that by account
         where l.account_id = p_account
    ), entry as materialized (
        select e.id, e.journal_id = any (array(
                   select j.id from books_journal j where j.dossier_id = p_dossier and j.type = 'an')) as is_an
          from books_entry e
         where e.dossier_id = p_dossier and e.id = any (array(select l.entry_id from line l))
           and e.state = any (p_states)
         order by e.id  -- the primary key, even before any ANALYZE
    ), part as (
        select m.third_party_id, m.month < date_trunc('month', p_start)::date as is_before,
               m.debit, m.credit, m.count
          from books_third_month m
         where m.dossier_id = p_dossier and m.account_id = p_account and m.third_party_id = any (p_thirds)
           and m.month between p_first and p_last and ('d' = any (p_states) or m.state = 'v')
        union all
        select l.third_party_id, l.date < p_start, l.debit, l.credit, 1
          from line l join entry e on e.id = l.entry_id
         where not l.is_an
    ), sums as (
        select p.third_party_id,
               coalesce(sum(p.debit) filter (where p.is_before), 0)::bigint as before_debit,
               coalesce(sum(p.credit) filter (where p.is_before), 0)::bigint as before_credit,
               coalesce(sum(p.debit) filter (where not p.is_before), 0)::bigint as debit,
               coalesce(sum(p.credit) filter (where not p.is_before), 0)::bigint as credit,
               coalesce(sum(p.count) filter (where not p.is_before), 0)::bigint as count
          from part p group by p.third_party_id having sum(p.count) > 0
    ), opening as (
        select l.third_party_id, sum(l.debit)::bigint as debit, sum(l.credit)::bigint as credit
          from line l join entry e on e.id = l.entry_id
         where l.is_an and e.is_an group by l.third_party_id
    )
    select s.third_party_id, s.before_debit, s.before_credit, coalesce(o.debit, 0), coalesce(o.credit, 0),
           s.debit - coalesce(o.debit, 0), s.credit - coalesce(o.credit, 0), s.count
      from sums s left join opening o on o.third_party_id = s.third_party_id;
end $$;

-- A page of the third parties of the collective accounts that begin with p_prefix (of the account of that
-- number where p_only), by account and number, with their sums. p_account, p_after: the last one of the page
-- before, or '' and ''; p_again: it comes again. They are looked through by number, a page first, then more.
create or replace function boucle.books_read_thirds(
    p_dossier bigint, p_start date, p_end date, p_first date, p_last date, p_lows date[], p_highs date[],
    p_states text[], p_openings boolean, p_prefix text, p_only boolean, p_third text, p_account text,
    p_after text, p_again boolean, p_limit int)
returns table (
    account_id bigint, account text, account_label text, id bigint, number text, label text,
    before_debit bigint, before_credit bigint, an_debit bigint, an_credit bigint,
    debit bigint, credit bigint, count bigint)
language plpgsql stable rows 200 set search_path = pg_catalog, boucle, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off as $$
#variable_conflict use_column
declare
    v_last constant text := chr(1114111);  -- sorts after what a number holds: the base compares by code point
    v_control record;
    v_days date[] := '{}';
    v_after text;
    v_again boolean;
    v_thirds bigint[];
    v_chunk int;
    v_left int := p_limit;
    v_found int;
begin
    if p_openings then
        v_days := boucle.books_read_opening_days(p_dossier, p_start, p_end);
    end if;
    for v_control in
        select a.id, a.number::text as number, a.label from books_account a
         where a.dossier_id = p_dossier and a.number >= greatest(p_account, p_prefix)
           and a.number <= case when p_only then p_prefix else p_prefix || v_last end
           and (select true from books_third_month m
                 where m.dossier_id = p_dossier and m.account_id = a.id limit 1)
         order by a.number
    loop
        v_after := case when v_control.number = p_account then p_after else '' end;
        v_again := p_again and v_control.number = p_account;
        v_chunk := p_limit;
        while v_left > 0 loop
            select array_agg(t.id), max(t.number) into v_thirds, v_after from (
                select t.id, t.number from books_third_party t
                 where t.dossier_id = p_dossier and t.number >= greatest(v_after, p_third)
                   and t.number <= p_third || v_last and (v_again or t.number <> v_after)
                 order by t.number limit v_chunk) t;
            exit when v_thirds is null;
            v_again := false;
            return query
            select v_control.id, v_control.number, v_control.label, s.id, t.number, t.label,
                   s.before_debit, s.before_credit, s.an_debit, s.an_credit, s.debit, s.credit, s.count
              from boucle.books_read_third_sums(
                       p_dossier, v_control.id, v_thirds, p_start, p_first, p_last,
                       p_lows, p_highs, v_days, p_states) s
              join books_third_party t on t.id = s.id
             where t.dossier_id = p_dossier and t.id = any (v_thirds)
             order by t.number limit v_left;
            get diagnostics v_found = row_count;
            v_left := v_left - v_found;
            exit when cardinality(v_thirds) < v_chunk;
            v_chunk := least(v_chunk * 4, 10000);
        end loop;
    end loop;
end $$;
