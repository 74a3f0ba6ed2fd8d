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

-- Content hashes of validated entries from the tables: what verify compares and the proof exports.
create or replace function boucle.books_hashes(p_dossier bigint, p_batch bigint)
returns table (entry_id bigint, rank bigint, stored bytea, computed bytea)
language sql stable set search_path = pg_catalog, boucle, pg_temp set enable_nestloop = off as $$
with name as (
    select distinct on (kind, ref_id) kind, ref_id, boucle.books_name_canon(number, label) as canon
      from books_name_in_force n where n.dossier_id = p_dossier and n.from_batch <= p_batch
     order by kind, ref_id, from_batch desc
), third as materialized (
    select ref_id, canon from name where kind = 'third' union all select null, '--'
), account as materialized (select ref_id, canon from name where kind = 'account')
select e.id, e.rank, e.content_hash, boucle.books_entry_hash(
           min(j.canon), min(e.number_text), min(e.date), min(e.valid_date), count(*),
           string_agg(boucle.books_line_canon(a.canon, coalesce(t.canon, '--'), l.piece_ref, l.piece_date, l.label,
                          l.debit, l.credit, l.currency, l.currency_amount, l.due_date), '' order by l.position))
  from books_entry e
  join name j on j.kind = 'journal' and j.ref_id = e.journal_id
  join books_line l on l.dossier_id = p_dossier and l.entry_id = e.id
  join account a on a.ref_id = l.account_id
  left join third t on t.ref_id = l.third_party_id
 where e.dossier_id = p_dossier and e.batch_id = p_batch
 group by e.id, e.rank, e.content_hash $$;
