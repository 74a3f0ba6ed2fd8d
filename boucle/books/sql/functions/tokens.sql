-- The search index: what words, pieces and amounts an entry can be found by, day by day.
-- w: word of a label, of a piece or of a third party's name · p: piece · m: amount in cents, 16 digits.
-- The key is (dossier, day, token): a search walks the days, newest first, and stops when its page is full.
-- Numbers and accounts are found by their own indexes. Why a table and not GIN: docs/decisions (search).
create or replace function boucle.books_entry_tokens(p_dossier bigint, p_entries bigint[])
returns table (day date, token text, entry_id bigint)
language sql stable set search_path = pg_catalog, boucle, pg_temp set enable_nestloop = off as $$
with line as materialized (
    select l.entry_id, l.date, l.label, l.piece_ref, l.debit, l.credit, l.third_party_id
      from books_line l where l.dossier_id = p_dossier and l.entry_id = any (p_entries)
), phrase as (
    select distinct l.date, l.entry_id, boucle.fr_key(l.label || ' ' || l.piece_ref) as words from line l
    union
    select l.date, l.entry_id, boucle.fr_key(t.label || ' ' || t.number) from line l
      join books_third_party t on t.dossier_id = p_dossier and t.id = l.third_party_id
           -- Those of these lines only: a draft does not read every third party of the Dossier.
           and t.id = any (array(select distinct m.third_party_id from line m))
)
select distinct p.date, 'w:' || left(w.word, 60), p.entry_id
  from phrase p cross join lateral regexp_split_to_table(p.words, '[^a-z0-9]+') as w(word) where length(w.word) > 1
union
select l.date, 'p:' || left(boucle.fr_key(l.piece_ref), 60), l.entry_id from line l where l.piece_ref <> ''
union
select l.date, 'm:' || lpad(abs(case when l.debit <> 0 then l.debit else l.credit end)::text, 16, '0'), l.entry_id
  from line l $$;

-- The entries of two rows that meet: a row keeps its key when its first entry has left it.
create or replace function boucle.books_both(p_one bigint[], p_other bigint[]) returns bigint[]
language sql immutable set search_path = pg_catalog
return array(select distinct x from unnest(p_one || p_other) x order by x);

-- One row a day and token for many entries (an import), one row a token for a draft.
create or replace function boucle.books_add_tokens(p_dossier bigint, p_entries bigint[]) returns void
language sql set search_path = pg_catalog, boucle, pg_temp as $$
insert into books_search_token as s (dossier_id, day, token, first_entry, entries)
select p_dossier, t.day, t.token, min(t.entry_id), array_agg(t.entry_id order by t.entry_id)
  from boucle.books_entry_tokens(p_dossier, p_entries) t group by t.day, t.token order by t.day, t.token
on conflict (dossier_id, day, token, first_entry) do update set entries = boucle.books_both(s.entries, excluded.entries) $$;

-- The same for one draft, by one statement whose plan is kept: its words are cut all at once.
create or replace function boucle.books_add_draft_tokens(p_dossier bigint, p_entry bigint, p_date date) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    with line as materialized (
        select l.label, l.piece_ref, greatest(l.debit, l.credit, -l.debit, -l.credit) as amount, t.label as name, t.number
          from books_line l
          left join lateral (select t.label, t.number from books_third_party t
                 where t.dossier_id = p_dossier and t.id = l.third_party_id limit 1) t on true
         where l.dossier_id = p_dossier and l.entry_id = p_entry
    ), found as (
        select 'w:' || left(w.word, 60) as token
          from regexp_split_to_table(boucle.fr_key((
                   select string_agg(concat_ws(' ', label, piece_ref, name, number), ' ') from line)),
               '[^a-z0-9]+') as w(word) where length(w.word) > 1
        union
        select 'p:' || left(boucle.fr_key(piece_ref), 60) from line where piece_ref <> ''
        union
        select 'm:' || lpad(amount::text, 16, '0') from line
    )
    insert into books_search_token as s (dossier_id, day, token, first_entry, entries)
    select p_dossier, p_date, f.token, p_entry, array[p_entry] from found f order by f.token
    on conflict (dossier_id, day, token, first_entry) do update set entries = boucle.books_both(s.entries, excluded.entries);
end $$;

-- Takes a draft out of the index, from its own rows and from those it shares (an imported draft).
-- Called before its lines change: the tokens are those of the lines as they stand.
create or replace function boucle.books_forget_tokens(p_dossier bigint, p_entry bigint) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_day date;
    v_tokens text[];
begin
    select t.day, array_agg(t.token) into v_day, v_tokens
      from boucle.books_entry_tokens(p_dossier, array[p_entry]) t group by t.day;
    delete from books_search_token s
     where s.dossier_id = p_dossier and s.day = v_day and s.token = any (v_tokens) and s.entries = array[p_entry];
    update books_search_token s set entries = array_remove(s.entries, p_entry)
     where s.dossier_id = p_dossier and s.day = v_day and s.token = any (v_tokens) and p_entry = any (s.entries);
end $$;

-- A further slice of the entries that an import left to index, at most p_limit after the entry p_after.
-- Answers {"last": id of the last one or null when done, "entries": how many}. The job that calls it
-- commits each slice: it can stop and go on, and the same slice twice changes nothing.
-- Drafts are locked in share, so that one that is being changed is indexed as it ends up.
create or replace function boucle.books_index_slice(p_dossier bigint, p_import bigint, p_after bigint, p_limit int)
returns jsonb language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_ids bigint[];
begin
    perform boucle.boucle_require_scope(p_dossier);
    select array_agg(id) into v_ids from (
        select e.id from books_entry e
         where e.dossier_id = p_dossier and e.import_id = p_import and e.id > p_after
         order by e.id limit p_limit) s;
    if v_ids is null then
        return jsonb_build_object('last', null, 'entries', 0);
    end if;
    perform 1 from books_entry e
      where e.dossier_id = p_dossier and e.id = any (v_ids) and e.state = 'd' order by e.id for share;
    perform boucle.books_add_tokens(p_dossier, v_ids);
    return jsonb_build_object('last', v_ids[cardinality(v_ids)], 'entries', cardinality(v_ids));
end $$;
