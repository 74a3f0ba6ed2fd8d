-- Dossiers of the open scope by name, one page after a key: the active ones, or the archived ones.
-- `key` is what an address takes: the SIREN, with the end of the public id where the SIREN alone
-- leads elsewhere (to another of the same state, or from an archived one to the active one).
with page as (
    select d.id, d.siren, d.public_id, d.name, d.client_id, d.archived_at, boucle.fr_key(d.name) as sort_key
      from boucle.tenancy_dossier d
     where (d.archived_at is not null) = %(archived)s
       and (%(among)s::bigint[] is null or d.id = any (%(among)s::bigint[]))
), twins as (
    select siren from boucle.tenancy_dossier where %(archived)s or archived_at is null
     group by siren having count(*) > 1)
select d.id, d.siren,
       d.siren || case when d.siren in (select siren from twins) then '~' || right(replace(d.public_id::text, '-', ''), 6) else '' end as key,
       d.name, o.name as client_name, d.sort_key, d.archived_at
  from page d
  join boucle.tenancy_organisation o on o.id = d.client_id
 where (d.siren like %(digits)s || '%%'
        or not exists (select from unnest(%(words)s::text[]) w(word)
                        where strpos(boucle.fr_key(d.name || ' ' || o.name || ' ' || d.siren), boucle.fr_key(w.word)) = 0))
   and (%(after_key)s::text is null
        or (d.sort_key collate "C", d.id) > (%(after_key)s::text collate "C", %(after_id)s::bigint))
 order by d.sort_key collate "C", d.id
 limit %(limit)s
