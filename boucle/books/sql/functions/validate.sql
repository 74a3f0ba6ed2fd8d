-- Validates drafts for good, all or none: number without gap, stamp of the database's clock, chain.
-- Source: docs/rules/antifraude.md R1, R4-R6, R16, R17, R21; PCG 1031-3.
--
-- Selection: p_ids (public ids), or the drafts of the year, of p_journal if given, up to p_until.
-- Answers {"batch","entries","first","last","hash"} | {"findings"} (nothing done) | {"entries": 0}.
-- Locks, in this order: the drafts, the chain row, the sequence row (one order: no deadlock).
create or replace function boucle.books_validate(
    p_dossier bigint, p_year bigint, p_journal bigint, p_until date, p_ids uuid[]) returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp set work_mem = '128MB' as $$
declare
    v_ids bigint[];
    v_findings jsonb;
    v_chain books_chain;
    v_year books_fiscal_year;
    v_batch bigint;
    v_stamp timestamptz;
    v_day date;
    v_hash bytea;
    v_first text;
    v_last text;
    v_limits record;
begin
    perform boucle.boucle_require_scope(p_dossier);
    select * into v_limits from boucle.boucle_limits(p_dossier, 'validate');
    -- The chain row first: two validations of a Dossier queue here, before they read any draft.
    select * into v_chain from books_chain c where c.dossier_id = p_dossier for update;
    select * into v_year from books_fiscal_year y
     where y.dossier_id = p_dossier and y.id = p_year for key share;
    select array_agg(d.id order by d.date, d.code, d.id) into v_ids from (
        select e.id, e.date, j.code from books_entry e
          join books_journal j on j.dossier_id = p_dossier and j.id = e.journal_id
         where e.dossier_id = p_dossier and e.fiscal_year_id = p_year and e.state = 'd'
           and (p_ids is null or e.public_id = any (p_ids))
           and (p_journal is null or e.journal_id = p_journal)
           and (p_until is null or e.date <= p_until)
         order by e.id for update of e) d;
    v_findings := boucle.books_selection_findings(p_dossier, p_ids, v_ids);
    if v_findings is not null then
        return jsonb_build_object('findings', v_findings);
    end if;
    if v_ids is null then
        return jsonb_build_object('batch', null, 'entries', 0, 'first', null, 'last', null, 'hash', null,
                                  'stamp', null);
    end if;
    v_stamp := clock_timestamp();
    v_day := (v_stamp at time zone 'Europe/Paris')::date;
    v_findings := boucle.books_validation_findings(p_dossier, v_year, v_ids, v_day);
    if v_limits.journals is not null or v_limits.accounts is not null then
        v_findings := nullif(coalesce(v_findings, '[]') || coalesce(boucle.books_held_findings(
            p_dossier, v_limits.journals, v_limits.accounts, v_ids), '[]'), '[]');
    end if;
    if v_findings is not null then
        return jsonb_build_object('findings', v_findings);
    end if;

    v_batch := v_chain.last_batch_id + 1;
    perform boucle.books_roll(p_dossier, v_ids, -1);
    perform boucle.books_record_names(p_dossier, v_batch, v_ids);
    perform boucle.books_number(p_dossier, v_year, v_batch, v_ids, v_day);
    perform boucle.books_roll(p_dossier, v_ids, 1);

    select sha.hash, sha.first, sha.last into v_hash, v_first, v_last from (
        select boucle.books_batch_hash(d.public_id, v_batch, 'validation', v_chain.last_hash, v_stamp,
                   boucle.boucle_actor(), count(*), string_agg(e.content_hash, ''::bytea order by e.rank)) as hash,
               (array_agg(e.number_text order by e.rank))[1] as first,
               (array_agg(e.number_text order by e.rank desc))[1] as last
          from books_entry e join tenancy_dossier d on d.id = p_dossier
         where e.dossier_id = p_dossier and e.batch_id = v_batch group by d.public_id) sha;
    insert into books_validation_batch (dossier_id, id, version, kind, previous_hash, hash, stamp, author,
                                        entry_count, fiscal_year_id)
    values (p_dossier, v_batch, 1, 'validation', v_chain.last_hash, v_hash, v_stamp, boucle.boucle_actor(),
            cardinality(v_ids), p_year);
    perform boucle.books_settle_batch(p_dossier, v_batch);
    update books_chain c set last_batch_id = v_batch, last_hash = v_hash where c.dossier_id = p_dossier;
    return jsonb_build_object('batch', v_batch, 'entries', cardinality(v_ids), 'first', v_first, 'last', v_last,
                              'hash', encode(v_hash, 'hex'), 'stamp', v_stamp);
