-- Brings staged FEC lines into the books: all or nothing, set-based, inside the job's transaction.
-- Called by boucle_ingest after its COPY; the only way by which it reaches the books.
--
-- p_options: {"fiscal_year_id", "digest", "file_name", "scheme_numbering", "summary", "replace_labels"}
-- Answers {"import","batch","entries","lines","skipped","drafts","accounts","third_parties","journals"}
--   | {"findings"} (the caller rolls back).
-- Order: names → entries already here → hashes → entries → lines → roll-ups → lettrage → chain.
--
-- No ANALYZE of the staging tables: it would hold back every other import until this one commits.
-- Without statistics `job_id = p_job` counts as one row in two hundred; `coalesce(…, false)` counts
-- as one in two, and no index is wanted there. Nested loops are off: an estimate cannot ruin a join.
create or replace function boucle.books_import_staged(p_dossier bigint, p_job bigint, p_options jsonb) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, boucle, pg_temp set work_mem = '256MB' set enable_nestloop = off set enable_mergejoin = off
set max_parallel_workers_per_gather = 2 set jit = off set default_statistics_target = 10 as $$
declare
    v_year bigint := (p_options->>'fiscal_year_id')::bigint;
    v_import bigint;
    v_findings jsonb;
    v_new jsonb;
    v_done jsonb;
    v_entries bigint;
    v_skipped bigint;
    v_limits record;
begin
    perform boucle.boucle_require_scope(p_dossier);
    perform boucle.boucle_require_right(p_dossier, 'write');
    perform boucle.boucle_require_right(p_dossier, 'validate');
    select * into v_limits from boucle.boucle_limits(p_dossier, 'import');
    -- Serialises imports and validations of the Dossier, and keeps the year from closing meanwhile.
    perform 1 from books_chain c where c.dossier_id = p_dossier for update;
    perform 1 from books_fiscal_year y where y.dossier_id = p_dossier and y.id = v_year and y.state = 'open' for key share;
    if not found then
        return jsonb_build_object('findings', jsonb_build_array(jsonb_build_object(
            'code', 'books.entry.year_closed', 'value', p_options->>'year_label')));
    end if;
    insert into books_fec_import (dossier_id, digest, file_name, fiscal_year_id, entries, lines, actor, summary)
    values (p_dossier, p_options->>'digest', p_options->>'file_name', v_year, 0, 0, boucle.boucle_actor(),
            coalesce(p_options->'summary', '{}'::jsonb))
    on conflict (dossier_id, digest) do nothing returning id into v_import;
    if v_import is null then
        return jsonb_build_object('already', true);
    end if;

    perform boucle.books_import_merge(p_dossier, p_job);
    v_new := boucle.books_import_refs(p_dossier, p_job);
    if v_limits.journals is not null or v_limits.accounts is not null then
        v_findings := boucle.books_import_limits(p_dossier, v_limits.journals, v_limits.accounts);
        if v_findings is not null then
            return jsonb_build_object('findings', v_findings);
        end if;
    end if;
    v_findings := boucle.books_import_entries(p_dossier, p_job, v_year, v_import);
    if v_findings is not null then
        return jsonb_build_object('findings', v_findings);
    end if;
    select count(*), count(*) filter (where skipped) into v_entries, v_skipped from imported_entry;
    v_done := boucle.books_import_lines(p_dossier, p_job, v_year, v_import);
    perform boucle.books_import_lettrage(p_dossier, p_job);
    v_done := v_done || boucle.books_import_chain(p_dossier, v_year, v_import);
    perform boucle.books_import_sequences(p_dossier, v_year, p_options->>'numbering');
    update books_fec_import i set entries = v_entries - v_skipped, lines = (v_done->>'lines')::bigint,
           skipped = v_skipped, batch_id = (v_done->>'batch')::bigint
     where i.dossier_id = p_dossier and i.id = v_import;
    delete from staging.line where job_id = p_job and dossier_id = p_dossier;
    delete from staging.segment where job_id = p_job and dossier_id = p_dossier;
    delete from staging.merge where job_id = p_job and dossier_id = p_dossier;
    delete from staging.ref where job_id = p_job and dossier_id = p_dossier;
    drop table imported_entry; drop table imported_ref;
    perform boucle.books_import_analyze((v_done->>'lines')::bigint);
    return v_new || v_done || jsonb_build_object('import', v_import, 'entries', v_entries - v_skipped,
                                                 'skipped', v_skipped);
