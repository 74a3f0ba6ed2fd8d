-- The organisation of an event: the client of the Dossier, else the one that the act names, else
-- the first organisation of the actor, else 0 (the service itself). Then the event waits for its seal.
create or replace function boucle.audit_place() returns trigger
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
begin
    new.organisation_id := coalesce(
        (select client_id from tenancy_dossier where id = new.dossier_id),
        case when new.dossier_id = 0 then nullif(new.organisation_id, 0) end,
        (select m.organisation_id from access_membership m join access_user u on u.id = m.user_id
          where new.dossier_id = 0 and u.public_id::text = new.actor order by m.id limit 1),
        0);
    new.at := clock_timestamp();
    insert into kernel_audit_pending (organisation_id, audit_id) values (new.organisation_id, new.id);
    return new;
end $$;

-- Whose log may be read: an administrator of the organisation, who speaks for it (SaaS), one who
-- manages a Dossier of it, and the operator's command line. Raises 42501.
create or replace function boucle.audit_require_reader(p_organisation bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_actor text := boucle.boucle_actor();
begin
    if v_actor like 'système:%' then
        return;
    end if;
    perform 1 from access_membership m join access_user u on u.id = m.user_id
      where m.organisation_id = p_organisation and m.is_admin and u.public_id::text = v_actor;
    if found then return; end if;
    perform 1 from access_saas_admin s join access_user u on u.id = s.user_id
      where s.organisation_id = p_organisation and u.is_active and u.public_id::text = v_actor
        and s.starts_at <= clock_timestamp() and (s.ends_at is null or s.ends_at > clock_timestamp());
    if found then return; end if;
    perform 1 from access_grant g join tenancy_dossier d on d.id = g.dossier_id
      where d.client_id = p_organisation and g.user_id::text = v_actor and 'audit' = any (g.reads)
        and boucle.access_in_force(g.starts_on, g.ends_on);
    if not found then
        raise exception 'not a reader of this log' using errcode = '42501';
    end if;
end $$;

-- State of the chain of an organisation; with p_recompute, every link is computed again and the first
-- that is broken named (a look at the screen does not pay for that).
create or replace function boucle.audit_check(p_organisation bigint, p_recompute boolean) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_broken jsonb; v_waiting record; v_sealed record;
begin
    perform audit_require_reader(p_organisation);
    with found as (
        select s.rank, s.at, s.events, s.previous, s.hash,
               lag(s.hash, 1, ''::bytea) over (order by s.rank) as wanted_previous,
               row_number() over (order by s.rank) as wanted_rank,
               coalesce(e.events, 0) as found_events, coalesce(e.hashes, ''::bytea) as hashes
          from kernel_audit_seal s left join (
               select l.rank, count(a.id) as events,
                      string_agg(audit_event_hash(a.dossier_id, a.id, a.at, a.actor, a.address,
                                 a.origin, a.verb, a.before, a.after), ''::bytea order by l.position) as hashes
                 from kernel_audit_link l left join kernel_audit a
                      on a.organisation_id = l.organisation_id and a.id = l.audit_id
                where l.organisation_id = p_organisation group by l.rank) e using (rank)
         where p_recompute and s.organisation_id = p_organisation
    )
    select jsonb_build_object('rank', rank, 'at', at, 'reason', case
               when rank <> wanted_rank then 'rank' when previous <> wanted_previous then 'previous'
               when events <> found_events then 'missing' else 'altered' end)
      into v_broken from found
     where rank <> wanted_rank or previous <> wanted_previous or events <> found_events
        or hash <> audit_seal_hash(p_organisation, rank, previous, at, events, hashes)
     order by rank limit 1;
    select count(*) as seals, coalesce(sum(events), 0) as events, max(at) as last,
           (select encode(hash, 'hex') from kernel_audit_seal k where k.organisation_id = p_organisation
             order by rank desc limit 1) as head
      into v_sealed from kernel_audit_seal where organisation_id = p_organisation;
    select count(*) as events, min(a.at) as oldest into v_waiting
      from kernel_audit_pending p left join kernel_audit a
           on a.organisation_id = p.organisation_id and a.id = p.audit_id
     where p.organisation_id = p_organisation;
    if p_recompute and v_broken is null and v_sealed.events + v_waiting.events
       <> (select count(*) from kernel_audit a where a.organisation_id = p_organisation) then
        v_broken := jsonb_build_object('rank', null, 'at', null, 'reason', 'unknown');
    end if;
    return jsonb_build_object('seals', v_sealed.seals, 'events', v_sealed.events, 'last', v_sealed.last,
        'head', v_sealed.head, 'waiting', v_waiting.events, 'oldest', v_waiting.oldest, 'broken', v_broken);
end $$;

-- The seal that holds an event; null while it waits.
create or replace function boucle.audit_seal_of(p_organisation bigint, p_id bigint) returns bigint
language sql stable security definer set search_path = pg_catalog, boucle, pg_temp
return (select rank from boucle.kernel_audit_link where organisation_id = p_organisation and audit_id = p_id);
