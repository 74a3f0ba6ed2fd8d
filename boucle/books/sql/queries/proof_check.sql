-- Recomputes a slice of the chain: content hash of every entry, hash of every batch.
-- One row for each batch of the slice; `broken` is the rank of its first entry that is not what
-- was validated, and `reason` why. Names are those in force at the batch.
with batch as materialized (
    select b.* from boucle.books_validation_batch b
     where b.dossier_id = %(dossier)s and b.id between %(first)s and %(last)s
), entry as materialized (
    select e.id, e.batch_id, e.rank, e.journal_id, e.fiscal_year_id, e.series_id, e.date, e.number_text,
           e.number_rank, e.valid_date, e.content_hash, e.origin
      from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.batch_id between %(first)s and %(last)s
), name as materialized (
    select n.kind, n.ref_id, n.from_batch,
           lead(n.from_batch, 1, 9223372036854775807) over (partition by n.kind, n.ref_id order by n.from_batch)
               as next_batch,
           boucle.books_name_canon(n.number, n.label) as canon
      from boucle.books_name_in_force n
     where n.dossier_id = %(dossier)s and n.from_batch <= %(last)s
), computed as (
    select e.id,
           boucle.books_entry_hash(min(j.canon), min(e.number_text), min(e.date), min(e.valid_date), count(*),
               string_agg(boucle.books_line_canon(
                   a.canon, case when l.third_party_id is null then '--' else t.canon end, l.piece_ref,
                   l.piece_date, l.label, l.debit, l.credit, l.currency, l.currency_amount, l.due_date),
                   '' order by l.position)) as hash,
           bool_and(a.canon is not null and j.canon is not null
                    and (l.third_party_id is null or t.canon is not null)) as is_named,
           bool_and(l.date = e.date) as is_dated
      from entry e
      join boucle.books_line l
        on l.dossier_id = %(dossier)s and l.entry_id = e.id
       and l.entry_id between (select min(id) from entry) and (select max(id) from entry)
      left join name j on j.kind = 'journal' and j.ref_id = e.journal_id
                      and e.batch_id >= j.from_batch and e.batch_id < j.next_batch
      left join name a on a.kind = 'account' and a.ref_id = l.account_id
                      and e.batch_id >= a.from_batch and e.batch_id < a.next_batch
      left join name t on t.kind = 'third' and t.ref_id = l.third_party_id
                      and e.batch_id >= t.from_batch and e.batch_id < t.next_batch
     group by e.id
), checked as (
    select e.batch_id, e.rank, e.content_hash,
           case when c.id is null then 'lines_missing'
                when not c.is_named then 'name_missing'
                when c.hash is distinct from e.content_hash then 'content'
                when not c.is_dated then 'line_date'
                when e.fiscal_year_id <> b.fiscal_year_id then 'year'
                when e.number_rank is distinct from
                     nullif(substring(e.number_text from '([0-9]{1,18})[^0-9]*$'), '')::bigint then 'number'
                when b.kind = 'validation' and e.number_rank <= lag(e.number_rank) over (
                     partition by e.batch_id, e.series_id order by e.rank) then 'order'
                when (e.origin = 'import') <> (b.kind = 'import') and b.kind = 'import' then 'origin'
           end as reason
      from entry e
      join batch b on b.id = e.batch_id
      left join computed c on c.id = e.id
)
select b.id, b.version, b.previous_hash as previous, b.hash, b.stamp, b.entry_count as count,
       count(k.rank) as found,
       boucle.books_batch_hash(d.public_id, b.id, b.kind, b.previous_hash, b.stamp, b.author, b.entry_count,
           string_agg(k.content_hash, ''::bytea order by k.rank)) as computed,
       min(k.rank) as first_rank,
       min(k.rank) filter (where k.reason is not null) as broken,
       (array_agg(k.reason order by k.rank) filter (where k.reason is not null))[1] as reason
  from batch b
  join boucle.tenancy_dossier d on d.id = %(dossier)s
  left join checked k on k.batch_id = b.id
 group by d.public_id, b.id, b.version, b.kind, b.previous_hash, b.hash, b.stamp, b.author, b.entry_count
 order by b.id
