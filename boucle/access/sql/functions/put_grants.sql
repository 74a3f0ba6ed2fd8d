-- Gives a person a right on Dossiers (one, and p_more with it), changes it, or takes it away
-- (p_facts null): all of them or none, in one statement each.
-- p_facts: {"mode", "preset", "reads", "writes", "journals", "accounts", "starts_on", "ends_on"}.
-- Answers {"grants": [{"dossier", "before"}]} | {"findings": [{"code", "dossier"}]} | {"missing": true}.
-- Raises 42501 outside the scope or without the right to grant. Who gives: gives no more than he has.
-- Source: S-027, S-037, S-038, S-123, S-124.
create or replace function boucle.access_put_grants(p_dossier bigint, p_more bigint[], p_user uuid, p_facts jsonb)
returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare
    v_actor text := boucle.boucle_actor();
    v_all bigint[];
    v_new access_grant;
    v_findings jsonb;
    v_before jsonb;
begin
    perform boucle.boucle_require_scope(p_dossier);
    v_all := array(select distinct d from unnest(array[p_dossier] || coalesce(p_more, '{}')) d order by d);
    if not v_all <@ boucle.boucle_scope() then
        raise exception 'dossier outside the scope of the transaction' using errcode = '42501';
    end if;
    -- Rights of a Dossier change one at a time.
    perform 1 from access_grant g where g.dossier_id = any (v_all) order by g.dossier_id, g.user_id for update;
    -- A Dossier whose books are not open yet is being made, by him who makes it.
    if v_actor not like 'système:%' and exists (
        select from unnest(v_all) d
         where exists (select from books_chain c where c.dossier_id = d)
           and not exists (select from access_grant g where g.dossier_id = d and g.user_id::text = v_actor
                              and 'rights' = any (g.writes) and boucle.access_in_force(g.starts_on, g.ends_on))) then
        raise exception 'the actor lacks the right grant' using errcode = '42501';
    end if;
    v_new := jsonb_populate_record(null::access_grant, coalesce(p_facts, '{"reads": [], "writes": []}'));
    v_findings := boucle.access_grant_findings(v_all, p_user, v_new, p_facts is null);
    if v_findings is not null then
        return jsonb_build_object('findings', v_findings);
    end if;

    select jsonb_agg(jsonb_build_object('dossier', d, 'before', to_jsonb(g) - 'dossier_id' - 'user_id')) into v_before
      from unnest(v_all) d left join access_grant g on g.dossier_id = d and g.user_id = p_user
     where p_facts is not null or g.user_id is not null;
    if p_facts is null then
        delete from access_grant g where g.dossier_id = any (v_all) and g.user_id = p_user;
    else
        insert into access_grant as g (dossier_id, user_id, mode, preset, reads, writes, journals, accounts,
                                       starts_on, ends_on, granted_by, granted_at)
        select d, p_user, v_new.mode, v_new.preset, v_new.reads, v_new.writes, v_new.journals, v_new.accounts,
               v_new.starts_on, v_new.ends_on, v_actor, clock_timestamp() from unnest(v_all) d
        on conflict (dossier_id, user_id) do update
           set mode = excluded.mode, preset = excluded.preset, reads = excluded.reads, writes = excluded.writes,
               journals = excluded.journals, accounts = excluded.accounts, starts_on = excluded.starts_on,
               ends_on = excluded.ends_on, granted_by = excluded.granted_by, granted_at = excluded.granted_at;
    end if;
    return coalesce(jsonb_build_object('grants', v_before), '{}') || case when v_before is null then '{"missing": true}'::jsonb else '{}' end;
end $$;

-- What stands against it, by Dossier (at most 200 shown); null when nothing does.
create or replace function boucle.access_grant_findings(
    p_dossiers bigint[], p_user uuid, p_new boucle.access_grant, p_is_end boolean) returns jsonb
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
with wrong(code, dossier) as (
    -- The mode of the firm is for the people of a firm: the one of the Dossier, where it has one.
    select 'access.grant.outside_firm', d.id from tenancy_dossier d
     where not p_is_end and p_new.mode = 'expert' and d.id = any (p_dossiers)
       and not exists (select from access_membership m join access_user u on u.id = m.user_id
                         join tenancy_organisation o on o.id = m.organisation_id
                        where u.public_id = p_user and o.kind = 'cabinet'
                          and (d.cabinet_id is null or o.id = d.cabinet_id))
    union all
    -- Nobody gives more than he holds.
    select 'access.grant.beyond', a.dossier_id from access_grant a
     where not p_is_end and a.dossier_id = any (p_dossiers) and a.user_id::text = boucle.boucle_actor()
       and not (p_new.reads <@ a.reads and p_new.writes <@ a.writes
                and (a.journals is null or coalesce(p_new.journals <@ a.journals, false))
                and (a.accounts is null or coalesce((select bool_and(exists (
                        select from unnest(a.accounts) o where starts_with(n, o))) from unnest(p_new.accounts) n), false)))
    union all
    -- Somebody always gives the rights of a Dossier.
    select 'access.grant.last_manager', g.dossier_id from access_grant g
     where g.dossier_id = any (p_dossiers) and g.user_id = p_user and 'rights' = any (g.writes)
       and not ('rights' = any (p_new.writes) and boucle.access_in_force(p_new.starts_on, p_new.ends_on))
       and not exists (select from access_grant o where o.dossier_id = g.dossier_id and o.user_id <> p_user
                          and 'rights' = any (o.writes) and boucle.access_in_force(o.starts_on, o.ends_on))
)
select jsonb_agg(jsonb_build_object('code', code, 'dossier', dossier)) from (
    select * from wrong order by dossier, code limit 200) shown $$;
