-- Who acted in the Dossier, by name: the choices of the filter.
select a.actor, coalesce(max(u.name), max(a.actor)) as name
  from (select distinct actor from boucle.kernel_audit where dossier_id = %(dossier)s) a
  left join boucle.access_user u on u.public_id::text = a.actor
 group by 1 order by 2
