-- The search runs as its caller, who reads under row-level security.
grant execute on function
    boucle.books_search(bigint, jsonb, date, date, date, bigint, int),
    boucle.books_search_accounts(bigint, jsonb, date, date),
    boucle.books_search_number_days(bigint, jsonb, date, date),
    boucle.books_search_numbers(bigint, jsonb),
    boucle.books_search_days(bigint, jsonb, date[]),
    boucle.books_search_weight(bigint, jsonb, date[]),
    boucle.books_is_lettered(bigint, bigint, int),
    boucle.books_search_term(bigint, jsonb, date[], bigint[])
    to boucle_web;
