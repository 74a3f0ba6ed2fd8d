-- The facts of every entry of a slice, as JSON text, in the order of the chain (docs/preuve.md).
with entry as materialized (
    select e.id, e.batch_id, e.rank, e.journal_id, e.date, e.number_text, e.valid_date, e.content_hash
      from boucle.books_entry e
     where e.dossier_id = %(dossier)s and e.batch_id between %(first)s and %(last)s
), name as materialized (
    select n.kind, n.ref_id, n.from_batch,
           lead(n.from_batch, 1, 9223372036854775807) over (partition by n.kind, n.ref_id order by n.from_batch)
               as next_batch,
           json_build_array(n.number, n.label)::text as pair
      from boucle.books_name_in_force n
     where n.dossier_id = %(dossier)s and n.from_batch <= %(last)s
)
select e.batch_id, json_build_object(
           'journal', min(j.pair)::json, 'number', e.number_text, 'date', e.date, 'valid', e.valid_date,
           'lines', json_agg(json_build_array(
               a.pair::json, t.pair::json, l.piece_ref, l.piece_date, l.label, l.debit, l.credit, l.currency,
               l.currency_amount, l.due_date) order by l.position) filter (where l.entry_id is not null),
           'hash', encode(e.content_hash, 'hex'))::text as facts
  from entry e
  left join boucle.books_line l
    on l.dossier_id = %(dossier)s and l.entry_id = e.id
   and l.entry_id between (select min(id) from entry) and (select max(id) from entry)
  left join name j on j.kind = 'journal' and j.ref_id = e.journal_id
                  and e.batch_id >= j.from_batch and e.batch_id < j.next_batch
  left join name a on a.kind = 'account' and a.ref_id = l.account_id
                  and e.batch_id >= a.from_batch and e.batch_id < a.next_batch
  left join name t on t.kind = 'third' and t.ref_id = l.third_party_id
                  and e.batch_id >= t.from_batch and e.batch_id < t.next_batch
 group by e.batch_id, e.rank, e.id, e.number_text, e.date, e.valid_date, e.content_hash
 order by e.batch_id, e.rank