end $$;

-- What was asked for by name and is no draft of the year: nothing is validated in part.
create or replace function boucle.books_selection_findings(p_dossier bigint, p_asked uuid[], p_ids bigint[])
returns jsonb
language sql stable set search_path = pg_catalog, boucle, pg_temp set enable_nestloop = off as $$
select jsonb_agg(jsonb_build_object('code', code, 'entry', entry, 'value', value)) from (
    select case e.state when 'v' then 'books.entry.validated' else 'books.entry.not_selectable' end as code,
           x.entry, e.number_text as value
      from (select distinct entry from unnest(p_asked) as x(entry)) x
      left join books_entry e on e.dossier_id = p_dossier and e.public_id = any (p_asked) and e.public_id = x.entry
     where e.id is null or not e.id = any (coalesce(p_ids, '{}'))
     limit 200) shown $$;

-- Every reason why these drafts cannot be validated (at most 200 shown); null when none.
create or replace function boucle.books_validation_findings(
    p_dossier bigint, p_year boucle.books_fiscal_year, p_ids bigint[], p_day date) returns jsonb
language sql stable set search_path = pg_catalog, boucle, pg_temp set enable_nestloop = off as $$
with draft as materialized (
    select e.id, e.public_id, e.date, e.journal_id from books_entry e
     where e.dossier_id = p_dossier and e.id = any (p_ids)
), total as (
    select d.id, count(l.entry_id) as lines, coalesce(sum(l.debit) - sum(l.credit), 0) as gap,
           count(*) filter (where trim(l.label) = '') as unlabelled,
           count(*) filter (where a.id is null) as orphans
      from draft d left join books_line l
             on l.dossier_id = p_dossier and l.entry_id = any (p_ids) and l.entry_id = d.id
                   left join books_account a on a.dossier_id = p_dossier and a.id = l.account_id
     group by d.id
), wrong(code, entry, value) as (
    select 'books.entry.year_closed', null::uuid, p_year.label where p_year.state = 'closed'
    union all select 'books.entry.in_future', d.public_id, to_char(d.date, 'DD/MM/YYYY') from draft d where d.date > p_day
    union all select 'books.entry.unbalanced', d.public_id, t.gap::text from draft d join total t using (id) where t.gap <> 0
    union all select 'books.entry.too_few_lines', d.public_id, t.lines::text from draft d join total t using (id) where t.lines < 2
    union all select 'books.line.label_missing', d.public_id, null from draft d join total t using (id) where t.unlabelled > 0
    union all select 'books.line.account_unknown', d.public_id, null from draft d join total t using (id) where t.orphans > 0
    union all select 'books.entry.period_locked', d.public_id, to_char(d.date, 'MM/YYYY') from draft d
               join books_journal_lock k on k.dossier_id = p_dossier and k.journal_id = d.journal_id
                                        and k.month = date_trunc('month', d.date)::date
)
select jsonb_agg(jsonb_build_object('code', code, 'entry', entry, 'value', value)) from (
    select * from wrong limit 200) shown $$;

-- Numbers, stamps and hashes the drafts of one batch, in the order of p_ids.
-- The sequence row (of the year, or of each journal) is locked by its own UPDATE: no gap, no double.
create or replace function boucle.books_number(
    p_dossier bigint, p_year boucle.books_fiscal_year, p_batch bigint, p_ids bigint[], p_day date) returns void
language plpgsql set search_path = pg_catalog, boucle, pg_temp set enable_nestloop = off as $$
declare
    -- What the drafts use, as arrays: every join below reads those rows only, by hash. (With tables
    -- that were never analysed the planner believes in one row and loops over the square.)
    v_accounts bigint[] := array(select distinct l.account_id from books_line l
                                  where l.dossier_id = p_dossier and l.entry_id = any (p_ids));
    v_thirds bigint[] := array(select distinct l.third_party_id from books_line l
                                where l.dossier_id = p_dossier and l.entry_id = any (p_ids)
                                  and l.third_party_id is not null);
    v_journals bigint[] := array(select distinct e.journal_id from books_entry e
                                  where e.dossier_id = p_dossier and e.id = any (p_ids));
    v_numbered bigint;
