-- Saves a draft, new or changed: the whole entry or nothing. Balanced to the cent, drafts too.
-- Source: docs/rules/antifraude.md R1, R4, R8; design: one round trip, all findings at once.
--
-- p_entry: {"public_id", "version" (0 = new), "journal" (code), "date", "origin", "reverses",
--   "lines": [{"account", "third", "piece_ref", "piece_date", "label", "debit", "credit" (cents),
--              "due_date", "currency", "currency_amount"}]}
-- Answers {"entry", "version", "id", "state"} | {"findings": [{"code", "line", "field", "value"}]}
--   | {"conflict": true}. Raises 42501 outside the scope or without the right to write.
-- Idempotent: the same content sent again at the version it was made from answers what it did the
-- first time. A public_id that was deleted does not come back.
-- Locks: entry, journal and year (against the closing of a month or a year), then the roll-ups, each
-- row once and in key order: two writers never wait for each other in a ring.
create or replace function boucle.books_save_draft(p_dossier bigint, p_entry jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_given uuid := (p_entry->>'public_id')::uuid;
    v_public uuid := coalesce(v_given, uuidv7());
    v_asked int := coalesce((p_entry->>'version')::int, 0);
    v_date date := (p_entry->>'date')::date;
    v_origin text := coalesce(p_entry->>'origin', 'saisie');
    v_old books_entry;
    v_journal books_journal;
    v_year books_fiscal_year;
    v_id bigint;
    v_version int;
    v_reverses bigint;
    v_findings jsonb;
    v_before jsonb;
    v_limits record;
begin
    perform boucle.boucle_require_scope(p_dossier);
    select * into v_limits from boucle.boucle_limits(p_dossier, 'write');

    if v_given is not null then
        select * into v_old from books_entry e
         where e.dossier_id = p_dossier and e.public_id = v_given for update;
    end if;
    if v_old.id is not null then
        if v_old.state = 'v' then
            return jsonb_build_object('findings', jsonb_build_array(
                jsonb_build_object('code', 'books.entry.validated', 'value', v_old.number_text)));
        end if;
        if v_asked = v_old.version - 1 and exists (
            select from books_entry_version h
             where h.dossier_id = p_dossier and h.entry_id = v_old.id and h.version = v_old.version
               and h.content = p_entry) then
            return jsonb_build_object('entry', v_public, 'version', v_old.version, 'id', v_old.id, 'state', 'd');
        end if;
        if v_asked <> v_old.version then
            return jsonb_build_object('conflict', true, 'version', v_old.version);
        end if;
    elsif v_given is not null and exists (
        select from books_entry_version h where h.dossier_id = p_dossier and h.public_id = v_given) then
        return jsonb_build_object('findings', jsonb_build_array(
            jsonb_build_object('code', 'books.entry.deleted')));
    elsif v_asked > 0 then
        return jsonb_build_object('conflict', true, 'version', 0);
    end if;

    -- Read under the lock that closing the year, or the month of the journal, takes exclusively:
    -- one statement, so that what a closing has just committed is what is read.
    select * into v_journal from books_journal j
     where j.dossier_id = p_dossier and j.code = p_entry->>'journal' for key share;
    select * into v_year from books_fiscal_year y
     where y.dossier_id = p_dossier and v_date between y.start_date and y.end_date for key share;

    v_findings := boucle.books_draft_findings(p_dossier, p_entry, v_journal, v_year, v_old);
    if v_limits.journals is not null or v_limits.accounts is not null then
        v_findings := nullif(coalesce(v_findings, '[]') || coalesce(boucle.books_limit_findings(
            p_dossier, v_limits.journals, v_limits.accounts, p_entry, v_old.id), '[]'), '[]');
    end if;
    if v_findings is not null then
        return jsonb_build_object('findings', v_findings);
    end if;

    if p_entry->>'reverses' is not null then
        select e.id into v_reverses from books_entry e
         where e.dossier_id = p_dossier and e.public_id = (p_entry->>'reverses')::uuid;
    end if;

    if v_old.id is null then
        v_version := 1;
        insert into books_entry (dossier_id, public_id, journal_id, fiscal_year_id, date, origin, reverses_id, created_by)
        values (p_dossier, v_public, v_journal.id, v_year.id, v_date, v_origin, v_reverses, boucle.boucle_actor())
        on conflict (dossier_id, public_id) do nothing returning id into v_id;
        if v_id is null then
            -- The same entry came twice at once: the other one is committed now, answer as to a repeat.
            return boucle.books_save_draft(p_dossier, p_entry);
        end if;
    else
        v_id := v_old.id;
        v_version := v_old.version + 1;
        -- A draft that came by import has no first version yet: keep what it was.
        insert into books_entry_version (dossier_id, entry_id, version, public_id, act, content, author)
        values (p_dossier, v_id, v_old.version, v_public, 'imported',
                boucle.books_entry_content(p_dossier, v_id), v_old.created_by)
        on conflict do nothing;
        v_before := boucle.books_entry_sums(p_dossier, v_id);
        perform boucle.books_forget_tokens(p_dossier, v_id);
        perform boucle.books_unletter_changed(p_dossier, v_id, p_entry->'lines');
        delete from books_line l where l.dossier_id = p_dossier and l.entry_id = v_id;
        delete from books_line_source s where s.dossier_id = p_dossier and s.entry_id = v_id;
        -- The flag « à revoir » has done its work once somebody changed the draft.
        update books_entry e
           set to_review = false, review_note = '', journal_id = v_journal.id, fiscal_year_id = v_year.id, date = v_date, version = v_version
         where e.dossier_id = p_dossier and e.id = v_id;
    end if;

    insert into books_line (dossier_id, entry_id, position, account_id, third_party_id, date, debit, credit,
                            label, piece_ref, piece_date, due_date, currency, currency_amount)
    select p_dossier, v_id, x.position, a.id, t.id, v_date, coalesce(x.debit, 0), coalesce(x.credit, 0),
           x.label, coalesce(x.piece_ref, ''), x.piece_date, x.due_date, x.currency, x.currency_amount
      from rows from (jsonb_to_recordset(p_entry->'lines') as (
                account text, third text, debit bigint, credit bigint, label text, piece_ref text,
                piece_date date, due_date date, currency text, currency_amount bigint))
           with ordinality as x(account, third, debit, credit, label, piece_ref, piece_date, due_date,
                                currency, currency_amount, position)
     cross join lateral (select a.id from books_account a
             where a.dossier_id = p_dossier and a.number = x.account limit 1) a
      left join lateral (select t.id from books_third_party t
             where t.dossier_id = p_dossier and t.number = x.third limit 1) t on true;

    insert into books_entry_version (dossier_id, entry_id, version, public_id, act, content, author)
    values (p_dossier, v_id, v_version, v_public, case v_version when 1 then 'created' else 'changed' end,
            p_entry, boucle.boucle_actor());
    if v_version = 1 then
        perform boucle.books_roll_draft(p_dossier, v_id, v_year.id, v_journal.id, v_date);
    else
        perform boucle.books_roll_change(p_dossier, v_before, boucle.books_entry_sums(p_dossier, v_id));
    end if;
    perform boucle.books_add_draft_tokens(p_dossier, v_id, v_date);
    return jsonb_build_object('entry', v_public, 'version', v_version, 'id', v_id, 'state', 'd');
end $$;