end $$;

-- Entries whose lines stood apart in the file: their staged lines take the number of the entry and their
-- place in it, so that nothing after has to know.
create or replace function boucle.books_import_merge(p_dossier bigint, p_job bigint) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    if not exists (select from staging.merge m where m.job_id = p_job and m.dossier_id = p_dossier) then
        return;
    end if;
    update staging.line l set no = w.entry_no, pos = w.pos from (
        select s.no, s.pos as was, coalesce(m.entry_no, s.no) as entry_no,
               row_number() over (partition by coalesce(m.entry_no, s.no) order by s.no, s.pos) as pos
          from staging.line s
          left join staging.merge m on m.job_id = p_job and m.dossier_id = p_dossier and m.no = s.no
         where s.job_id = p_job and s.dossier_id = p_dossier
           and coalesce(m.entry_no, s.no) in (select g.entry_no from staging.merge g
                                               where g.job_id = p_job and g.dossier_id = p_dossier)) w
     where l.job_id = p_job and l.dossier_id = p_dossier and l.no = w.no and l.pos = w.was;
end $$;

-- Figures for the planner, of the key columns only, when much came in; those of every column follow by
-- autovacuum (a list of columns leaves its counter as it is). Never waits for another's lock.
create or replace function boucle.books_import_analyze(p_lines bigint) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    if exists (select from pg_class c where c.oid = 'boucle.books_line'::regclass and c.reltuples > 10 * p_lines) then
        return;
    end if;
    analyze (skip_locked) books_entry (dossier_id, journal_id, fiscal_year_id, date, state, number_rank, import_id),
                          books_line (dossier_id, entry_id, account_id, third_party_id, date),
                          books_lettrage (dossier_id, account_id), books_lettrage_line (dossier_id);
end $$;

-- Accounts, third parties and journals of the file: created where new, renamed never here.
-- A journal of nature `=CODE` goes into that journal of the Dossier; the names in force keep its own.
create or replace function boucle.books_import_refs(p_dossier bigint, p_job bigint) returns jsonb
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare v_accounts bigint; v_thirds bigint; v_journals bigint;
begin
    insert into books_account (dossier_id, number, label, search_key, is_control, lettrable, active, vat_code, contra_number)
    select p_dossier, r.number, r.last_label, boucle.fr_key(r.number || ' ' || r.last_label),
           r.nature like '%collectif%', r.nature like '%lettrable%', true, '', ''
      from staging.ref r where r.job_id = p_job and r.dossier_id = p_dossier and r.kind = 'account'
    on conflict (dossier_id, number) do nothing;
    get diagnostics v_accounts = row_count;
    insert into books_third_party (dossier_id, number, label, search_key, active, siren, contra_number)
    select p_dossier, r.number, r.last_label, boucle.fr_key(r.number || ' ' || r.last_label), true, '', ''
      from staging.ref r where r.job_id = p_job and r.dossier_id = p_dossier and r.kind = 'third'
    on conflict (dossier_id, number) do nothing;
    get diagnostics v_thirds = row_count;
    insert into books_journal (dossier_id, code, label, type, contra_number, outside_fec, active)
    select p_dossier, r.number, r.last_label, r.nature, '', false, true
      from staging.ref r where r.job_id = p_job and r.dossier_id = p_dossier and r.kind = 'journal'
                           and r.nature not like '=%'
    on conflict (dossier_id, code) do nothing;
    get diagnostics v_journals = row_count;

    create temp table imported_ref on commit drop as
    select r.kind, r.ix, coalesce(a.id, t.id, j.id) as id, r.number, r.label,
           boucle.books_name_canon(r.number, r.label) as canon
      from staging.ref r
      left join books_account a on r.kind = 'account' and a.dossier_id = p_dossier and a.number = r.number
      left join books_third_party t on r.kind = 'third' and t.dossier_id = p_dossier and t.number = r.number
      left join books_journal j on r.kind = 'journal' and j.dossier_id = p_dossier
                               and j.code = case when r.nature like '=%' then substr(r.nature, 2) else r.number end
     where r.job_id = p_job and r.dossier_id = p_dossier;
    return jsonb_build_object('accounts', v_accounts, 'third_parties', v_thirds, 'journals', v_journals);
