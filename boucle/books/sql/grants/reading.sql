-- The pages' functions run as their caller, who reads under row-level security.
grant execute on function
    boucle.books_read_facts(bigint, bigint),
    boucle.books_read_balance(bigint, bigint, date, date, date, date[], date[], text[], text, boolean),
    boucle.books_read_controls(bigint, text),
    boucle.books_read_opening_days(bigint, date, date),
    boucle.books_read_third_sums(
        bigint, bigint, bigint[], date, date, date, date[], date[], date[], text[]),
    boucle.books_read_thirds(
        bigint, date, date, date, date, date[], date[], text[], boolean, text, boolean, text, text, text,
        boolean, int),
    boucle.books_read_lines(
        bigint, bigint, bigint[], bigint[], date[], bigint[], int[], date[], text[], boolean, int),
    boucle.books_open_ranges(bigint, bigint[], date, date)
    to boucle_web;
