// The entry under way: lines, sums, what the gate takes, undo. No DOM.
import { lettersOf } from "./payments.js";

/**
 * `ghost`: the whole line is proposed; `guess`: its amount alone is. `of`: key of the base line of
 * which this one is the VAT (`owed`: the other line of a pair). `fixed`: a VAT that was typed, `sure`: kept though
 * it departs. `coded`: a VAT code that was typed. `net`: the amount of a base as typed, without tax.
 * @typedef {{key: number, account: string, third: string, label: string, debit: number, credit: number,
 *   vat: string, due: string, ghost: boolean, guess: boolean, of: number, fixed: boolean, expr: string,
 *   said: boolean, side: string, net: number, coded: boolean, owed: boolean, sure: boolean, usual: boolean,
 *   dueSaid: boolean, rank: number, held: boolean, taken: boolean, text: string, kept?: any}} Line
 * @typedef {{id: string, version: number, day: string, piece: string, lines: Line[], next: number,
 *   model?: import("./formulas.js").ModelLine[], trouble?: string, reverses?: string, review?: string, was?: string, dayWas?: string}} Entry
 * @typedef {{label: string, control: boolean, vat: string, contra: string}} Account
 * @typedef {{label: string, collective: string, account: string, vat: string, days: number, due: number,
 *   usual?: {lines: {account: string, vat: string}[], state: string}|null}} Third
 * @typedef {{code: string, label: string, rate: number, account: string, kind: string, share?: number,
 *   rates?: {rate: number, from: string, to: string|null}[], pair?: string|{account: string}|null}} Vat
 * `always`: columns at which this person stops though they are filled.
 * @typedef {{type: string, contra: string, code: string, always?: Set<string>, counter: "line"|"entry"|"off", accounts: Map<string, Account>,
 *   thirds: Map<string, Third>, vat: Map<string, Vat>}} Books
 */

/** @param {Partial<Line>} [more] @returns {Line} */
export function blankLine(more = {}) {
  return {
    key: 0, account: "", third: "", label: "", debit: 0, credit: 0, vat: "", due: "",
    ghost: false, guess: false, of: 0, fixed: false, expr: "", said: false, side: "", net: 0, coded: false,
    owed: false, sure: false, usual: false, dueSaid: false, rank: 0, held: false, taken: false,
    text: "", ...more,
  };
}

/** @param {string} id @returns {Entry} */
export function newEntry(id) {
  return { id, version: 0, day: "", piece: "", lines: [blankLine({ key: 1 })], next: 2 };
}

/** @param {Entry} entry @param {number} at @param {Partial<Line>} more @returns {Line} */
export function insertLine(entry, at, more = {}) {
  const line = blankLine({ ...more, key: entry.next });
  entry.next += 1;
  entry.lines.splice(at, 0, line);
  return line;
}

/** @param {Line} line */
export function isBlank(line) {
  return !line.account && !line.debit && !line.credit;
}

/** @param {Entry} entry @param {boolean} [proposals] counts what is proposed too */
export function sums(entry, proposals = true) {
  let [debit, credit] = [0, 0];
  for (const line of entry.lines) {
    if (!proposals && (line.ghost || line.guess)) continue;
    debit += line.debit;
    credit += line.credit;
  }
  return { debit, credit, gap: debit - credit };
}

/** @param {Entry} entry */
export function hasProposals(entry) {
  return entry.lines.some((line) => line.ghost || line.guess);
}

/** Would be balanced and whole with its proposals. @param {Entry} entry */
export function isComplete(entry) {
  const lines = entry.lines.filter((line) => !isBlank(line));
  const { debit, credit, gap } = sums(entry);
  return Boolean(entry.day) && lines.length >= 2 && gap === 0 && (debit !== 0 || credit !== 0)
    && lines.every((line) => line.account && (line.debit || line.credit));
}

/** @param {Entry} entry @param {Line} line */
export function gapWithout(entry, line) {
  const { gap } = sums(entry);
  return gap - line.debit + line.credit;
}