end $$;

-- The entries of the file with their hashes, and which of them the books hold already.
-- A validated entry of the same journal and number must be the very same, else the import is refused.
create or replace function boucle.books_import_entries(p_dossier bigint, p_job bigint, p_year bigint, p_import bigint)
returns jsonb
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare v_findings jsonb;
begin
    create temp table imported_entry on commit drop as
    select s.no, nextval('boucle.books_entry_id') as id, j.id as journal_id, s.number,
           boucle.books_number_rank(s.number) as number_rank, s.day, date_trunc('month', s.day)::date as month, s.valid,
           s.first_line, h.lines, h.gap, false as skipped,
           case when s.valid is null then h.canon end as canon,
           case when s.valid is null then null
                else boucle.books_entry_hash(j.canon, s.number, s.day, s.valid, h.lines, h.canon) end as hash
      from (select l.no, sum(l.debit - l.credit) as gap, count(*) as lines,
                   string_agg(boucle.books_line_canon(a.canon, coalesce(t.canon, '--'), l.piece, l.piece_date, l.label,
                       l.debit, l.credit, l.currency, l.currency_amount, null), '' order by l.pos) as canon
              from staging.line l
              join imported_ref a on a.kind = 'account' and a.ix = l.account
              left join imported_ref t on t.kind = 'third' and t.ix = l.third
             where coalesce(l.job_id = p_job and l.dossier_id = p_dossier, false)
             group by 1) h
      join staging.segment s on s.no = h.no and coalesce(s.job_id = p_job and s.dossier_id = p_dossier, false)
      join imported_ref j on j.kind = 'journal' and j.ix = s.journal
     order by s.no;
    create unique index on imported_entry (no);

    if exists (select from books_entry e where e.dossier_id = p_dossier and e.fiscal_year_id = p_year) then
        v_findings := boucle.books_import_known(p_dossier, p_year);
    end if;
    select coalesce(jsonb_agg(jsonb_build_object('code', 'books.entry.unbalanced', 'line', w.first_line,
                                                'value', w.gap::text)), '[]') || coalesce(v_findings, '[]')
      into v_findings
      from (select i.first_line, i.gap from imported_entry i where i.gap <> 0 limit 200) w;
    return nullif(v_findings, '[]');
end $$;

-- Marks the entries that the year holds already; answers those that contradict it.
create or replace function boucle.books_import_known(p_dossier bigint, p_year bigint) returns jsonb
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    update imported_entry i set skipped = true from books_entry e
     where e.dossier_id = p_dossier and e.fiscal_year_id = p_year and e.journal_id = i.journal_id
       and i.valid is not null and e.state = 'v' and e.number_text = i.number and e.content_hash = i.hash;
    update imported_entry i set skipped = true from books_entry e
     where e.dossier_id = p_dossier and e.fiscal_year_id = p_year and e.journal_id = i.journal_id
       and i.valid is null and e.state = 'd' and e.origin = 'import' and e.date = i.day
       and i.canon = (select boucle.books_lines_canon(p_dossier, e.id));
    return (select jsonb_agg(jsonb_build_object('code', 'books.import.conflict', 'line', w.first_line,
                                                'value', w.number)) from (
        select i.first_line, i.number from imported_entry i
          join books_entry e on e.dossier_id = p_dossier and e.fiscal_year_id = p_year and e.journal_id = i.journal_id
                            and e.number_text = i.number and e.state = 'v'
         where not i.skipped and i.valid is not null and (e.origin <> 'import' or i.number ~ '[1-9]')
         limit 200) w);
end $$;

