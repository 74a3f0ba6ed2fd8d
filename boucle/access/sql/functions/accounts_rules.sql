-- Rules of accounts that no screen may forget. Each refusal names a constraint, which
-- boucle/access/refusals.py says in French.

-- The contract that pays for the users of an organisation: its own, else its cabinet's.
create or replace function boucle.access_contract_for(p_organisation bigint) returns bigint
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
    select c.id from boucle.tenancy_organisation o
      join boucle.access_contract c on c.organisation_id in (o.id, o.managed_by_id)
     where o.id = p_organisation
       and c.activated_at is not null
       and (c.ends_on is null or c.ends_on >= (clock_timestamp() at time zone 'Europe/Paris')::date)
     order by (c.organisation_id = o.id) desc limit 1$$;

-- What the contract orders of a thing on a day; null when it says nothing of it.
create or replace function boucle.access_ordered(p_contract bigint, p_code text, p_day date) returns int
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
    select i.quantity from boucle.access_contract_item i
     where i.contract_id = p_contract and i.code = p_code and i.starts_on <= p_day
     order by i.starts_on desc, i.id desc limit 1$$;

-- Persons with an application account whom this contract pays for, each counted once.
create or replace function boucle.access_named_users(p_contract bigint) returns int
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
    select count(distinct m.user_id)::int from boucle.access_membership m
      join boucle.tenancy_organisation o on o.id = m.organisation_id
      join boucle.access_contract c on c.id = p_contract
     where o.id = c.organisation_id
        or (o.managed_by_id = c.organisation_id
            and not exists (select from boucle.access_contract own where own.organisation_id = o.id))$$;

-- An application account: its access account is open, the contract has a seat, and who works for
-- the operator belongs to no client.
create or replace function boucle.access_membership_rules() returns trigger
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare v_contract bigint; v_staff boolean;
begin
    if not exists (select from access_account a where a.user_id = new.user_id
                     and a.organisation_id = new.organisation_id and a.closed_at is null) then
        raise exception 'no access account' using errcode = '23514', constraint = 'access_membership__needs_access';
    end if;
    select o.kind = 'operator' into v_staff from tenancy_organisation o where o.id = new.organisation_id;
    if exists (select from access_membership m join tenancy_organisation o on o.id = m.organisation_id
                where m.user_id = new.user_id and m.id <> new.id and (o.kind = 'operator') <> v_staff) then
        raise exception 'staff apart' using errcode = '23514', constraint = 'access_membership__staff_apart';
    end if;
    v_contract := access_contract_for(new.organisation_id);
    if v_contract is not null then
        perform 1 from access_contract where id = v_contract for no key update;
        if access_named_users(v_contract) > coalesce(access_ordered(v_contract, 'utilisateurs',
               (clock_timestamp() at time zone 'Europe/Paris')::date), 0) then
            raise exception 'no seat left' using errcode = '23514', constraint = 'access_membership__named_users';
        end if;
    end if;
    return null;
end $$;

-- The operator's staff holds no right on a Dossier: it enters by a support session.
create or replace function boucle.access_grant_no_staff() returns trigger
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
begin
    if exists (select from access_user u join access_membership m on m.user_id = u.id
                 join tenancy_organisation o on o.id = m.organisation_id
                where u.public_id = new.user_id and o.kind = 'operator') then
        raise exception 'staff' using errcode = '23514', constraint = 'access_grant__no_staff';
    end if;
    return new;
end $$;

-- Who speaks for a client: at least one person from now on without a gap once its contract is
-- active, and never two from third parties at a time.
create or replace function boucle.access_saas_admin_rules() returns trigger
language plpgsql set search_path = pg_catalog, boucle, pg_temp as $$
declare v_now timestamptz := clock_timestamp();
begin
    perform 1 from tenancy_organisation where id = new.organisation_id for no key update;
    if exists (select from access_saas_admin a join access_saas_admin b
                 on b.organisation_id = a.organisation_id and b.id > a.id and b.company <> ''
                and greatest(a.starts_at, b.starts_at) < least(coalesce(a.ends_at, 'infinity'), coalesce(b.ends_at, 'infinity'))
                where a.organisation_id = new.organisation_id and a.company <> ''
                  and coalesce(a.ends_at, 'infinity') > v_now and coalesce(b.ends_at, 'infinity') > v_now) then
        raise exception 'two from third parties' using errcode = '23514', constraint = 'access_saas_admin__one_external';
    end if;
    if exists (select from access_contract c where c.organisation_id = new.organisation_id and c.activated_at is not null)
       and exists (
           select from (select v_now as instant
                        union select a.ends_at from access_saas_admin a
                         where a.organisation_id = new.organisation_id and a.ends_at > v_now) t
            where not exists (select from access_saas_admin a
                               where a.organisation_id = new.organisation_id and a.starts_at <= t.instant
                                 and coalesce(a.ends_at, 'infinity') > t.instant)) then
        raise exception 'nobody speaks for the client' using errcode = '23514', constraint = 'access_saas_admin__at_least_one';
    end if;
    return null;
end $$;

-- Whether a support session of the actor, open and granted to write, covers the Dossier.
create or replace function boucle.access_support_writes(p_dossier bigint) returns boolean
language sql stable set search_path = pg_catalog, boucle, pg_temp as $$
    select exists (select from boucle.access_support_session s
        where s.staff::text = boucle.boucle_actor() and s.may_write and s.ended_at is null
          and s.expires_at > clock_timestamp() and p_dossier = any (s.dossiers))$$;
