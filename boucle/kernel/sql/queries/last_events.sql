-- The newest events of a Dossier.
select at, actor, verb, after from boucle.kernel_audit
 where dossier_id = %(dossier)s order by id desc limit %(limit)s
