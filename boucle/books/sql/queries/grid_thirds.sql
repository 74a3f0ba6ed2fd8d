-- Third parties for the grid: collective and lines of the year by the roll-up, what is due (debit −
-- credit, cents), and the usual account = the one most found in the last 2,000 entries of the journal.
with last_entries as (
    select e.id from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.journal_id = %(journal)s
     order by e.date desc, e.id desc limit 2000
), seen as (
    select l.entry_id, l.third_party_id, l.account_id, a.number
      from last_entries e
      join boucle.books_line l on l.dossier_id = %(dossier)s and l.entry_id = e.id
      join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = l.account_id
), usual as (
    select distinct on (x.third_party_id) x.third_party_id, x.number
      from (select t.third_party_id, b.number, count(*) as times, max(b.entry_id) as latest
              from seen t
              join seen b on b.entry_id = t.entry_id and b.third_party_id is null and b.number ~ '^[267]'
             where t.third_party_id is not null
             group by t.third_party_id, b.number) x
     order by x.third_party_id, x.times desc, x.latest desc
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
select t.number, t.label, coalesce(m.number, '') as collective,
       coalesce(nullif(t.contra_number, ''), u.number, '') as account,
       coalesce(m.uses, 0)::bigint as uses, coalesce(m.due, 0)::bigint as due
  from boucle.books_third_party t
  left join main m on m.third_party_id = t.id
  left join usual u on u.third_party_id = t.id
 where t.dossier_id = %(dossier)s and t.active
 order by m.uses desc nulls last, t.number collate "C"
 limit 20000
