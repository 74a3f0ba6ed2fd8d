-- Who has a page of the Dossier open now, a line a page, by name; the latest sign first for each.
select p.user_id, u.name, p.screen, p.seen_at
  from boucle.access_presence p join boucle.access_user u on u.public_id = p.user_id
 where p.dossier_id = %(dossier)s and p.seen_at > clock_timestamp() - %(patience)s::interval
 order by boucle.fr_key(u.name) collate "C", p.user_id, p.seen_at desc
