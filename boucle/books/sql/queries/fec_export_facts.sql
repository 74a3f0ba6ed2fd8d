-- What the description says of the whole year: collective accounts, the note on numbering.
select coalesce((select string_agg(a.number, ', ' order by a.number) from boucle.books_account a
                  where a.dossier_id = %(dossier)s and a.is_control
                    and exists (select from boucle.books_third_month t
                                 where t.dossier_id = %(dossier)s and t.account_id = a.id
                                   and t.fiscal_year_id = %(year)s)), '') as control_accounts,
       (select y.numbering_note from boucle.books_fiscal_year y
         where y.dossier_id = %(dossier)s and y.id = %(year)s) as numbering_note,
       (select count(*) from boucle.books_line_source s
          join boucle.books_entry e on e.dossier_id = %(dossier)s and e.id = s.entry_id
         where s.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s) as kept_lines,
       coalesce((select string_agg(distinct i.summary->>'regime', ' ') from boucle.books_fec_import i
                  where i.dossier_id = %(dossier)s and i.fiscal_year_id = %(year)s), '') as regimes
