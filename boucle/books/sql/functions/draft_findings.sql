-- Everything that is wrong with a draft, all at once; null when nothing is.
-- The codes have their French texts in books/texts.py.
create or replace function boucle.books_draft_findings(
    p_dossier bigint, p_entry jsonb, p_journal boucle.books_journal, p_year boucle.books_fiscal_year,
    p_old boucle.books_entry) returns jsonb
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
with x as (
    select * from rows from (jsonb_to_recordset(p_entry->'lines') as (
             account text, third text, debit bigint, credit bigint, label text, piece_ref text, currency text,
             currency_amount bigint))
         with ordinality as x(account, third, debit, credit, label, piece_ref, currency, currency_amount, position)
), line as (
    select x.position, x.account, x.third, coalesce(x.debit, 0) as debit, coalesce(x.credit, 0) as credit, x.label,
           x.piece_ref, x.currency, x.currency_amount, a.id as account_id, a.active, t.id as third_id,
           t.active as third_active
      -- Each name by its key (lateral, limit 1): a join would be free to read the whole chart.
      from x left join lateral (select a.id, a.active from books_account a
                  where a.dossier_id = p_dossier and a.number = x.account limit 1) a on true
             left join lateral (select t.id, t.active from books_third_party t
                  where t.dossier_id = p_dossier and t.number = x.third limit 1) t on true
), wrong(code, line, field, value) as (
    select 'books.entry.journal_unknown', null::bigint, 'journal', p_entry->>'journal' where p_journal.id is null
    union all select 'books.entry.journal_inactive', null, 'journal', p_journal.code where not p_journal.active
    union all select 'books.entry.no_fiscal_year', null, 'date', p_entry->>'date' where p_year.id is null
    union all select 'books.entry.year_closed', null, 'date', p_year.label where p_year.state = 'closed'
    union all select 'books.entry.period_locked', null, 'date', to_char((p_entry->>'date')::date, 'MM/YYYY')
               where exists (select from books_journal_lock k where k.dossier_id = p_dossier
                               and k.journal_id = p_journal.id and k.month = date_trunc('month', (p_entry->>'date')::date)::date)
    union all select 'books.entry.period_locked', null, 'date', to_char(p_old.date, 'MM/YYYY')
               where p_old.id is not null
                 and exists (select from books_journal_lock k where k.dossier_id = p_dossier
                               and k.journal_id = p_old.journal_id and k.month = date_trunc('month', p_old.date)::date)
    union all select 'books.entry.old_year_closed', null, 'date', y.label from books_fiscal_year y
               where y.dossier_id = p_dossier and y.id = p_old.fiscal_year_id and y.state = 'closed'
    union all select 'books.entry.too_few_lines', null, null, count(*)::text from line having count(*) < 2
    union all select 'books.entry.too_many_lines', null, null, count(*)::text from line having count(*) > 5000
    union all select 'books.entry.unbalanced', null, null, (sum(debit) - sum(credit))::text from line
              having sum(debit) <> sum(credit)
    union all select 'books.line.account_unknown', position, 'account', account from line where account_id is null
    union all select 'books.line.account_inactive', position, 'account', account from line where not active
    union all select 'books.line.third_unknown', position, 'third', third from line
               where coalesce(third, '') <> '' and third_id is null
    union all select 'books.line.third_inactive', position, 'third', third from line where not third_active
    union all select 'books.line.third_not_allowed', position, 'third', account from line
               where coalesce(third, '') <> '' and account_id is not null and account !~ '^4'
    union all select 'books.line.both_sides', position, 'debit', null from line where debit <> 0 and credit <> 0
    union all select 'books.line.no_amount', position, 'debit', null from line
               where debit = 0 and credit = 0 and currency_amount is null
    union all select 'books.line.negative', position, 'debit', least(debit, credit)::text from line
               where debit < 0 or credit < 0
    union all select 'books.line.amount_too_large', position, 'debit', greatest(debit, credit)::text from line
               where greatest(debit, credit) > 9007199254740991
    union all select 'books.line.label_missing', position, 'label', null from line where coalesce(trim(label), '') = ''
    union all select 'books.line.text_too_long', position, 'label', '500' from line where length(label) > 500
    union all select 'books.line.text_too_long', position, 'piece_ref', '100' from line where length(piece_ref) > 100
    union all select 'books.line.text_unprintable', position, 'label', null from line where label ~ '[[:cntrl:]]'
    union all select 'books.line.text_unprintable', position, 'piece_ref', null from line where piece_ref ~ '[[:cntrl:]]'
    union all select 'books.line.currency_without_amount', position, 'currency', currency from line
               where (currency is null) <> (currency_amount is null)
    union all select 'books.line.currency_unknown', position, 'currency', currency from line
               where currency !~ '^[A-Z]{3}$'
    union all select 'books.line.amount_too_large', position, 'currency_amount', currency_amount::text from line
               where abs(currency_amount::numeric) > 9007199254740991
    -- A reversal names a validated entry that nothing reverses yet (a unique key stands behind).
    union all select 'books.entry.reverses_unknown', null, 'reverses', null
               where p_old.id is null and p_entry->>'reverses' is not null
                 and not exists (select from books_entry e where e.dossier_id = p_dossier
                                    and e.public_id = (p_entry->>'reverses')::uuid)
    union all select case when e.state = 'd' then 'books.entry.reverses_draft' else 'books.entry.already_reversed' end,
                     null, 'reverses', e.number_text
                from books_entry e
               where p_old.id is null and p_entry->>'reverses' is not null
                 and e.dossier_id = p_dossier and e.public_id = (p_entry->>'reverses')::uuid
                 and (e.state = 'd' or exists (select from books_entry r where r.dossier_id = p_dossier
                                                  and r.reverses_id = e.id))
)
select jsonb_agg(jsonb_build_object('code', code, 'line', line, 'field', field, 'value', value)
                 order by line nulls first, code) from wrong $$;
