-- Limits of a person by journal and by first figures of accounts (null = none), held by the gate.
-- Reading is by Dossier: a limit says what is written. Source: S-037; design §3.

-- Of an entry that is being saved; null when nothing is outside.
create or replace function boucle.books_limit_findings(
    p_dossier bigint, p_journals text[], p_accounts text[], p_entry jsonb, p_old bigint) returns jsonb
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select jsonb_agg(jsonb_build_object('code', code, 'line', line, 'field', field, 'value', value)
                 order by line nulls first) from (
    select 'books.entry.journal_denied' as code, null::bigint as line, 'journal' as field, p_entry->>'journal' as value
     where not coalesce(p_entry->>'journal', '') = any (p_journals)
    union all
    select 'books.line.account_denied', x.position, 'account', x.account
      from rows from (jsonb_to_recordset(p_entry->'lines') as (account text)) with ordinality as x(account, position)
     where not boucle.books_account_within(x.account, p_accounts)
    union all
    -- What the draft was before.
    select h->>'code', null, 'journal', h->>'value'
      from jsonb_array_elements(boucle.books_held_findings(p_dossier, p_journals, p_accounts, array[p_old])) h) found $$;

-- Of entries as they stand (at most 200 shown).
create or replace function boucle.books_held_findings(
    p_dossier bigint, p_journals text[], p_accounts text[], p_ids bigint[]) returns jsonb
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select jsonb_agg(jsonb_build_object('code', code, 'entry', entry, 'value', value)) from (
    select 'books.entry.journal_denied' as code, e.public_id as entry, j.code as value
      from books_entry e join books_journal j on j.dossier_id = p_dossier and j.id = e.journal_id
     where p_journals is not null and e.dossier_id = p_dossier and e.id = any (p_ids) and not j.code = any (p_journals)
    union all
    select distinct 'books.line.account_denied', e.public_id, a.number
      from books_entry e
      join books_line l on l.dossier_id = p_dossier and l.entry_id = e.id
      join books_account a on a.dossier_id = p_dossier and a.id = l.account_id
     where p_accounts is not null and e.dossier_id = p_dossier and e.id = any (p_ids)
       and not boucle.books_account_within(a.number, p_accounts)
     limit 200) found $$;

create or replace function boucle.books_account_within(p_number text, p_accounts text[]) returns boolean
language sql immutable parallel safe
return p_accounts is null or exists (select from unnest(p_accounts) p where starts_with(coalesce(p_number, ''), p));

-- Of lettered lines: their account, and the journals of their entries.
create or replace function boucle.books_lettrage_limits(
    p_dossier bigint, p_journals text[], p_accounts text[], p_entries bigint[], p_positions int[]) returns jsonb
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select jsonb_agg(jsonb_build_object('code', code, 'field', 'lines', 'value', value)) from (
    select distinct 'books.entry.journal_denied' as code, j.code as value
      from books_entry e join books_journal j on j.dossier_id = p_dossier and j.id = e.journal_id
     where p_journals is not null and e.dossier_id = p_dossier and e.id = any (p_entries) and not j.code = any (p_journals)
    union all
    select distinct 'books.line.account_denied', a.number
      from unnest(p_entries, p_positions) x(entry, at)
      join books_line l on l.dossier_id = p_dossier and l.entry_id = x.entry and l.position = x.at
      join books_account a on a.dossier_id = p_dossier and a.id = l.account_id
     where p_accounts is not null and not boucle.books_account_within(a.number, p_accounts)) found $$;

-- Of what a file brings in: its journals, as they land, and its accounts.
create or replace function boucle.books_import_limits(p_dossier bigint, p_journals text[], p_accounts text[]) returns jsonb
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select jsonb_agg(jsonb_build_object('code', code, 'value', value)) from (
    select 'books.entry.journal_denied' as code, j.code as value
      from imported_ref r join books_journal j on j.dossier_id = p_dossier and j.id = r.id
     where r.kind = 'journal' and not j.code = any (p_journals)
    union all
    select 'books.line.account_denied', r.number from imported_ref r
     where r.kind = 'account' and not boucle.books_account_within(r.number, p_accounts)
     limit 200) found $$;
