-- Everything that is wrong with a draft, all at once; null when nothing is.
-- The codes have their French texts in books/texts.py. PL/pgSQL, whose kept plan costs half of SQL's.
create or replace function boucle.books_draft_findings(
    p_dossier bigint, p_entry jsonb, p_journal boucle.books_journal, p_year boucle.books_fiscal_year,
    p_old boucle.books_entry) returns jsonb
language plpgsql stable set search_path = pg_catalog, boucle, pg_temp as $$
begin
return (with x as (
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
), whole as (
    select count(*) as lines, sum(debit) as debit, sum(credit) as credit from line
), wrong as (
    -- Of the entry. One row of facts beside a list of what may be wrong: a branch of UNION for each
    -- would cost more to start than all of them to run.
    select v.code, null::bigint as line, v.field, v.value
      from whole w
      left join lateral (select e.id, e.state, e.number_text,
                                exists (select from books_entry r where r.dossier_id = p_dossier and r.reverses_id = e.id) as reversed
                           from books_entry e
                          where p_entry->>'reverses' is not null
                            and e.dossier_id = p_dossier and e.public_id = (p_entry->>'reverses')::uuid limit 1) r on true
     cross join lateral (values
           (p_journal.id is null, 'books.entry.journal_unknown', 'journal', p_entry->>'journal'),
           (not p_journal.active, 'books.entry.journal_inactive', 'journal', p_journal.code),
           (p_year.id is null, 'books.entry.no_fiscal_year', 'date', p_entry->>'date'),
           (p_year.state = 'closed', 'books.entry.year_closed', 'date', p_year.label),
           (exists (select from books_journal_lock k where k.dossier_id = p_dossier and k.journal_id = p_journal.id
                       and k.month = date_trunc('month', (p_entry->>'date')::date)::date),
            'books.entry.period_locked', 'date', to_char((p_entry->>'date')::date, 'MM/YYYY')),
           (p_old.id is not null
            and exists (select from books_journal_lock k where k.dossier_id = p_dossier and k.journal_id = p_old.journal_id
                           and k.month = date_trunc('month', p_old.date)::date),
            'books.entry.period_locked', 'date', to_char(p_old.date, 'MM/YYYY')),
           (p_old.id is not null
            and exists (select from books_fiscal_year y where y.dossier_id = p_dossier and y.id = p_old.fiscal_year_id
                           and y.state = 'closed'),
            'books.entry.old_year_closed', 'date',
            (select y.label from books_fiscal_year y where y.dossier_id = p_dossier and y.id = p_old.fiscal_year_id)),
           (w.lines < 2, 'books.entry.too_few_lines', null, w.lines::text),
           (w.lines > 5000, 'books.entry.too_many_lines', null, w.lines::text),
           (w.debit <> w.credit, 'books.entry.unbalanced', null, (w.debit - w.credit)::text),
           -- A reversal names a validated entry that nothing reverses yet (a unique key stands behind).
           (p_old.id is null and p_entry->>'reverses' is not null and r.id is null,
            'books.entry.reverses_unknown', 'reverses', null),
           (p_old.id is null and r.state = 'd', 'books.entry.reverses_draft', 'reverses', r.number_text),
           (p_old.id is null and r.state <> 'd' and r.reversed, 'books.entry.already_reversed', 'reverses', r.number_text)
           ) as v(is_wrong, code, field, value)
     where v.is_wrong
    union all
    -- Of its lines.
    select v.code, l.position, v.field, v.value
      from line l
     cross join lateral (values
           (l.account_id is null, 'books.line.account_unknown', 'account', l.account),
           (not l.active, 'books.line.account_inactive', 'account', l.account),
           (l.third <> '' and l.third_id is null, 'books.line.third_unknown', 'third', l.third),
           (not l.third_active, 'books.line.third_inactive', 'third', l.third),
           (l.third <> '' and l.account_id is not null and l.account !~ '^4',
            'books.line.third_not_allowed', 'third', l.account),
           (l.debit <> 0 and l.credit <> 0, 'books.line.both_sides', 'debit', null),
           (l.debit = 0 and l.credit = 0 and l.currency_amount is null, 'books.line.no_amount', 'debit', null),
           (l.debit < 0 or l.credit < 0, 'books.line.negative', 'debit', least(l.debit, l.credit)::text),
           (greatest(l.debit, l.credit) > 9007199254740991, 'books.line.amount_too_large', 'debit',
            greatest(l.debit, l.credit)::text),
           (coalesce(trim(l.label), '') = '', 'books.line.label_missing', 'label', null),
           (length(l.label) > 500, 'books.line.text_too_long', 'label', '500'),
           (length(l.piece_ref) > 100, 'books.line.text_too_long', 'piece_ref', '100'),
           (l.label ~ '[[:cntrl:]\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]', 'books.line.text_unprintable', 'label', null),
           (l.piece_ref ~ '[[:cntrl:]\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]', 'books.line.text_unprintable', 'piece_ref', null),
           ((l.currency is null) <> (l.currency_amount is null), 'books.line.currency_without_amount', 'currency', l.currency),
           (l.currency !~ '^[A-Z]{3}$', 'books.line.currency_unknown', 'currency', l.currency),
           (abs(l.currency_amount::numeric) > 9007199254740991, 'books.line.amount_too_large', 'currency_amount',
            l.currency_amount::text)
           ) as v(is_wrong, code, field, value)
     where v.is_wrong
)
select jsonb_agg(jsonb_build_object('code', code, 'line', line, 'field', field, 'value', value)
                 order by line nulls first, code) from wrong);
end $$;
