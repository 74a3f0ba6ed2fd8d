-- The chain of the audit log, one per organisation (0 = the service itself), format A1
-- (docs/preuve.md). Writers never wait for it: they leave a row in kernel_audit_pending, which
-- the job `kernel.audit_seal` empties within the minute.
create or replace function boucle.audit_event_hash(
    p_dossier bigint, p_id bigint, p_at timestamptz, p_actor text, p_address text, p_origin text,
    p_verb text, p_before jsonb, p_after jsonb) returns bytea
language sql stable parallel safe
return sha256(boucle.utf8('2:A1' || boucle.canon(p_dossier) || boucle.canon(p_id)
    || boucle.canon((extract(epoch from p_at) * 1000000)::bigint) || boucle.canon(p_actor)
    || boucle.canon(p_address) || boucle.canon(p_origin) || boucle.canon(p_verb)
    || boucle.canon(p_before::text) || boucle.canon(p_after::text)));

create or replace function boucle.audit_seal_hash(
    p_organisation bigint, p_rank bigint, p_previous bytea, p_at timestamptz, p_events bigint,
    p_hashes bytea) returns bytea
language sql stable parallel safe
return sha256(boucle.utf8('2:S1' || boucle.canon(p_organisation) || boucle.canon(p_rank)
    || boucle.canon((extract(epoch from p_at) * 1000000)::bigint) || boucle.canon(p_events))
    || p_previous || p_hashes);

-- Seals at most p_limit waiting events; answers how many. A second caller leaves at once.
create or replace function boucle.audit_seal(p_limit int) returns bigint
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_events bigint; v_at timestamptz := clock_timestamp();
begin
    if not pg_try_advisory_xact_lock(hashtext('boucle.audit_seal')) then
        return 0;
    end if;
    with taken as (
        delete from kernel_audit_pending p
         using (select organisation_id, audit_id from kernel_audit_pending
                 order by organisation_id, audit_id limit p_limit) x
         where p.organisation_id = x.organisation_id and p.audit_id = x.audit_id
        returning p.organisation_id, p.audit_id
    ), hashed as (
        select t.organisation_id, t.audit_id,
               row_number() over (partition by t.organisation_id order by t.audit_id) as position,
               audit_event_hash(a.dossier_id, a.id, a.at, a.actor, a.address, a.origin, a.verb,
                                a.before, a.after) as hash
          from taken t join kernel_audit a on a.organisation_id = t.organisation_id and a.id = t.audit_id
    ), summed as (
        select organisation_id, count(*) as events, string_agg(hash, ''::bytea order by position) as hashes
          from hashed group by 1
    ), sealed as (
        insert into kernel_audit_seal (organisation_id, rank, at, events, previous, hash)
        select s.organisation_id, coalesce(l.rank, 0) + 1, v_at, s.events, coalesce(l.hash, ''::bytea),
               audit_seal_hash(s.organisation_id, coalesce(l.rank, 0) + 1, coalesce(l.hash, ''::bytea),
                               v_at, s.events, s.hashes)
          from summed s left join lateral (
               select rank, hash from kernel_audit_seal k where k.organisation_id = s.organisation_id
                order by rank desc limit 1) l on true
        returning organisation_id, rank
    ), linked as (
        insert into kernel_audit_link (organisation_id, audit_id, rank, position)
        select h.organisation_id, h.audit_id, s.rank, h.position
          from hashed h join sealed s using (organisation_id)
        returning 1
    )
    select count(*) into v_events from linked;
    return v_events;
end $$;
