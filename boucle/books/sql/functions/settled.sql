-- How many validated lines of an account are in a whole lettrage, month by month: where it equals what
-- the balance counts, no line of the month is open, and nobody reads it for open lines.
--
-- Never more than there are (what is hidden must be settled), sometimes less: a line lettered as a
-- draft counts from its validation on, an import from `books_count_settled` on, which its index calls.
-- Until then the mark (account 0: the last import counted) is behind and every month is read.
-- Lettrages hold a shared lock, counting afresh an exclusive one: nothing is counted twice.
create or replace function boucle.books_settled_lock(p_dossier bigint, p_alone boolean) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    if p_alone then
        perform pg_advisory_xact_lock(hashtextextended('boucle.settled:' || p_dossier, 0));
    else
        perform pg_advisory_xact_lock_shared(hashtextextended('boucle.settled:' || p_dossier, 0));
    end if;
end $$;

-- Adds (p_sign 1) or takes back (-1) the validated lines of these lettrages, where whole. Each line
-- is fetched by its key (lateral, limit 1): a join would be free to read every line of the Dossier.
create or replace function boucle.books_settle(p_dossier bigint, p_groups bigint[], p_sign int) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    perform boucle.books_settled_lock(p_dossier, false);
    insert into books_settled_month as s (dossier_id, account_id, month, lines)
    select p_dossier, g.account_id, date_trunc('month', l.date)::date, p_sign * count(*)
      from books_lettrage g
      join books_lettrage_line k on k.dossier_id = p_dossier and k.lettrage_id = g.id
     cross join lateral (select from books_entry e
            where e.dossier_id = p_dossier and e.id = k.entry_id and e.state <> 'd' limit 1) e
     cross join lateral (select l.date from books_line l
            where l.dossier_id = p_dossier and l.entry_id = k.entry_id and l.position = k.position limit 1) l
     where g.dossier_id = p_dossier and g.id = any (p_groups) and not g.is_partial
     group by 2, 3 order by 2, 3
    on conflict (dossier_id, account_id, month) do update set lines = greatest(0, s.lines + excluded.lines);
end $$;

-- Adds the settled lines of a batch that has just been validated.
create or replace function boucle.books_settle_batch(p_dossier bigint, p_batch bigint) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    if not exists (select from books_lettrage g where g.dossier_id = p_dossier) then
        return;
    end if;
    perform boucle.books_settled_lock(p_dossier, false);
    insert into books_settled_month as s (dossier_id, account_id, month, lines)
    select p_dossier, g.account_id, date_trunc('month', e.date)::date, count(*)
      from books_entry e
      join books_lettrage_line k on k.dossier_id = p_dossier and k.entry_id = e.id
      join books_lettrage g on g.dossier_id = p_dossier and g.id = k.lettrage_id and not g.is_partial
     where e.dossier_id = p_dossier and e.batch_id = p_batch
     group by 2, 3 order by 2, 3
    on conflict (dossier_id, account_id, month) do update set lines = s.lines + excluded.lines;
end $$;

-- Counts the whole Dossier afresh, after an import. Answers {"months"}. No right is asked: a count
-- changes no fact.
create or replace function boucle.books_count_settled(p_dossier bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp set work_mem = '64MB' as $$
declare v_months bigint;
begin
    perform boucle.boucle_require_scope(p_dossier);
    perform boucle.books_settled_lock(p_dossier, true);
    delete from books_settled_month s where s.dossier_id = p_dossier;
    insert into books_settled_month (dossier_id, account_id, month, lines)
    select p_dossier, g.account_id, date_trunc('month', e.date)::date, count(*)
      from books_lettrage g
      join books_lettrage_line k on k.dossier_id = p_dossier and k.lettrage_id = g.id
      join books_entry e on e.dossier_id = p_dossier and e.id = k.entry_id and e.state <> 'd'
     where g.dossier_id = p_dossier and not g.is_partial group by 2, 3;
    get diagnostics v_months = row_count;
    insert into books_settled_month (dossier_id, account_id, month, lines)
    select p_dossier, 0, '0001-01-01', coalesce(max(i.id), 0) from books_fec_import i where i.dossier_id = p_dossier;
    return jsonb_build_object('months', v_months);
end $$;

-- Ranges of days of these accounts that may hold an open line: their months but those settled whole;
-- every day where an import is not counted yet.
create or replace function boucle.books_open_ranges(p_dossier bigint, p_accounts bigint[], p_low date, p_high date)
returns table (account_id bigint, low date, high date)
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
with mark as materialized (
    select coalesce((select s.lines from books_settled_month s
                      where s.dossier_id = p_dossier and s.account_id = 0), 0)
           >= coalesce((select max(i.id) from books_fec_import i where i.dossier_id = p_dossier), 0) as counted
), month as materialized (
    select b.account_id, b.month, sum(b.count) as lines
      from (select y.id from books_fiscal_year y where y.dossier_id = p_dossier
                and y.start_date <= p_high and y.end_date >= p_low) y
     cross join lateral (select b.account_id, b.month, b.count from books_balance_month b
            where b.dossier_id = p_dossier and b.fiscal_year_id = y.id and b.account_id = any (p_accounts)
              and b.month between date_trunc('month', p_low)::date and p_high offset 0) b
     group by 1, 2
)
select a.id, p_low, p_high from mark cross join unnest(p_accounts) a(id) where not mark.counted
union all
select m.account_id, greatest(p_low, m.month), least(p_high, (m.month + interval '1 month')::date - 1)
  from month m cross join mark
  left join books_settled_month s on s.dossier_id = p_dossier and s.account_id = m.account_id and s.month = m.month
 where mark.counted and m.lines > coalesce(s.lines, 0)
 order by 1, 2 $$;
