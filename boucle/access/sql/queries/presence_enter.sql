-- A page gives a sign; answers whether others have something to learn from it.
with old as (
    select screen, seen_at from boucle.access_presence
     where dossier_id = %(dossier)s and user_id = %(user)s and tab = %(tab)s),
stale as (
    delete from boucle.access_presence
     where dossier_id = %(dossier)s and seen_at < clock_timestamp() - %(patience)s::interval
       and (user_id <> %(user)s or tab <> %(tab)s) returning 1),
put as (
    insert into boucle.access_presence (dossier_id, user_id, tab, screen, seen_at)
    values (%(dossier)s, %(user)s, %(tab)s, %(screen)s, clock_timestamp())
    on conflict (dossier_id, user_id, tab) do update set screen = excluded.screen, seen_at = excluded.seen_at
    returning 1)
select count(put.*) > 0
   and (not exists (select from old where old.screen = %(screen)s and old.seen_at > clock_timestamp() - %(patience)s::interval)
        or exists (select from stale)) as is_news
  from put