-- The last run of digits of a number, as the order of numbers; null where there is none.
create or replace function boucle.books_number_rank(p_number text) returns bigint
language sql immutable parallel safe
return case when length(p_number) between 1 and 18 and translate(p_number, '0123456789', '') = '' then p_number::bigint
            else nullif(substring(p_number from '([0-9]{1,18})[^0-9]*$'), '')::bigint end;

-- Canonical lines of an entry under today's names: to recognise an imported draft.
create or replace function boucle.books_lines_canon(p_dossier bigint, p_entry bigint) returns text
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
select string_agg(boucle.books_line_canon(boucle.books_name_canon(a.number, a.label),
           case when t.id is null then '--' else boucle.books_name_canon(t.number, t.label) end,
           l.piece_ref, l.piece_date, l.label, l.debit, l.credit, l.currency, l.currency_amount, l.due_date),
           '' order by l.position)
  from books_line l
  join books_account a on a.dossier_id = p_dossier and a.id = l.account_id
  left join books_third_party t on t.dossier_id = p_dossier and t.id = l.third_party_id
 where l.dossier_id = p_dossier and l.entry_id = p_entry $$;

-- The n-th of many UUID of version 7: the moment in milliseconds and n as its counter (RFC 9562 §6.2,
-- method 1; it runs over into the moment), then the 62 random bits of p_tail, drawn once for all of
-- them. uuidv7() for each would cost as much as two indexes.
create or replace function boucle.books_nth_uuid(p_ms bigint, p_n bigint, p_tail text) returns uuid
language sql immutable parallel safe
return (lpad(to_hex(p_ms + p_n / 4096), 12, '0') || '7' || lpad(to_hex(p_n % 4096), 3, '0') || p_tail)::uuid;

-- Entries, lines, source cells, roll-ups.
create or replace function boucle.books_import_lines(p_dossier bigint, p_job bigint, p_year bigint, p_import bigint)
returns jsonb
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_lines bigint; v_staged bigint; v_batch bigint; v_actor text := boucle.boucle_actor();
    v_ms bigint := (extract(epoch from clock_timestamp()) * 1000)::bigint; v_tail text := right(uuidv7()::text, 17);
begin
    select c.last_batch_id + 1 into v_batch from books_chain c where c.dossier_id = p_dossier;

    insert into books_entry (dossier_id, id, public_id, journal_id, fiscal_year_id, date, state, number_text, number_rank,
                             series_id, batch_id, rank, valid_date, content_hash, origin, import_id, created_by)
    select p_dossier, i.id, boucle.books_nth_uuid(v_ms, i.no, v_tail), i.journal_id, p_year, i.day,
           case when i.valid is null then 'd' else 'v' end,
           case when i.valid is not null then i.number end, case when i.valid is not null then i.number_rank end, 0,
           case when i.valid is not null then v_batch end, case when i.valid is not null then i.no end,
           i.valid, i.hash, 'import', p_import, v_actor
      from imported_entry i where not i.skipped order by i.no;

    insert into books_line (dossier_id, entry_id, position, account_id, third_party_id, date, debit, credit,
                            label, piece_ref, piece_date, currency, currency_amount)
    select p_dossier, i.id, l.pos, a.id, t.id, i.day,
           l.debit, l.credit, l.label, l.piece, l.piece_date, l.currency, l.currency_amount
      from staging.line l
      join imported_entry i on i.no = l.no and not i.skipped
      join imported_ref a on a.kind = 'account' and a.ix = l.account
      left join imported_ref t on t.kind = 'third' and t.ix = l.third
     where coalesce(l.job_id = p_job and l.dossier_id = p_dossier, false);
    get diagnostics v_lines = row_count;
    select coalesce(sum(i.lines), 0) into v_staged from imported_entry i where not i.skipped;
    if v_lines <> v_staged then
        raise exception 'staged lines lost: % of %', v_lines, v_staged using errcode = 'XX001';
    end if;

    insert into books_line_source (dossier_id, entry_id, position, cells)
    select p_dossier, i.id, l.pos, l.cells::jsonb
      from staging.line l join imported_entry i on i.no = l.no and not i.skipped
     where coalesce(l.job_id = p_job and l.dossier_id = p_dossier, false) and l.cells is not null;

    perform boucle.books_import_roll(p_dossier, p_job, p_year);
    return jsonb_build_object('lines', v_lines);
