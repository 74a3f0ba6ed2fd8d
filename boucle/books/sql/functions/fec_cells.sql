-- How the ledger prints one cell of a FEC; the same as books/rules/fec/cells.py (a test compares them).
-- Inlined where they are called.

-- A text. What we wrote ourselves (p_ours) without `|`, no-break spaces and spaces around; what was
-- imported as it came (COPY quotes what holds a control character, and its reader makes it a space).
create or replace function boucle.books_fec_text(p_text text, p_ours boolean) returns text
language sql immutable parallel safe
return case when p_ours then btrim(translate(p_text, E'\t\r\n\x01|\u00a0\u202f', '       '))
            else p_text end;

-- The cell that an import kept, else what the ledger prints; null for nothing.
create or replace function boucle.books_fec_cell(p_cells jsonb, p_name text, p_printed text) returns text
language sql immutable parallel safe
return case when p_cells is null then nullif(p_printed, '')
            else nullif(coalesce(p_cells->>p_name, p_printed), '') end;

-- Hundredths (cents, and those of any currency) as `1234,56`.
create or replace function boucle.books_fec_amount(p_cents bigint) returns text
language sql immutable parallel safe
return case when p_cents = 0 then '0,00' else replace((p_cents * 0.01)::text, '.', ',') end;
