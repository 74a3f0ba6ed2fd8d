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
