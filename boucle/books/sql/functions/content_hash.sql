-- The canonical form of entries and its SHA-256, format B1 (docs/preuve.md).
-- Entry: B1, journal code, journal label, number, day, day of validation, count of lines; then for each
-- line by position: account number and label, third party number and label, piece, piece day, label,
-- debit, credit, currency, amount in currency, due day. Each field as boucle.canon writes it.
-- The names are those in force at the batch (books_name_in_force).
create or replace function boucle.books_line_canon(
    p_account text, p_third text, p_piece text, p_piece_date date, p_label text, p_debit bigint, p_credit bigint,
    p_currency text, p_currency_amount bigint, p_due date) returns text
language sql immutable parallel safe
return p_account || p_third || boucle.canon(p_piece) || boucle.canon(p_piece_date) || boucle.canon(p_label)
    || boucle.canon(p_debit) || boucle.canon(p_credit) || boucle.canon(p_currency)
    || boucle.canon(p_currency_amount) || boucle.canon(p_due);

create or replace function boucle.books_name_canon(p_number text, p_label text) returns text
language sql immutable parallel safe
return boucle.canon(p_number) || boucle.canon(p_label);

create or replace function boucle.books_entry_hash(
    p_journal text, p_number text, p_day date, p_valid date, p_count bigint, p_lines text) returns bytea
language sql immutable parallel safe
return sha256(boucle.utf8('2:B1' || p_journal || boucle.canon(p_number) || boucle.canon(p_day)
    || boucle.canon(p_valid) || boucle.canon(p_count) || p_lines));

-- The hash of a batch: previous hash and content hashes as bytes, all else as canonical fields.
create or replace function boucle.books_batch_hash(
    p_dossier uuid, p_batch bigint, p_kind text, p_previous bytea, p_stamp timestamptz, p_author text,
    p_count bigint, p_hashes bytea) returns bytea
language sql stable parallel safe
return sha256(boucle.utf8('2:L1' || boucle.canon(p_dossier::text) || boucle.canon(p_batch) || boucle.canon(p_kind)
    || boucle.canon((extract(epoch from p_stamp) * 1000000)::bigint) || boucle.canon(p_author)
    || boucle.canon(p_count)) || p_previous || p_hashes);