end $$;

-- Roll-ups of what came in: the staged integers are grouped first, joined to their rows after. Where the
-- Dossier has nothing in these months there is nothing to add to, and plain rows cost half.
create or replace function boucle.books_import_roll(p_dossier bigint, p_job bigint, p_year bigint) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_held boolean;
    v_add constant text := ' do update set debit = b.debit + excluded.debit, credit = b.credit + excluded.credit,'
                           ' count = b.count + excluded.count';
begin
    create temp table imported_sum on commit drop as
    select i.month, i.journal_id, l.account, l.third, case when i.valid is null then 'd' else 'v' end as state,
           sum(l.debit) as debit, sum(l.credit) as credit, count(*) as count
      from staging.line l
      join imported_entry i on i.no = l.no and not i.skipped
     where coalesce(l.job_id = p_job and l.dossier_id = p_dossier, false)
     group by 1, 2, 3, 4, 5;
    v_held := exists (select from books_balance_month b where b.dossier_id = p_dossier
                         and b.month between (select min(month) from imported_sum) and (select max(month) from imported_sum));
    execute 'insert into books_balance_month as b'
            ' (dossier_id, fiscal_year_id, month, journal_id, account_id, state, debit, credit, count)'
            ' select $1, $2, s.month, s.journal_id, a.id, s.state, sum(s.debit), sum(s.credit), sum(s.count)'
            ' from imported_sum s join imported_ref a on a.kind = ''account'' and a.ix = s.account'
            ' group by 3, 4, 5, 6 order by 3, 4, 5, 6'
            || case when v_held then ' on conflict (dossier_id, fiscal_year_id, month, journal_id, account_id, state)'
                    || v_add else '' end
      using p_dossier, p_year;
    execute 'insert into books_third_month as b'
            ' (dossier_id, account_id, third_party_id, month, state, fiscal_year_id, debit, credit, count)'
            ' select $1, a.id, t.id, s.month, s.state, $2, sum(s.debit), sum(s.credit), sum(s.count)'
            ' from imported_sum s join imported_ref a on a.kind = ''account'' and a.ix = s.account'
            ' join imported_ref t on t.kind = ''third'' and t.ix = s.third'
            ' group by 2, 3, 4, 5 order by 2, 3, 4, 5'
            || case when v_held then ' on conflict (dossier_id, account_id, third_party_id, month, state)'
                    || v_add else '' end
      using p_dossier, p_year;
    -- An account that bears third parties is a collective one.
    update books_account a set is_control = true, lettrable = true
     where a.dossier_id = p_dossier and not (a.is_control and a.lettrable)
       and a.id in (select r.id from imported_ref r join imported_sum s on s.account = r.ix
                     where r.kind = 'account' and s.third is not null);
    drop table imported_sum;
end $$;

-- Lettrage of the file: one group per account, third party and code, with the days it gave.
create or replace function boucle.books_import_lettrage(p_dossier bigint, p_job bigint) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare v_actor text := boucle.boucle_actor();
begin
    if not exists (select from staging.line l where coalesce(l.job_id = p_job and l.dossier_id = p_dossier, false) and l.letter is not null) then
        return;
    end if;
    create temp table imported_letter on commit drop as
    select l.no, l.pos as position, i.id as entry_id, i.day, l.account, coalesce(l.third, -1) as third, l.letter,
           l.letter_date, l.debit - l.credit as amount
      from staging.line l
      join imported_entry i on i.no = l.no and not i.skipped
     where coalesce(l.job_id = p_job and l.dossier_id = p_dossier, false) and l.letter is not null;
    create temp table imported_group on commit drop as
    select nextval('boucle.books_lettrage_id') as id, g.* from (
        select k.account, k.third, k.letter, coalesce(max(k.letter_date), max(k.day)) as date,
               sum(k.amount) <> 0 as is_partial, min(k.no) as first
          from imported_letter k group by 1, 2, 3) g
     order by g.first;
    insert into books_lettrage (dossier_id, id, account_id, third_party_id, code, date, is_partial, origin, author)
    select p_dossier, g.id, a.id, t.id, g.letter, g.date, g.is_partial, 'import', v_actor
      from imported_group g
      join imported_ref a on a.kind = 'account' and a.ix = g.account
      left join imported_ref t on t.kind = 'third' and t.ix = g.third;
    insert into books_lettrage_line (dossier_id, entry_id, position, lettrage_id, date)
    select p_dossier, k.entry_id, k.position, g.id, k.letter_date
      from imported_letter k
      join imported_group g on g.account = k.account and g.third = k.third and g.letter = k.letter
     order by k.entry_id, k.position;
    drop table imported_letter; drop table imported_group;
