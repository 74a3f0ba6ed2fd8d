-- What the pages that a person waits for read, as functions whose plans are kept (decision 0009). They run
-- as the caller, under row-level security. Generic plans only: so every set is looked up by an array of
-- keys and joined by hash, whatever the planner thinks of its size (no nested loop but a lateral one).

-- What the head of a report tells of the year: à-nouveaux there or not, lines in draft, lines at all.
create or replace function boucle.books_read_facts(p_dossier bigint, p_year bigint)
returns table (has_openings boolean, draft_lines bigint, lines bigint)
language plpgsql stable rows 1 set search_path = pg_catalog, boucle, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
begin
    return query
    select coalesce(bool_or(b.count > 0 and b.journal_id = any (array(
               select j.id from books_journal j where j.dossier_id = p_dossier and j.type = 'an'))), false),
           coalesce(sum(b.count) filter (where b.state = 'd'), 0)::bigint, coalesce(sum(b.count), 0)::bigint
      from books_balance_month b
     where b.dossier_id = p_dossier and b.fiscal_year_id = p_year;
end $$;

-- Sums by account: whole months (p_first to p_last) from the roll-up, at any number of lines; the spans of
-- days (p_lows, p_highs) that an accounting date cuts out of a month from their lines, on the ledger's index.
-- before: the year ahead of the period; an: à-nouveaux inside it; debit, credit: the rest of it.
-- p_all: active accounts without movement too.
create or replace function boucle.books_read_balance(
    p_dossier bigint, p_year bigint, p_start date, p_first date, p_last date, p_lows date[], p_highs date[],
    p_states text[], p_prefix text, p_all boolean)
returns table (
    id bigint, number text, label text, before_debit bigint, before_credit bigint, an_debit bigint,
    an_credit bigint, debit bigint, credit bigint, count bigint)
language plpgsql stable rows 100 set search_path = pg_catalog, boucle, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off as $$
#variable_conflict use_column
begin
    return query
    with opening as materialized (
        select array(select j.id from books_journal j where j.dossier_id = p_dossier and j.type = 'an') as journals
    ), line as materialized (
        select l.* from unnest(p_lows, p_highs) as span(low, high)
         cross join lateral (
            select l.account_id, l.entry_id, l.date, l.debit, l.credit from books_line l
             where l.dossier_id = p_dossier and l.date between span.low and span.high
               and l.account_id = any (array(
                   select distinct b.account_id from books_balance_month b
                    where b.dossier_id = p_dossier and b.fiscal_year_id = p_year
                      and b.month = date_trunc('month', span.low)::date))
            offset 0) l
    ), special as materialized (  -- the few entries that are not plain: no line asks for its entry
        select s.id, bool_or(s.is_an) as is_an, bool_or(s.is_draft) as is_draft
          from unnest(p_lows, p_highs) as span(low, high)
         cross join lateral (
            select e.id, true as is_an, e.state = 'd' as is_draft from books_entry e
             where e.dossier_id = p_dossier and e.journal_id = any ((select o.journals from opening o)::bigint[])
               and e.date between span.low and span.high
            union all
            select e.id, false, true from books_entry e
             where e.dossier_id = p_dossier and e.fiscal_year_id = p_year and e.state = 'd'
               and e.date between span.low and span.high
            offset 0) s
         group by s.id
    ), part as (
        select b.account_id, b.month < date_trunc('month', p_start)::date as is_before,
               b.journal_id = any ((select o.journals from opening o)::bigint[]) as is_an, b.debit, b.credit, b.count
          from books_balance_month b
         where b.dossier_id = p_dossier and b.fiscal_year_id = p_year and b.month between p_first and p_last
           and b.state = any (p_states)
        union all
        select l.account_id, l.date < p_start, coalesce(s.is_an, false), l.debit, l.credit, 1
          from line l left join special s on s.id = l.entry_id
         where s.id is null or not s.is_draft or 'd' = any (p_states)
    ), moved as materialized (
        select p.account_id,
               coalesce(sum(p.debit) filter (where p.is_before), 0)::bigint as before_debit,
               coalesce(sum(p.credit) filter (where p.is_before), 0)::bigint as before_credit,
               coalesce(sum(p.debit) filter (where p.is_an and not p.is_before), 0)::bigint as an_debit,
               coalesce(sum(p.credit) filter (where p.is_an and not p.is_before), 0)::bigint as an_credit,
               coalesce(sum(p.debit) filter (where not p.is_an and not p.is_before), 0)::bigint as debit,
               coalesce(sum(p.credit) filter (where not p.is_an and not p.is_before), 0)::bigint as credit,
               coalesce(sum(p.count) filter (where not p.is_before), 0)::bigint as count
          from part p group by p.account_id having sum(p.count) > 0
    )
    select a.id, a.number::text, a.label,
           coalesce(m.before_debit, 0), coalesce(m.before_credit, 0), coalesce(m.an_debit, 0),
           coalesce(m.an_credit, 0), coalesce(m.debit, 0), coalesce(m.credit, 0), coalesce(m.count, 0)
      from books_account a
      left join moved m on m.account_id = a.id
     where a.dossier_id = p_dossier and starts_with(a.number, p_prefix)
       and a.id = any (array(
           select m.account_id from moved m
           union all
           select c.id from books_account c where p_all and c.dossier_id = p_dossier and c.active))
     order by a.number;
end $$;
