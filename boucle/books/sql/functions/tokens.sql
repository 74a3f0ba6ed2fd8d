-- The search index: what words, pieces, amounts and numbers an entry can be found by.
-- w: word of a label or of a third party's name · p: piece · m: amount in cents, 15 digits · n: number.
create or replace function boucle.books_entry_tokens(p_dossier bigint, p_entries bigint[])
returns table (token text, entry_id bigint)
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
with line as materialized (
    select l.entry_id, l.label, l.piece_ref, l.debit, l.credit, l.third_party_id
      from books_line l where l.dossier_id = p_dossier and l.entry_id = any (p_entries)
), phrase as (
    select distinct l.entry_id, boucle.fr_key(l.label || ' ' || l.piece_ref) as words from line l
    union
    select l.entry_id, boucle.fr_key(t.label || ' ' || t.number) from line l
      join books_third_party t on t.dossier_id = p_dossier and t.id = l.third_party_id
)
select distinct 'w:' || left(w.word, 60), p.entry_id
  from phrase p cross join lateral regexp_split_to_table(p.words, '[^a-z0-9]+') as w(word) where length(w.word) > 1
union
select 'p:' || left(boucle.fr_key(l.piece_ref), 60), l.entry_id from line l where l.piece_ref <> ''
union
select 'm:' || lpad(abs(case when l.debit <> 0 then l.debit else l.credit end)::text, 16, '0'), l.entry_id from line l
union
select 'n:' || left(boucle.fr_key(e.number_text), 60), e.id from books_entry e
 where e.dossier_id = p_dossier and e.id = any (p_entries) and e.number_text is not null $$;

-- One row a token for many entries (an import), one row a token and entry for a draft.
create or replace function boucle.books_add_tokens(p_dossier bigint, p_entries bigint[]) returns void
language sql set search_path = pg_catalog, boucle, pg_temp as $$
insert into books_search_token (dossier_id, token, first_entry, entries)
select p_dossier, t.token, min(t.entry_id), array_agg(t.entry_id order by t.entry_id)
  from boucle.books_entry_tokens(p_dossier, p_entries) t group by t.token
on conflict (dossier_id, token, first_entry) do update set entries = excluded.entries $$;

-- Takes a draft out of the index: from its own rows, and from those it shares (an imported draft).
create or replace function boucle.books_forget_tokens(p_dossier bigint, p_entry bigint) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare v_tokens text[] := (select array_agg(t.token) from boucle.books_entry_tokens(p_dossier, array[p_entry]) t);
begin
    delete from books_search_token s
     where s.dossier_id = p_dossier and s.token = any (v_tokens) and s.entries = array[p_entry];
    update books_search_token s set entries = array_remove(s.entries, p_entry)
     where s.dossier_id = p_dossier and s.token = any (v_tokens) and p_entry = any (s.entries);
end $$;

-- A further slice of the entries that an import left to index, at most p_limit; how many remain.
-- The job that calls it commits each slice: it can stop and go on.
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
    perform boucle.books_add_tokens(p_dossier, v_ids);
    return jsonb_build_object('last', v_ids[cardinality(v_ids)], 'entries', cardinality(v_ids));
end $$;