end $$;

-- The link of the chain for what came in validated, and the names in force from it on.
create or replace function boucle.books_import_chain(p_dossier bigint, p_year bigint, p_import bigint) returns jsonb
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_chain books_chain; v_stamp timestamptz := clock_timestamp(); v_hash bytea; v_count bigint; v_hashes bytea;
    v_public uuid; v_drafts bigint;
begin
    select * into v_chain from books_chain c where c.dossier_id = p_dossier;
    select count(*) filter (where i.valid is not null), count(*) filter (where i.valid is null),
           string_agg(i.hash, ''::bytea order by i.no) filter (where i.valid is not null)
      into v_count, v_drafts, v_hashes from imported_entry i where not i.skipped;
    if v_count = 0 then
        return jsonb_build_object('batch', null, 'drafts', v_drafts);
    end if;
    insert into books_name_in_force (dossier_id, kind, ref_id, from_batch, number, label)
    select p_dossier, r.kind, r.id, v_chain.last_batch_id + 1, r.number, r.label
      from imported_ref r
      left join lateral (
           select n.number, n.label from books_name_in_force n
            where n.dossier_id = p_dossier and n.kind = r.kind and n.ref_id = r.id
            order by n.from_batch desc limit 1) known on true
     where known.number is distinct from r.number or known.label is distinct from r.label;
    select d.public_id into v_public from tenancy_dossier d where d.id = p_dossier;
    v_hash := boucle.books_batch_hash(v_public, v_chain.last_batch_id + 1, 'import', v_chain.last_hash, v_stamp,
                                      boucle.boucle_actor(), v_count, v_hashes);
    insert into books_validation_batch (dossier_id, id, version, kind, previous_hash, hash, stamp, author,
                                        entry_count, fiscal_year_id)
    values (p_dossier, v_chain.last_batch_id + 1, 1, 'import', v_chain.last_hash, v_hash, v_stamp,
            boucle.boucle_actor(), v_count, p_year);
    update books_chain c set last_batch_id = c.last_batch_id + 1, last_hash = v_hash where c.dossier_id = p_dossier;
    return jsonb_build_object('batch', v_chain.last_batch_id + 1, 'drafts', v_drafts, 'hash', encode(v_hash, 'hex'));
end $$;

-- Numbering goes on where the file stopped, in the series that it used.
create or replace function boucle.books_import_sequences(p_dossier bigint, p_year bigint, p_numbering text) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    -- The scheme of the first file decides, while the year has no number of our own.
    update books_fiscal_year y set numbering = p_numbering
     where y.dossier_id = p_dossier and y.id = p_year and y.numbering <> p_numbering
       and not exists (select from books_entry e where e.dossier_id = p_dossier and e.fiscal_year_id = p_year
                          and e.state = 'v' and e.origin <> 'import');
    insert into books_sequence as s (dossier_id, fiscal_year_id, journal_id, last_rank)
    select p_dossier, p_year, case y.numbering when 'year' then 0 else i.journal_id end,
           coalesce(max(i.number_rank), 0)
      from imported_entry i join books_fiscal_year y on y.dossier_id = p_dossier and y.id = p_year
     where i.valid is not null group by 3
    on conflict (dossier_id, fiscal_year_id, journal_id) do update
       set last_rank = greatest(s.last_rank, excluded.last_rank);
end $$;
