-- Adds (p_sign 1) or takes back (-1) entries in the two roll-ups, under their present state.
-- Rows are touched in key order, so that two writers never wait for each other in a ring.
create or replace function boucle.books_roll(p_dossier bigint, p_entries bigint[], p_sign int) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp set enable_nestloop = off as $$
begin
    insert into books_balance_month as b
           (dossier_id, fiscal_year_id, month, journal_id, account_id, state, debit, credit, count)
    select p_dossier, e.fiscal_year_id, date_trunc('month', e.date)::date, e.journal_id, l.account_id, e.state,
           p_sign * sum(l.debit), p_sign * sum(l.credit), p_sign * count(*)
      from books_entry e join books_line l on l.dossier_id = p_dossier and l.entry_id = any (p_entries) and l.entry_id = e.id
     where e.dossier_id = p_dossier and e.id = any (p_entries)
     group by 2, 3, 4, 5, 6 order by 2, 3, 4, 5, 6
    on conflict (dossier_id, fiscal_year_id, month, journal_id, account_id, state) do update
       set debit = b.debit + excluded.debit, credit = b.credit + excluded.credit, count = b.count + excluded.count;

    insert into books_third_month as b
           (dossier_id, account_id, third_party_id, month, state, fiscal_year_id, debit, credit, count)
    select p_dossier, l.account_id, l.third_party_id, date_trunc('month', e.date)::date, e.state,
           min(e.fiscal_year_id), p_sign * sum(l.debit), p_sign * sum(l.credit), p_sign * count(*)
      from books_entry e join books_line l on l.dossier_id = p_dossier and l.entry_id = any (p_entries) and l.entry_id = e.id
     where e.dossier_id = p_dossier and e.id = any (p_entries) and l.third_party_id is not null
     group by 2, 3, 4, 5 order by 2, 3, 4, 5
    on conflict (dossier_id, account_id, third_party_id, month, state) do update
       set debit = b.debit + excluded.debit, credit = b.credit + excluded.credit, count = b.count + excluded.count;
end $$;

-- Adds a new draft: as books_roll, in the order of its keys, by statements whose plans are kept.
create or replace function boucle.books_roll_draft(
    p_dossier bigint, p_entry bigint, p_year bigint, p_journal bigint, p_date date) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare v_month date := date_trunc('month', p_date)::date;
begin
    insert into books_balance_month as b
           (dossier_id, fiscal_year_id, month, journal_id, account_id, state, debit, credit, count)
    select p_dossier, p_year, v_month, p_journal, l.account_id, 'd', sum(l.debit), sum(l.credit), count(*)
      from books_line l where l.dossier_id = p_dossier and l.entry_id = p_entry group by 5 order by 5
    on conflict (dossier_id, fiscal_year_id, month, journal_id, account_id, state) do update
       set debit = b.debit + excluded.debit, credit = b.credit + excluded.credit, count = b.count + excluded.count;

    insert into books_third_month as b
           (dossier_id, account_id, third_party_id, month, state, fiscal_year_id, debit, credit, count)
    select p_dossier, l.account_id, l.third_party_id, v_month, 'd', p_year, sum(l.debit), sum(l.credit), count(*)
      from books_line l where l.dossier_id = p_dossier and l.entry_id = p_entry and l.third_party_id is not null
     group by 2, 3 order by 2, 3
    on conflict (dossier_id, account_id, third_party_id, month, state) do update
       set debit = b.debit + excluded.debit, credit = b.credit + excluded.credit, count = b.count + excluded.count;
end $$;

-- What a draft weighs in the roll-ups, by account and third party.
create or replace function boucle.books_entry_sums(p_dossier bigint, p_entry bigint) returns jsonb
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select jsonb_agg(s) from (
    select e.fiscal_year_id, date_trunc('month', e.date)::date as month, e.journal_id, l.account_id,
           l.third_party_id, sum(l.debit) as debit, sum(l.credit) as credit, count(*) as count
      from books_entry e join books_line l on l.dossier_id = p_dossier and l.entry_id = e.id
     where e.dossier_id = p_dossier and e.id = p_entry group by 1, 2, 3, 4, 5) s $$;

-- Replaces what a draft weighed (p_before, null for a new one) by what it weighs now: each row of
-- the roll-ups is touched once, in key order, and not at all where nothing changes.
create or replace function boucle.books_roll_change(p_dossier bigint, p_before jsonb, p_after jsonb) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp set enable_nestloop = off as $$
begin
    insert into books_balance_month as b
           (dossier_id, fiscal_year_id, month, journal_id, account_id, state, debit, credit, count)
    select p_dossier, s.fiscal_year_id, s.month, s.journal_id, s.account_id, 'd', s.debit, s.credit, s.count
      from boucle.books_net_sums(p_before, p_after, false) s order by 2, 3, 4, 5
    on conflict (dossier_id, fiscal_year_id, month, journal_id, account_id, state) do update
       set debit = b.debit + excluded.debit, credit = b.credit + excluded.credit, count = b.count + excluded.count;

    insert into books_third_month as b
           (dossier_id, account_id, third_party_id, month, state, fiscal_year_id, debit, credit, count)
    select p_dossier, s.account_id, s.third_party_id, s.month, 'd', min(s.fiscal_year_id), sum(s.debit),
           sum(s.credit), sum(s.count)
      from boucle.books_net_sums(p_before, p_after, true) s where s.third_party_id is not null
     group by 2, 3, 4 having sum(s.debit) <> 0 or sum(s.credit) <> 0 or sum(s.count) <> 0 order by 2, 3, 4
    on conflict (dossier_id, account_id, third_party_id, month, state) do update
       set debit = b.debit + excluded.debit, credit = b.credit + excluded.credit, count = b.count + excluded.count;
end $$;

-- After minus before, by key; p_by_third keeps third parties apart.
create or replace function boucle.books_net_sums(p_before jsonb, p_after jsonb, p_by_third boolean)
returns table (fiscal_year_id bigint, month date, journal_id bigint, account_id bigint, third_party_id bigint,
               debit bigint, credit bigint, count bigint)
language sql immutable set search_path = pg_catalog, boucle, pg_temp as $$
select s.fiscal_year_id, s.month, s.journal_id, s.account_id, case when p_by_third then s.third_party_id end,
       sum(x.sign * s.debit), sum(x.sign * s.credit), sum(x.sign * s.count)
  from (values (-1, coalesce(p_before, '[]')), (1, coalesce(p_after, '[]'))) x(sign, sums)
 cross join lateral jsonb_to_recordset(x.sums) as s(fiscal_year_id bigint, month date, journal_id bigint,
       account_id bigint, third_party_id bigint, debit bigint, credit bigint, count bigint)
 group by 1, 2, 3, 4, 5
having sum(x.sign * s.debit) <> 0 or sum(x.sign * s.credit) <> 0 or sum(x.sign * s.count) <> 0 $$;
