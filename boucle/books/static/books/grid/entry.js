// The entry under way: lines, proposals (VAT, counter account, due amount), undo. No DOM.
import { portion } from "./amounts.js";

/**
 * `ghost`: the whole line is proposed; `guess`: its amount alone is. `of`: key of the base line of
 * which this one is the VAT. `fixed`: a VAT that was typed.
 * @typedef {{key: number, account: string, third: string, label: string, debit: number, credit: number,
 *   vat: string, due: string, ghost: boolean, guess: boolean, of: number, fixed: boolean, expr: string,
 *   said: boolean, side: string, kept?: any}} Line
 * @typedef {{id: string, version: number, day: string, piece: string, lines: Line[], next: number,
 *   reverses?: string, was?: string, dayWas?: string}} Entry
 * @typedef {{label: string, control: boolean, vat: string, contra: string}} Account
 * @typedef {{label: string, collective: string, account: string, vat: string, days: number, due: number}} Third
 * @typedef {{code: string, label: string, rate: number, account: string, kind: string}} Vat
 * @typedef {{type: string, contra: string, code: string, accounts: Map<string, Account>,
 *   thirds: Map<string, Third>, vat: Map<string, Vat>}} Books
 */

/** @param {Partial<Line>} [more] @returns {Line} */
export function blankLine(more = {}) {
  return {
    key: 0, account: "", third: "", label: "", debit: 0, credit: 0, vat: "", due: "",
    ghost: false, guess: false, of: 0, fixed: false, expr: "", said: false, side: "", ...more,
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

/** The side on which an amount of this line is expected; "" = either. @param {Line} line @param {Books} books */
export function sideOf(line, books) {
  const kind = line.account.slice(0, 1);
  if (line.side) return line.side;
  if (books.type === "achats") return line.third || line.account.startsWith("40") ? "credit" : "debit";
  if (books.type === "ventes") return line.third || line.account.startsWith("41") ? "debit" : "credit";
  if (books.type === "banque" || books.type === "caisse") {
    if (line.account.startsWith("41") || kind === "7") return "credit";
    if (line.account.startsWith("40") || kind === "6") return "debit";
  }
  return kind === "6" ? "debit" : kind === "7" ? "credit" : "";
}

/** Puts `cents` on the side that balances. @param {Line} line @param {number} gap debit − credit without the line */
function balanceOn(line, gap) {
  line.debit = gap < 0 ? -gap : 0;
  line.credit = gap > 0 ? gap : 0;
}

/** @param {Entry} entry @param {Line} line */
function gapWithout(entry, line) {
  const { gap } = sums(entry);
  return gap - line.debit + line.credit;
}

/** @param {Line} line @param {Books} books @param {Third|undefined} third */
function codeOf(line, books, third) {
  const found = line.vat || books.accounts.get(line.account)?.vat || "";
  const usual = third && line.account === third.account ? third.vat : "";
  return books.vat.get(found || usual);
}

/** @param {Entry} entry @param {Books} books */
function thirdOf(entry, books) {
  const line = entry.lines.find((one) => one.third && !one.ghost);
  return line && books.thirds.get(line.third);
}

/** @param {Line} line */
export function isBase(line) {
  return !line.of && !line.third && /^[267]/.test(line.account);
}

/** Sets, changes or takes away the VAT line of a base line whose amount was typed. @param {Entry} entry @param {Line} base @param {Books} books */
export function postVat(entry, base, books) {
  const code = books.type === "achats" || books.type === "ventes" ? codeOf(base, books, thirdOf(entry, books)) : undefined;
  const at = entry.lines.findIndex((line) => line.of === base.key);
  const own = entry.lines[at];
  if (own?.fixed) return;
  if (own) entry.lines.splice(at, 1);
  if (!code || !code.rate || !code.account || !isBase(base)) return;
  base.vat = code.code;
  vatLine(entry, base, code, (cents) => portion(cents, code.rate, 10000), base.guess);
}

/** @param {Entry} entry @param {Line} base @param {Vat} code @param {(cents: number) => number} part @param {boolean} ghost */
function vatLine(entry, base, code, part, ghost) {
  insertLine(entry, entry.lines.indexOf(base) + 1, {
    account: code.account, label: base.label, debit: part(base.debit), credit: part(base.credit),
    of: base.key, ghost,
  });
}

/** HT of what is left, TVA = the rest. @param {Entry} entry @param {Line} base @param {number} gap @param {Books} books */
function splitRest(entry, base, gap, books) {
  const code = codeOf(base, books, thirdOf(entry, books));
  balanceOn(base, gap);
  base.guess = true;
  if (!code || !code.rate || !code.account || !isBase(base)) return;
  base.vat = code.code;
  const whole = base.debit || base.credit;
  const net = portion(whole, 10000, 10000 + code.rate);
  const sign = base.debit ? "debit" : "credit";
  base[sign] = net;
  vatLine(entry, base, code, () => 0, true);
  entry.lines[entry.lines.indexOf(base) + 1][sign] = whole - net;
}

/** Draws the proposals again from what is typed. @param {Entry} entry @param {Books} books */
export function propose(entry, books) {
  entry.lines = entry.lines.filter((line) => !line.ghost);
  for (const line of entry.lines) {
    if (line.guess) [line.debit, line.credit, line.guess] = [0, 0, false];
  }
  const open = entry.lines.findLast((line) => line.account && !line.debit && !line.credit && !line.of);
  const first = entry.lines[0];
  const treasury = books.type === "banque" || books.type === "caisse";
  if (open && open === first) {
    if (treasury) proposeDue(first, books);
  } else if (open) {
    const gap = gapWithout(entry, open);
    if (gap) splitRest(entry, open, gap, books);
  }
  proposeCounter(entry, books);
}

/** What the third party owes, on the side that clears it. @param {Line} line @param {Books} books */
function proposeDue(line, books) {
  const due = books.thirds.get(line.third)?.due || 0;
  if (!due || !line.third) return;
  balanceOn(line, due);
  line.guess = true;
}

/** The counter line, where only the first line is there. @param {Entry} entry @param {Books} books */
function proposeCounter(entry, books) {
  const lines = entry.lines.filter((line) => !isBlank(line));
  const { gap } = sums(entry);
  if (lines.length !== 1 || !gap || !lines[0].account) return;
  const account = counterOf(entry, books);
  if (!account || account === lines[0].account || !books.accounts.has(account)) return;
  const at = entry.lines.indexOf(lines[0]) + 1;
  entry.lines = entry.lines.filter((line) => !isBlank(line) || line === lines[0]);
  const line = insertLine(entry, at, { account, label: lines[0].label, ghost: true });
  splitRest(entry, line, gap, books);
}

/** @param {Entry} entry @param {Books} books */
export function counterOf(entry, books) {
  if (books.type === "banque" || books.type === "caisse") return books.contra;
  const line = entry.lines.find((one) => one.account);
  if (!line || (books.type !== "achats" && books.type !== "ventes")) return "";
  const third = books.thirds.get(line.third);
  return third?.account || books.accounts.get(line.account)?.contra || "";
}

/** Accepts what is proposed on a line (and the VAT that goes with its amount). @param {Entry} entry @param {Line} line @param {"account"|"all"} what */
export function accept(entry, line, what) {
  line.ghost = false;
  if (what !== "all") return;
  line.guess = false;
  for (const other of entry.lines) {
    if (other.of === line.key) [other.ghost, other.guess] = [false, false];
  }
}

/** @param {Entry} entry */
export function acceptAll(entry) {
  for (const line of entry.lines) [line.ghost, line.guess] = [false, false];
}

/** Types an amount: the other side empties, the VAT of a base follows. @param {Entry} entry @param {Line} line @param {"debit"|"credit"} side @param {number} cents @param {Books} books */
export function setAmount(entry, line, side, cents, books) {
  const other = side === "debit" ? "credit" : "debit";
  line[side] = cents;
  if (cents) line[other] = 0;
  line.guess = false;
  line.ghost = false;
  if (line.of) line.fixed = true;
  else postVat(entry, line, books);
}

/** Solde: the missing amount on this line. @param {Entry} entry @param {Line} line */
export function solve(entry, line) {
  balanceOn(line, gapWithout(entry, line));
  line.ghost = false;
  line.guess = false;
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

/** What the expected VAT of a typed one is, when it departs by more than a cent. @param {Entry} entry @param {Line} line @param {Books} books */
export function vatDoubt(entry, line, books) {
  const base = line.of && entry.lines.find((one) => one.key === line.of);
  const code = base && books.vat.get(base.vat);
  if (!base || !code) return null;
  const net = base.debit || base.credit;
  const [expected, found] = [portion(net, code.rate, 10000), line.debit || line.credit];
  return Math.abs(expected - found) > 1 ? { rate: code.rate, net, expected, found } : null;
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
  const lines = entry.lines.filter((line) => !isBlank(line)).map((line) => ({
    account: line.account, ...(line.third && { third: line.third }), label: line.label.slice(0, 200),
    ...pieceOf(entry, line), debit: line.debit, credit: line.credit,
    ...(line.due && { due_date: line.due }),
  }));
  return {
    public_id: entry.id, version: entry.version, journal, date: entry.day,
    ...(entry.reverses && { reverses: entry.reverses }), lines,
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
  }

  /** @param {Entry} entry before it changes */
  note(entry) {
    const text = JSON.stringify(entry);
    if (this.past.at(-1) === text) return;
    this.past.push(text);
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
