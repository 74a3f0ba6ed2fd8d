-- Sums by account up to the end of a month, from the roll-up alone: it costs the same at any number
-- of lines. (balance_cut.sql is the same up to a day inside a month; planning it costs more.)
-- before: the year ahead of the period; an: à-nouveaux inside it; debit, credit: the rest of it.
-- all: accounts without movement too.
with part as (
    select b.account_id, b.month < %(start_month)s as is_before, j.type = 'an' as is_an,
           b.debit, b.credit, b.count
      from boucle.books_balance_month b
      join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = b.journal_id
     where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s
       and b.month between %(first_month)s and %(last_month)s and b.state = any (%(states)s)
), moved as (
    select account_id,
           coalesce(sum(debit) filter (where is_before), 0)::bigint as before_debit,
           coalesce(sum(credit) filter (where is_before), 0)::bigint as before_credit,
           coalesce(sum(debit) filter (where is_an and not is_before), 0)::bigint as an_debit,
           coalesce(sum(credit) filter (where is_an and not is_before), 0)::bigint as an_credit,
           coalesce(sum(debit) filter (where not is_an and not is_before), 0)::bigint as debit,
           coalesce(sum(credit) filter (where not is_an and not is_before), 0)::bigint as credit,
           coalesce(sum(count) filter (where not is_before), 0)::bigint as count,
           sum(count) as every
      from part group by account_id
)
select a.id, a.number, a.label,
       coalesce(m.before_debit, 0) as before_debit, coalesce(m.before_credit, 0) as before_credit,
       coalesce(m.an_debit, 0) as an_debit, coalesce(m.an_credit, 0) as an_credit,
       coalesce(m.debit, 0) as debit, coalesce(m.credit, 0) as credit, coalesce(m.count, 0) as count
  from boucle.books_account a
  left join moved m on m.account_id = a.id
 where a.dossier_id = %(dossier)s and starts_with(a.number, %(prefix)s)
   and (m.every > 0 or %(all)s and a.active)
 order by a.number
