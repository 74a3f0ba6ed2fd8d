-- Third parties that are not there yet; those of the same number stay as they are.
insert into boucle.books_third_party (dossier_id, number, label, siren, collective, contra_number, vat_code, active,
                                      search_key)
select %(dossier)s, x.number, x.label, x.siren, x.collective, x.contra_number, x.vat_code, true,
       boucle.fr_key(x.number || ' ' || x.label)
  from jsonb_to_recordset(%(parties)s::jsonb) as x(
       number text, label text, siren text, collective text, contra_number text, vat_code text)
 order by x.number
on conflict (dossier_id, number) do nothing
