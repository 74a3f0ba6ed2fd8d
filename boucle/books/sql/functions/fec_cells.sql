-- How the ledger prints one cell of a FEC; the same as books/rules/fec/cells.py (a test compares them).
-- Inlined where they are called.

-- A text: never a tab nor a line end. What we wrote ourselves (p_ours) also without `|`, no-break
-- spaces and spaces around; what was imported as it came.
create or replace function boucle.books_fec_text(p_text text, p_ours boolean) returns text
language sql immutable parallel safe
return case when p_ours then btrim(translate(p_text, E'\t\r\n\x01|\u00a0\u202f', '       '))
            else translate(p_text, E'\t\r\n\x01', '    ') end;

-- The cell that an import kept, else what the ledger prints; null for nothing.
create or replace function boucle.books_fec_cell(p_cells jsonb, p_name text, p_printed text) returns text
language sql immutable parallel safe
return case when p_cells is null then nullif(p_printed, '')
            else nullif(translate(coalesce(p_cells->>p_name, p_printed), E'\t\r\n\x01', '    '), '') end;

-- Cents as `1234,56`.
create or replace function boucle.books_fec_amount(p_cents bigint) returns text
language sql immutable parallel safe
return case when p_cents = 0 then '0,00' else replace((p_cents * 0.01)::text, '.', ',') end;

-- Decimals of a currency. Source: ISO 4217; the same list as books/rules/currency.py.
create or replace function boucle.books_currency_decimals(p_currency text) returns int
language sql immutable parallel safe
return case when p_currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX',
                                'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
            when p_currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3 else 2 end;

-- Minor units of a currency as printed: 1234 JPY `1234`, 1234 EUR `12,34`.
create or replace function boucle.books_fec_currency(p_minor bigint, p_currency text) returns text
language sql immutable parallel safe
return replace((p_minor * case boucle.books_currency_decimals(p_currency) when 0 then 1 when 3 then 0.001
                               else 0.01 end)::text, '.', ',');
