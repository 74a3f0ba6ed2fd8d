-- Who reads the whole log of an organisation: those who administer it, and the operator's command
-- line. One who manages a single Dossier reads that one's only (access/audit_events). Raises 42501.
create or replace function boucle.audit_require_administrator(p_organisation bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_actor text := boucle.boucle_actor();
begin
    if v_actor like 'système:%' then
        return;
    end if;
    perform 1 from access_membership m join access_user u on u.id = m.user_id
      where m.organisation_id = p_organisation and m.is_admin and u.is_active and u.public_id::text = v_actor;
    if found then return; end if;
    perform 1 from access_saas_admin s join access_user u on u.id = s.user_id
      where s.organisation_id = p_organisation and u.is_active and u.public_id::text = v_actor
        and s.starts_at <= clock_timestamp() and (s.ends_at is null or s.ends_at > clock_timestamp());
    if not found then
        raise exception 'not an administrator of this organisation' using errcode = '42501';
    end if;
end $$;

-- A page of the log of an organisation, all its Dossiers and none, the newest first:
-- {"rows": [{id, at, dossier, actor, name, login, address, origin, verb, before, after, seal}]}.
create or replace function boucle.audit_events_of(
    p_organisation bigint, p_before bigint, p_since timestamptz, p_until timestamptz, p_words text,
    p_dossier bigint, p_limit int) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_rows jsonb;
begin
    perform audit_require_administrator(p_organisation);
    select coalesce(jsonb_agg(to_jsonb(f) order by f.id desc), '[]'::jsonb) into v_rows from (
        select a.id, a.at, a.dossier_id as dossier, a.actor, coalesce(u.name, '') as name,
               coalesce(u.login, '') as login, a.address, a.origin, a.verb, a.before, a.after,
               l.rank as seal
          from kernel_audit a
          left join access_user u on u.public_id::text = a.actor
          left join kernel_audit_link l on l.organisation_id = a.organisation_id and l.audit_id = a.id
         where a.organisation_id = p_organisation and a.id < p_before
           and a.at >= p_since and a.at < p_until
           and (p_dossier is null or a.dossier_id = p_dossier)
           and (p_words = '' or a.verb || ' ' || a.actor || ' ' || a.address || ' ' || coalesce(u.name, '')
                || ' ' || coalesce(u.login, '') || ' ' || coalesce(a.before::text, '') || ' '
                || coalesce(a.after::text, '') ilike '%' || p_words || '%')
         order by a.id desc limit p_limit) f;
    return jsonb_build_object('rows', v_rows);
end $$;
