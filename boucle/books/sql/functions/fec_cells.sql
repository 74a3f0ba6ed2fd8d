-- How the ledger prints one cell of a FEC; the same as books/rules/fec/cells.py (a test compares them).
-- Inlined where they are called.

-- A text. What we wrote ourselves (p_ours) without `|`, no-break spaces and spaces around; what was
-- imported as it came (books_fec_clean comes last).
create or replace function boucle.books_fec_text(p_text text, p_ours boolean) returns text
language sql immutable parallel safe
return case when p_ours then btrim(translate(p_text, E'\t\r\n\x01|\u00a0\u202f', '       '))
            else p_text end;

-- A space for each tab or line end, which would break the line; most texts have none.
create or replace function boucle.books_fec_clean(p_text text) returns text
language sql immutable parallel safe
return case when strpos(p_text, E'\t') + strpos(p_text, E'\n') + strpos(p_text, E'\r') + strpos(p_text, E'\x01') = 0
            then p_text else translate(p_text, E'\t\r\n\x01', '    ') end;

-- The cell that an import kept, else what the ledger prints, without control characters.
create or replace function boucle.books_fec_cell(p_cells jsonb, p_name text, p_printed text) returns text
language sql immutable parallel safe
return boucle.books_fec_clean(coalesce(p_cells->>p_name, p_printed));

-- Hundredths (cents, and those of any currency) as `1234,56`.
create or replace function boucle.books_fec_amount(p_cents bigint) returns text
language sql immutable parallel safe
return case when p_cents = 0 then '0,00' else replace((p_cents * 0.01)::text, '.', ',') end;
