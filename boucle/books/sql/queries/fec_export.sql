-- The FEC of a year, a few hundred entries by row of the COPY: each row is one block of bytes, whole lines
-- ended by CRLF, with the columns of the regime (%(width)s of them: 18, 21 or 22).
-- Order: opening entries, ValidDate, batch, rank; drafts (where asked) at the end, as they came in.
-- Names are those in force at the batch; of a draft, those of today. Cells that an import found
-- otherwise (books_line_source) are printed back, lettrage as long as it is the one that came in.
-- Only whole lettrages of ours are written; those of a file as it said. A control character is a space.
-- The whole file (half 0), the entries before a place in this order (1), or the others (2); those wanted
-- have identifiers from_entry to to_entry.
-- Set-based: hash joins, one sort of the lines by the place of their entry, then the printing. One text
-- by line and few rows: eighteen columns of a CSV cost more than all the joins.
copy (
with name as materialized (
    select n.kind, n.ref_id, n.from_batch, n.number, n.label,
           boucle.books_fec_clean(n.number) || E'\t' || boucle.books_fec_clean(n.label) as pair,
           lead(n.from_batch, 1, 4611686018427387905)
               over (partition by n.kind, n.ref_id order by n.from_batch) as to_batch
      from (select n.kind, n.ref_id, n.from_batch, n.number, n.label
              from boucle.books_name_in_force n where n.dossier_id = %(dossier)s
            union all
            select 'account', a.id, 4611686018427387904, a.number, a.label
              from boucle.books_account a where a.dossier_id = %(dossier)s
            union all
            select 'third', t.id, 4611686018427387904, t.number, t.label
              from boucle.books_third_party t where t.dossier_id = %(dossier)s
            union all
            select 'journal', j.id, 4611686018427387904, j.code, j.label
              from boucle.books_journal j where j.dossier_id = %(dossier)s) n
), entry as materialized (
    select e.id, e.origin <> 'import' as ours, coalesce(e.batch_id, 4611686018427387904) as batch_id, e.number_text,
           e.journal_id, e.date, to_char(e.date, 'YYYYMMDD') as day, to_char(e.valid_date, 'YYYYMMDD') as valid,
           row_number() over (order by j.type = 'an' desc, e.valid_date, e.batch_id, e.rank, e.id) as place,
           (row_number() over (order by j.type = 'an' desc, e.valid_date, e.batch_id, e.rank, e.id)) / 400 as block
      from boucle.books_entry e
      join boucle.books_journal j on j.dossier_id = %(dossier)s and j.id = e.journal_id and not j.outside_fec
     where e.dossier_id = %(dossier)s and e.fiscal_year_id = %(year)s and (e.state = 'v' or %(drafts)s)
       and (%(half)s = 0
            or ((j.type <> 'an', coalesce(e.valid_date, 'infinity'), coalesce(e.batch_id, 4611686018427387904),
                 coalesce(e.rank, e.id))
                < (%(cut_usual)s, %(cut_valid)s::date, %(cut_batch)s, %(cut_rank)s)) = (%(half)s = 1))
), letter as (
    select k.entry_id, k.position, g.origin = 'import' as imported,
           case when g.origin = 'import' or not g.is_partial then g.code end as code,
           case when g.origin = 'import' then k.date when not g.is_partial then coalesce(k.date, g.date) end as date
      from boucle.books_lettrage_line k
      join boucle.books_lettrage g on g.dossier_id = %(dossier)s and g.id = k.lettrage_id
     where k.dossier_id = %(dossier)s and k.entry_id between %(from_entry)s and %(to_entry)s
), found as (
    -- Lines with what stands beside them; the fence (offset 0) keeps the narrow joins here.
    select l.*, k.code as letter, k.date as letter_date, s.cells,
           case when k.imported is not false then s.cells end as kept_letter
      from boucle.books_line l
      left join letter k on k.entry_id = l.entry_id and k.position = l.position
      left join boucle.books_line_source s
        on s.dossier_id = %(dossier)s and s.entry_id = l.entry_id and s.position = l.position
     where l.dossier_id = %(dossier)s and l.entry_id between %(from_entry)s and %(to_entry)s
       and l.date between %(first)s and %(last)s
    offset 0
), line as (
    select e.block, e.place, l.position, e.ours, e.number_text, e.day, e.valid,
           j.pair as journal_pair, a.pair as account_pair, coalesce(t.pair, E'\t') as third_pair,
           j.number as journal, j.label as journal_label, a.number as account, a.label as account_label,
           t.number as third, t.label as third_label,
           boucle.books_fec_text(case when e.ours and l.piece_ref = '' then e.number_text else l.piece_ref end,
                                 e.ours) as piece,
           case when l.piece_date = l.date or e.ours and l.piece_date is null then e.day
                else to_char(l.piece_date, 'YYYYMMDD') end as piece_day,
           boucle.books_fec_text(l.label, e.ours) as label, l.debit, l.credit,
           l.currency, l.currency_amount, l.letter, l.letter_date, l.cells, l.kept_letter
      from found l
      join entry e on e.id = l.entry_id
      join name j on j.kind = 'journal' and j.ref_id = e.journal_id
                 and j.from_batch <= e.batch_id and e.batch_id < j.to_batch
      join name a on a.kind = 'account' and a.ref_id = l.account_id
                 and a.from_batch <= e.batch_id and e.batch_id < a.to_batch
      left join name t on t.kind = 'third' and t.ref_id = l.third_party_id
                      and t.from_batch <= e.batch_id and e.batch_id < t.to_batch
     order by e.block, e.place, l.position
), printed as (
    select l.block, case when l.cells is null then
               l.journal_pair || E'\t' || boucle.books_fec_clean(coalesce(l.number_text, '')) || E'\t' || l.day
               || E'\t' || l.account_pair || E'\t' || l.third_pair
               || E'\t' || boucle.books_fec_clean(coalesce(l.piece, '')) || E'\t' || coalesce(l.piece_day, '')
               || E'\t' || boucle.books_fec_clean(l.label)
               || E'\t' || boucle.books_fec_amount(l.debit) || E'\t' || boucle.books_fec_amount(l.credit)
               || E'\t' || coalesce(l.letter, '') || E'\t' || coalesce(to_char(l.letter_date, 'YYYYMMDD'), '')
               || E'\t' || coalesce(l.valid, '')
               || E'\t' || coalesce(boucle.books_fec_amount(l.currency_amount), '') || E'\t' || coalesce(l.currency, '')
               || repeat(E'\t', %(width)s - 18)
           else array_to_string((array[
               boucle.books_fec_cell(l.cells, 'JournalCode', l.journal),
               boucle.books_fec_cell(l.cells, 'JournalLib', l.journal_label),
               boucle.books_fec_cell(l.cells, 'EcritureNum', l.number_text),
               boucle.books_fec_cell(l.cells, 'EcritureDate', l.day),
               boucle.books_fec_cell(l.cells, 'CompteNum', l.account),
               boucle.books_fec_cell(l.cells, 'CompteLib', l.account_label),
               boucle.books_fec_cell(l.cells, 'CompAuxNum', l.third),
               boucle.books_fec_cell(l.cells, 'CompAuxLib', l.third_label),
               boucle.books_fec_cell(l.cells, 'PieceRef', l.piece),
               boucle.books_fec_cell(l.cells, 'PieceDate', l.piece_day),
               boucle.books_fec_cell(l.cells, 'EcritureLib', l.label),
               boucle.books_fec_cell(l.cells, 'Debit', boucle.books_fec_amount(l.debit)),
               boucle.books_fec_cell(l.cells, 'Credit', boucle.books_fec_amount(l.credit)),
               boucle.books_fec_cell(l.kept_letter, 'EcritureLet', l.letter),
               boucle.books_fec_cell(l.kept_letter, 'DateLet', to_char(l.letter_date, 'YYYYMMDD')),
               boucle.books_fec_cell(l.cells, 'ValidDate', l.valid),
               boucle.books_fec_cell(l.cells, 'Montantdevise', boucle.books_fec_amount(l.currency_amount)),
               boucle.books_fec_cell(l.cells, 'Idevise', l.currency),
               boucle.books_fec_cell(l.cells, 'DateRglt', null),
               boucle.books_fec_cell(l.cells, 'ModeRglt', null),
               boucle.books_fec_cell(l.cells, 'NatOp', null),
               boucle.books_fec_cell(l.cells, 'IdClient', null)])[:%(width)s], E'\t', '') end as row
      from line l
)
select convert_to(string_agg(p.row, E'\r\n') || E'\r\n', 'UTF8')
  from printed p group by p.block order by p.block
) to stdout (format binary)
