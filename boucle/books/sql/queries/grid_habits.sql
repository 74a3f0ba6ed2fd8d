-- Base and VAT lines of the last entries of each third party in journals of one nature, the last entry
-- first: at most `depth` entries each, among the `entries` last of each journal.
with latest as (
    select e.id, e.date
      from boucle.books_journal j
     cross join lateral (
           select x.id, x.date from boucle.books_entry x
            where x.dossier_id = %(dossier)s and x.journal_id = j.id
            order by x.date desc, x.id desc limit %(entries)s) e
     where j.dossier_id = %(dossier)s and j.type = %(type)s
), line as materialized (
    select e.date, l.entry_id, l.position, l.third_party_id, l.account_id, l.debit - l.credit as amount
      from latest e
     cross join lateral (  -- the limit keeps the plan to these entries, whatever the statistics say
           select x.entry_id, x.position, x.third_party_id, x.account_id, x.debit, x.credit
             from boucle.books_line x
            where x.dossier_id = %(dossier)s and x.entry_id = e.id order by x.position limit 40) l
), owner as (
    select x.third_party_id, x.entry_id, x.rank
      from (select o.third_party_id, o.entry_id,
                   row_number() over (partition by o.third_party_id order by o.date desc, o.entry_id desc) as rank
              from (select distinct third_party_id, entry_id, date from line where third_party_id is not null) o) x
     where x.rank <= %(depth)s
)
select t.number as third, o.rank, a.number as account, l.amount, a.vat_code as vat
  from owner o
  join line l on l.entry_id = o.entry_id and l.third_party_id is null
  join boucle.books_account a on a.dossier_id = %(dossier)s and a.id = l.account_id and a.number ~ '^([267]|445)'
  join boucle.books_third_party t on t.dossier_id = %(dossier)s and t.id = o.third_party_id
 order by o.third_party_id, o.rank, l.position
