-- Opens a call: the key of this secret, if it lives, one call more in its minute. It dies with the
-- access of its owner, and when he leaves the organisation it was made for.
with used as (
    update boucle.access_api_key k
       set last_used_at = now(),
           window_start = case when k.window_start > now() - interval '1 minute' then k.window_start else now() end,
           window_count = case when k.window_start > now() - interval '1 minute' then k.window_count + 1 else 1 end
      from boucle.access_user u
     where k.secret_hash = %(hash)s and k.revoked_at is null and k.expires_at > now()
       and u.id = k.user_id and u.is_active
       and exists (select from boucle.access_membership m
                    where m.user_id = k.user_id and m.organisation_id = k.organisation_id)
    returning k.id, k.prefix, u.public_id::text as actor, k.scopes, k.per_minute,
              k.per_minute - k.window_count as "left",
              least(60, ceil(extract(epoch from k.window_start + interval '1 minute' - now())))::int as reset
)
select id, prefix, actor, scopes, per_minute, "left", reset from used
