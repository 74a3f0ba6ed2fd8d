-- Pure functions that the export calls as boucle_web.
grant execute on function
    boucle.books_fec_clean(text),
    boucle.books_fec_text(text, boolean),
    boucle.books_fec_cell(jsonb, text, text),
    boucle.books_fec_amount(bigint)
    to boucle_web;
