-- Persons of an organisation: open access accounts by name, then (all) those closed.
select a.public_id, u.public_id as user_id, u.login, u.name, u.email, a.opened_at,
       coalesce(b.name, a.opened_by) as opened_by,
       coalesce(w.name, nullif(a.open_ticket, ''), '') as on_word_of, a.closed_at,
       m.id is not null and a.closed_at is null as has_application, coalesce(m.is_admin, false) as is_manager,
       exists (select from boucle.access_saas_admin s
                where s.organisation_id = a.organisation_id and s.user_id = u.id and s.starts_at <= clock_timestamp()
                  and (s.ends_at is null or s.ends_at > clock_timestamp())) as is_saas
  from boucle.access_account a
  join boucle.access_user u on u.id = a.user_id
  left join boucle.access_membership m on m.user_id = u.id and m.organisation_id = a.organisation_id
  left join boucle.access_user b on b.public_id::text = a.opened_by
  left join boucle.access_account_request r on r.id = a.open_request_id
  left join boucle.access_user w on w.public_id = r.asked_by
 where a.organisation_id = %(organisation)s and (%(closed)s or a.closed_at is null)
 order by a.closed_at is not null, boucle.fr_key(u.name) collate "C", a.id
