-- As balance.sql, up to a day: whole months from the roll-up, the cut month from its lines, found account
-- by account on the ledger's index. The few entries that are not plain (drafts, à-nouveaux) are found
-- first, so that no line asks for its entry.
with special as materialized (
    select s.id, bool_or(s.is_an) as is_an, bool_or(s.is_draft) as is_draft from (
        select e.id, true as is_an, false as is_draft
          from unnest(%(lows)s::date[], %(highs)s::date[]) as span(low, high)
          join boucle.books_journal j on j.dossier_id = %(dossier)s and j.type = 'an'
          join boucle.books_entry e on e.dossier_id = %(dossier)s and e.journal_id = j.id
                                   and e.date between span.low and span.high
        union all
        select e.id, false, true
          from unnest(%(lows)s::date[], %(highs)s::date[]) as span(low, high)
          join boucle.books_entry e on e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s
                                   and e.state = 'd' and e.date between span.low and span.high) s
     group by s.id
), part as (
    select b.account_id, b.month < %(start_month)s as is_before, j.type = 'an' as is_an,
           b.debit, b.credit, b.count
      from boucle.books_balance_month b
      join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = b.journal_id
     where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s
       and b.month between %(first_month)s and %(last_month)s and b.state = any (%(states)s)
    union all
    select l.account_id, l.date < %(start)s, coalesce(s.is_an, false), l.debit, l.credit, 1
      from unnest(%(lows)s::date[], %(highs)s::date[]) as span(low, high)
     cross join lateral (
           select distinct b.account_id from boucle.books_balance_month b
            where b.dossier_id = %(dossier)s and b.fiscal_year_id = %(year)s
              and b.month = date_trunc('month', span.low)::date) moved
      join boucle.books_line l on l.dossier_id = %(dossier)s and l.account_id = moved.account_id
                              and l.date between span.low and span.high
      left join special s on s.id = l.entry_id
     where s.id is null or not s.is_draft or 'd' = any (%(states)s)
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
