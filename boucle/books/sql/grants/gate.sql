-- The gate: the functions through which a role may write the books, and no other.
grant execute on function
    boucle.books_open(bigint),
    boucle.books_open_year(bigint, text, date, date, text),
    boucle.books_set_year_state(bigint, bigint, text),
    boucle.books_lock_month(bigint, bigint, date, boolean),
    boucle.books_save_draft(bigint, jsonb),
    boucle.books_delete_draft(bigint, uuid, int),
    boucle.books_mark_review(bigint, uuid, boolean, text),
    boucle.books_validate(bigint, bigint, bigint, date, uuid[]),
    boucle.books_letter(bigint, jsonb),
    boucle.books_unletter_lines(bigint, jsonb),
    boucle.books_index_slice(bigint, bigint, bigint, int),
    boucle.books_count_settled(bigint),
    boucle.books_entry_content(bigint, bigint),
    boucle.books_batch_hash(uuid, bigint, text, bytea, timestamptz, text, bigint, bytea),
    boucle.books_entry_hash(text, text, date, date, bigint, text),
    boucle.books_line_canon(text, text, text, date, text, bigint, bigint, text, bigint, date),
    boucle.books_name_canon(text, text)
    to boucle_web;
grant execute on function boucle.books_import_staged(bigint, bigint, jsonb),
    boucle.books_open_year(bigint, text, date, date, text) to boucle_ingest;
