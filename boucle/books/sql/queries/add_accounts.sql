-- Accounts that are not there yet; those of the same number stay as they are.
insert into boucle.books_account (dossier_id, number, label, is_control, lettrable, vat_code,
                                  contra_number, active, search_key)
select %(dossier)s, x.number, x.label, x.is_control, x.lettrable, x.vat_code, x.contra_number, true,
       boucle.fr_key(x.number || ' ' || x.label)
  from jsonb_to_recordset(%(accounts)s::jsonb) as x(
       number text, label text, is_control boolean, lettrable boolean, vat_code text, contra_number text)
 order by x.number
on conflict (dossier_id, number) do nothing
