-- Third parties for the grid, most used first: collective and lines of the year by the roll-up, what is
-- due (debit − credit, cents), account and VAT code set on its card. `text`: those whose number or words
-- begin so; `numbers`: those only.
with asked as materialized (
    select replace(replace(replace(boucle.fr_key(%(text)s), '\', '\\'), '%%', '\%%'), '_', '\_') as word
), sums as (
    select m.third_party_id, m.account_id, sum(m.count) as uses, sum(m.debit - m.credit) as due
      from boucle.books_third_month m
     where m.dossier_id = %(dossier)s and m.fiscal_year_id = %(year)s
     group by m.third_party_id, m.account_id
), main as (
    select distinct on (s.third_party_id) s.third_party_id, a.number, s.uses, s.due
      from sums s
      join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = s.account_id
     order by s.third_party_id, s.uses desc, a.number collate "C"
)
select t.number, t.label, coalesce(m.number, t.collective) as collective, t.contra_number as account, t.vat_code as vat,
       coalesce(m.uses, 0)::bigint as uses, coalesce(m.due, 0)::bigint as due
  from boucle.books_third_party t
 cross join asked
  left join main m on m.third_party_id = t.id
 where t.dossier_id = %(dossier)s and t.active
   and (asked.word = '' or t.search_key like asked.word || '%%' or t.search_key like '%% ' || asked.word || '%%')
 order by m.uses desc nulls last, t.number collate "C"
 limit %(limit)s