begin
    insert into books_sequence (dossier_id, fiscal_year_id, journal_id, last_rank)
    select distinct p_dossier, p_year.id, case p_year.numbering when 'year' then 0 else e.journal_id end, 0
      from books_entry e where e.dossier_id = p_dossier and e.id = any (p_ids)
    on conflict do nothing;

    with draft as (
        select x.id, x.rank, e.journal_id, e.date,
               case p_year.numbering when 'year' then 0 else e.journal_id end as series
          from unnest(p_ids) with ordinality as x(id, rank)
          join books_entry e on e.id = x.id
         where e.dossier_id = p_dossier and e.id = any (p_ids)
    ), given as (
        update books_sequence s set last_rank = s.last_rank + c.n
          from (select series, count(*) as n from draft group by series) c
         where s.dossier_id = p_dossier and s.fiscal_year_id = p_year.id and s.journal_id = c.series
        returning s.journal_id as series, s.last_rank - c.n as base
    ), numbered as (
        select d.id, d.rank, d.journal_id, d.date, d.series,
               g.base + row_number() over (partition by d.series order by d.rank) as number
          from draft d join given g using (series)
    ), name as materialized (
        -- As books_record_names has just put them in force, and not as the accounts are called now:
        -- a rename that commits meanwhile cannot part the hash from the names that verify reads.
        select distinct on (n.kind, n.ref_id) n.kind, n.ref_id, boucle.books_name_canon(n.number, n.label) as canon
          from books_name_in_force n
         where n.dossier_id = p_dossier and n.from_batch <= p_batch
           and (n.kind = 'account' and n.ref_id = any (v_accounts) or n.kind = 'third' and n.ref_id = any (v_thirds)
                or n.kind = 'journal' and n.ref_id = any (v_journals))
         order by n.kind, n.ref_id, n.from_batch desc
    ), hashed as (
        select n.id, boucle.books_entry_hash(min(j.canon), min(n.number)::text, min(n.date), p_day, count(*),
                   string_agg(boucle.books_line_canon(
                       a.canon, coalesce(t.canon, '--'), l.piece_ref, l.piece_date, l.label, l.debit, l.credit,
                       l.currency, l.currency_amount, l.due_date), '' order by l.position)) as hash
          from numbered n
          join name j on j.kind = 'journal' and j.ref_id = n.journal_id
          join books_line l on l.dossier_id = p_dossier and l.entry_id = any (p_ids) and l.entry_id = n.id
          join name a on a.kind = 'account' and a.ref_id = l.account_id
          left join name t on t.kind = 'third' and t.ref_id = l.third_party_id
         group by n.id
    )
    update books_entry e
       set state = 'v', number_text = n.number::text, number_rank = n.number, series_id = n.series,
           batch_id = p_batch, rank = n.rank, valid_date = p_day, content_hash = h.hash
      from numbered n join hashed h using (id)
     where e.dossier_id = p_dossier and e.id = any (p_ids) and e.id = n.id;
    get diagnostics v_numbered = row_count;
    if v_numbered <> cardinality(p_ids) then
        raise exception 'numbered % of % entries', v_numbered, cardinality(p_ids) using errcode = 'XX001';
    end if;
end $$;

-- Keeps the number and label under which this batch is validated, where they are new.
create or replace function boucle.books_record_names(p_dossier bigint, p_batch bigint, p_ids bigint[]) returns void
language sql set search_path = pg_catalog, boucle, pg_temp set enable_nestloop = off as $$
with line as materialized (
    select distinct l.account_id, l.third_party_id from books_line l
     where l.dossier_id = p_dossier and l.entry_id = any (p_ids)
), used(kind, ref_id, number, label) as (
    select 'account', a.id, a.number, a.label from books_account a
     where a.dossier_id = p_dossier and a.id in (select account_id from line)
    union all
    select 'third', t.id, t.number, t.label from books_third_party t
     where t.dossier_id = p_dossier and t.id in (select third_party_id from line)
    union all
    select 'journal', j.id, j.code, j.label from books_journal j
     where j.dossier_id = p_dossier and j.id in (
           select e.journal_id from books_entry e where e.dossier_id = p_dossier and e.id = any (p_ids))
)
insert into books_name_in_force (dossier_id, kind, ref_id, from_batch, number, label)
select p_dossier, u.kind, u.ref_id, p_batch, u.number, u.label from used u
  left join lateral (
       select n.number, n.label from books_name_in_force n
        where n.dossier_id = p_dossier and n.kind = u.kind and n.ref_id = u.ref_id and n.from_batch <= p_batch
        order by n.from_batch desc limit 1) known on true
 where known.number is distinct from u.number or known.label is distinct from u.label $$;
