-- Organisations that the actor reaches, by name, and as what.
select o.id, o.public_id, o.name, o.kind, m.id is not null as is_member,
       coalesce(m.is_admin, false) as is_manager,
       exists (select from boucle.access_saas_admin s
                where s.organisation_id = o.id and s.user_id = u.id and s.starts_at <= clock_timestamp()
                  and (s.ends_at is null or s.ends_at > clock_timestamp())) as is_saas
  from boucle.access_user u
  join boucle.access_account a on a.user_id = u.id and a.closed_at is null
  join boucle.tenancy_organisation o on o.id = a.organisation_id
  left join boucle.access_membership m on m.user_id = u.id and m.organisation_id = o.id
 where u.public_id::text = %(actor)s and u.is_active
 order by boucle.fr_key(o.name) collate "C", o.id