/** Solde: the missing amount on this line. @param {Entry} entry @param {Line} line */
export function solve(entry, line) {
  const gap = gapWithout(entry, line);
  [line.debit, line.credit, line.ghost, line.guess] = [Math.max(-gap, 0), Math.max(gap, 0), false, false];
  return line.debit || line.credit;
}

/** @param {Line} line */
export function flip(line) {
  [line.debit, line.credit] = [line.credit, line.debit];
}

/** @param {Entry} entry @param {Line} line */
export function removeLine(entry, line) {
  entry.lines = entry.lines.filter((one) => one !== line && one.of !== line.key);
  if (!entry.lines.length) insertLine(entry, 0);
}

/** The number that follows: `A03-112` → `A03-113`. @param {string} piece */
export function incremented(piece) {
  const found = /^(.*?)(\d+)(\D*)$/.exec(piece);
  if (!found) return piece;
  return found[1] + String(Number(found[2]) + 1).padStart(found[2].length, "0") + found[3];
}

/** Piece and currency of a line: its own where it was kept so, else those of the entry. @param {Entry} entry @param {Line} line */
function pieceOf(entry, line) {
  const own = line.kept || {};
  const same = line.kept && entry.piece === entry.was;
  const ref = same ? own.piece_ref : entry.piece;
  const day = line.kept && own.piece_date !== entry.dayWas ? own.piece_date : entry.day;
  return {
    ...(ref && { piece_ref: ref }), ...(ref && day && { piece_date: day }),
    ...(own.currency && { currency: own.currency, currency_amount: own.currency_amount }),
  };
}

/** The entry as the gate takes it. @param {Entry} entry @param {string} journal */
export function forGate(entry, journal) {
  const full = entry.lines.filter((line) => !isBlank(line));
  const letters = lettersOf(full);
  const lines = full.map((line) => ({
    account: line.account, ...(line.third && { third: line.third }), label: line.label.slice(0, 200),
    ...pieceOf(entry, line), debit: line.debit, credit: line.credit,
    ...(line.due && { due_date: line.due }),
  }));
  return {
    public_id: entry.id, version: entry.version, journal, date: entry.day,
    ...(entry.reverses && { reverses: entry.reverses }), ...(entry.review !== undefined && { review: entry.review }), lines, ...(letters.length && { letters }),
  };
}

/** A kept entry as the grid edits it. @param {any} kept as the gate gives it @returns {Entry} */
export function fromGate(kept) {
  const lines = (kept.lines || []).map((/** @type {any} */ line, /** @type {number} */ at) => blankLine({
    key: at + 1, account: line.account, third: line.third || "", label: line.label || "",
    debit: line.debit || 0, credit: line.credit || 0, due: line.due_date || "",
    kept: { piece_ref: line.piece_ref, piece_date: line.piece_date, currency: line.currency, currency_amount: line.currency_amount },
  }));
  const piece = kept.lines?.[0]?.piece_ref || "";
  return {
    id: kept.public_id, version: kept.version || 0, day: kept.date, dayWas: kept.date, piece, was: piece,
    lines, next: lines.length + 1, ...(kept.reverses && { reverses: kept.reverses }),
  };
}

/** Past and future of an entry. */
export class History {
  constructor() {
    /** @type {string[]} */
    this.past = [];
    /** @type {string[]} */
    this.future = [];
    this.made = 0;
  }

  /** @param {Entry} entry before it changes */
  note(entry) {
    const text = JSON.stringify(entry);
    if (this.past.at(-1) === text) return;
    this.past.push(text);
    this.made += 1;
    if (this.past.length > 100) this.past.shift();
    this.future = [];
  }

  /** @param {Entry} entry @returns {Entry|null} */
  undo(entry) {
    let text = this.past.pop();
    const now = JSON.stringify(entry);
    if (text === now) text = this.past.pop();
    if (text === undefined) return null;
    this.future.push(now);
    return JSON.parse(text);
  }

  /** @param {Entry} entry @returns {Entry|null} */
  redo(entry) {
    const text = this.future.pop();
    if (text === undefined) return null;
    this.past.push(JSON.stringify(entry));
    return JSON.parse(text);
  }
}
