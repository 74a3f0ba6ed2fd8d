-- The Dossiers of the open scope (row-level security cuts the list).
select d.id, d.public_id, d.siren, d.name, d.legal_form, d.tax_regime, d.vat_regime, d.fec_regime,
       d.client_id, o.name as client_name, d.cabinet_id, d.archived_at
  from boucle.tenancy_dossier d
  join boucle.tenancy_organisation o on o.id = d.client_id
 where (%(key)s is null or d.siren = %(siren)s or d.public_id::text = %(key)s)
   and (%(archived)s or d.archived_at is null)
 order by boucle.fr_key(d.name) collate "C", d.id
