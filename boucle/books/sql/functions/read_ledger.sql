-- Lines of some accounts of the ledger, or of third parties in them, each from its own key on, in the order
-- of its index; as read_balance.sql, with a plan that is kept.
-- p_accounts, p_thirds (or none), p_days, p_entries, p_positions: a line comes after its account's key, up
-- to its day of p_ends; an account may come again, later days after earlier ones.
-- p_lettered: true, false or null for both (a partial lettrage leaves the line open).
-- No line asks for its entry before the first month that has a draft (of the year p_year); what a line
-- shows beside itself is looked up for the whole page at once, in the order of its primary key, which leaves
-- the planner no other index, even before any ANALYZE.
drop function if exists boucle.books_read_lines(
    bigint, bigint, bigint[], bigint[], date[], bigint[], int[], date, text[], boolean, int);
create or replace function boucle.books_read_lines(
    p_dossier bigint, p_year bigint, p_accounts bigint[], p_thirds bigint[], p_days date[], p_entries bigint[],
    p_positions int[], p_ends date[], p_states text[], p_lettered boolean, p_limit int)
returns table (
    account_id bigint, third_id bigint, entry_id bigint, "position" int, date date, journal text, number text,
    entry uuid, state text, third text, third_label text, piece_ref text, label text, debit bigint,
    credit bigint, due_date date, lettrage text, is_partial boolean)
language plpgsql stable rows 200 set search_path = pg_catalog, boucle, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off set enable_sort = off as $$
#variable_conflict use_column
begin
    return query
    with draft as materialized (
        select case when 'd' = any (p_states) then 'infinity' else coalesce(min(b.month), 'infinity') end as since
          from books_balance_month b
         where b.dossier_id = p_dossier and b.fiscal_year_id = p_year and b.state = 'd' and b.count > 0
    ), page as materialized (
        select c.rank, c.account, l.*
          from unnest(p_accounts, p_thirds, p_days, p_entries, p_positions, p_ends)
               with ordinality as c(account, third, day, entry, position, high, rank)
         cross join lateral (
            select x.* from (
                (select l.third_party_id, l.entry_id, l.position, l.date, l.piece_ref, l.label, l.debit, l.credit,
                       l.due_date
                  from books_line l
                 where c.third is null and l.dossier_id = p_dossier and l.account_id = c.account
                   and l.date <= c.high and (l.date, l.entry_id, l.position) > (c.day, c.entry, c.position)
                 order by l.date, l.entry_id, l.position)
                union all
                (select l.third_party_id, l.entry_id, l.position, l.date, l.piece_ref, l.label, l.debit, l.credit,
                       l.due_date
                  from books_line l
                 where l.dossier_id = p_dossier and l.third_party_id = c.third and l.account_id = c.account
                   and l.date <= c.high and (l.date, l.entry_id, l.position) > (c.day, c.entry, c.position)
                 order by l.date, l.entry_id, l.position)) x
             where (x.date < (select d.since from draft d)
                    or (select e.state from books_entry e where e.dossier_id = p_dossier and e.id = x.entry_id)
                       = any (p_states))
               and (p_lettered is null
                    or p_lettered = coalesce((
                       select (select not g.is_partial from books_lettrage g
                                where g.dossier_id = p_dossier and g.id = k.lettrage_id)
                         from books_lettrage_line k
                        where k.dossier_id = p_dossier and k.entry_id = x.entry_id and k.position = x.position), false))
             order by x.date, x.entry_id, x.position limit p_limit) l
         order by c.rank, l.date, l.entry_id, l.position limit p_limit
    ), mark as materialized (
        select k.entry_id, k.position, k.lettrage_id from books_lettrage_line k
         where k.dossier_id = p_dossier and k.entry_id = any (array(select p.entry_id from page p))
           and k.position = any (array(select p.position from page p))
         order by k.entry_id, k.position
    ), lettrage as materialized (
        select g.id, g.code, g.is_partial from books_lettrage g
         where g.dossier_id = p_dossier and g.id = any (array(select k.lettrage_id from mark k)) order by g.id
    ), entry as materialized (
        select e.id, e.journal_id, e.number_text, e.public_id, e.state from books_entry e
         where e.dossier_id = p_dossier and e.id = any (array(select p.entry_id from page p)) order by e.id
    ), third as materialized (
        select t.id, t.number, t.label from books_third_party t
         where t.dossier_id = p_dossier and t.id = any (array(select p.third_party_id from page p)) order by t.id
    )
    select p.account, p.third_party_id, p.entry_id, p.position, p.date, j.code, e.number_text, e.public_id,
           e.state::text, t.number, t.label, p.piece_ref, p.label, p.debit, p.credit, p.due_date, g.code,
           coalesce(g.is_partial, false)
      from page p
      join entry e on e.id = p.entry_id
      join books_journal j on j.dossier_id = p_dossier and j.id = e.journal_id
      left join third t on t.id = p.third_party_id
      left join mark k on k.entry_id = p.entry_id and k.position = p.position
      left join lettrage g on g.id = k.lettrage_id
     order by p.rank, p.date, p.entry_id, p.position;
end $$;
