// VAT of the entry under way: codes at the day of the entry, lines of a base, what a typed one departs by. No DOM.
import { portion } from "./amounts.js";
import { insertLine, isBlank } from "./entry.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Line} Line
 * @typedef {import("./entry.js").Books} Books
 * @typedef {import("./entry.js").Vat} Vat
 * @typedef {{rate: number, share: number, account: string, pair: string}} Terms
 * @typedef {{base: number, vat: number, due: number, third: number}} Amounts
 */

const WHOLE = 10000;
const SQUARE = WHOLE * WHOLE;

/** Hundredths of a per cent on a day. @param {Vat} code @param {string} day @returns {number} */
export function rateAt(code, day) {
  const found = (code.rates || []).find(({ from, to }) => day && (from || "") <= day && (!to || day <= to));
  return found ? found.rate : code.rate || 0;
}

/** @param {Vat} code @param {string} day @returns {Terms} */
export function termsOf(code, day) {
  const pair = typeof code.pair === "string" ? code.pair : code.pair?.account || "";
  return { rate: rateAt(code, day), share: code.share ?? WHOLE, account: code.account, pair };
}

/** @param {number} net @param {number} tax @param {Terms} terms @returns {Amounts} */
function amounts(net, tax, { share, pair }) {
  const vat = portion(tax, share, WHOLE);
  const due = pair ? tax : 0;
  return { base: net + tax - vat, vat, due, third: net + tax - due };
}

/** Lines of an amount without tax. @param {number} cents @param {Terms} terms */
export function fromHt(cents, terms) {
  return amounts(cents, portion(cents, terms.rate, WHOLE), terms);
}

/** Lines of what the third party is owed: the tax is the rest. @param {number} cents @param {Terms} terms */
export function fromTtc(cents, terms) {
  if (terms.pair) return fromHt(cents, terms);
  const net = portion(cents, WHOLE, WHOLE + terms.rate);
  return amounts(net, cents - net, terms);
}

/** The amount without tax of a base line, which may hold a share that is not deductible. @param {number} cents @param {Terms} terms */
function netOf(cents, terms) {
  return portion(cents, SQUARE, SQUARE + terms.rate * (WHOLE - terms.share));
}

/** @param {Line} line */
export function isBase(line) {
  return !line.of && !line.rank && !line.third && /^[267]/.test(line.account);
}

/** @param {Entry} entry @param {Books} books */
export function thirdOf(entry, books) {
  const line = entry.lines.find((one) => one.third && !one.ghost);
  return line && books.thirds.get(line.third);
}

/** The code of a line: typed, else that of the third party for the account, else that of the account, else the usual one of the third party. @param {Entry} entry @param {Line} line @param {Books} books */
export function codeOf(entry, line, books) {
  if (line.coded) return books.vat.get(line.vat);
  if (books.type !== "achats" && books.type !== "ventes") return undefined;
  const third = thirdOf(entry, books);
  const usual = third?.usual?.lines.find((one) => one.account === line.account);
  if (usual) return books.vat.get(usual.vat);
  return books.vat.get(books.accounts.get(line.account)?.vat || third?.usual?.lines[0]?.vat || third?.vat || "");
}

/** @param {Line} line @returns {"debit"|"credit"} */
function sideOf(line) {
  return line.debit ? "debit" : "credit";
}

/** Puts the amounts of a base, with the lines of its tax behind it. @param {Entry} entry @param {Line} base @param {Amounts} found @param {Terms} terms @param {boolean} ghost */
function place(entry, base, found, terms, ghost) {
  const side = sideOf(base);
  const other = side === "debit" ? "credit" : "debit";
  base[side] = found.base;
  const more = { label: base.label, of: base.key, ghost };
  let at = entry.lines.indexOf(base);
  if (found.vat && terms.account) insertLine(entry, at += 1, { ...more, account: terms.account, [side]: found.vat });
  if (found.due) insertLine(entry, at + 1, { ...more, account: terms.pair, [other]: found.due, owed: true });
}

/** Sets, changes or takes away the tax of a base line whose amount was typed; a typed VAT stays. @param {Entry} entry @param {Line} base @param {Books} books */
export function postVat(entry, base, books) {
  const own = entry.lines.filter((line) => line.of === base.key);
  if (own.some((line) => line.fixed)) return;
  const foreign = entry.version && !own.length && entry.lines.some((line) => !line.of && line.account.startsWith("445"));
  if (foreign && !base.coded) return;
  entry.lines = entry.lines.filter((line) => line.of !== base.key);
  const code = codeOf(entry, base, books);
  const cents = base.net || base.debit || base.credit;
  if (!isBase(base) || !cents) return;
  base[sideOf(base)] = cents;
  if (!base.coded) base.vat = code?.code || "";
  if (!code) return;
  const terms = termsOf(code, entry.day);
  place(entry, base, fromHt(cents, terms), terms, base.guess);
}

/** The day has changed: so may the rates. @param {Entry} entry @param {Books} books */
export function postAll(entry, books) {
  for (const line of [...entry.lines]) {
    if (!line.ghost && !line.guess && isBase(line) && entry.lines.some((one) => one.of === line.key)) postVat(entry, line, books);
  }
}

/** Shares out `gap` (debit − credit without the line) as base and tax. @param {Entry} entry @param {Line} base @param {number} gap @param {Books} books */
export function splitRest(entry, base, gap, books) {
  base.debit = gap < 0 ? -gap : 0;
  base.credit = gap > 0 ? gap : 0;
  base.guess = true;
  base.net = 0;
  const typed = entry.lines.some((line) => line.of === base.key && line.fixed);
  const code = codeOf(entry, base, books);
  if (!code || typed || !isBase(base)) return;
  base.vat = code.code;
  const terms = termsOf(code, entry.day);
  place(entry, base, fromTtc(Math.abs(gap), terms), terms, true);
}

/** Types an amount: the other side empties, the tax of a base follows; a typed tax stays, and its proposed base makes up. @param {Entry} entry @param {Line} line @param {"debit"|"credit"} side @param {number} cents @param {Books} books */
export function setAmount(entry, line, side, cents, books) {
  const other = side === "debit" ? "credit" : "debit";
  line[side] = cents;
  if (cents) line[other] = 0;
  [line.guess, line.ghost, line.net, line.sure, line.held] = [false, false, cents, false, true];
  if (!line.of) {
    postVat(entry, line, books);
    return;
  }
  line.fixed = true;
  const mates = entry.lines.filter((one) => one !== line && one.of === line.of);
  for (const mate of mates) Object.assign(mate, { [mate.debit ? "debit" : "credit"]: cents, fixed: true, ghost: false });
  const base = entry.lines.find((one) => one.key === line.of);
  if (base?.ghost) [base.ghost, base.guess] = [false, true];
}

/** What was expected where a typed tax departs by more than a cent. @param {Entry} entry @param {Line} line @param {Books} books */
export function vatDoubt(entry, line, books) {
  const base = line.of && line.fixed && !line.owed && entry.lines.find((one) => one.key === line.of);
  const code = base && books.vat.get(base.vat);
  if (!base || !code) return null;
  const terms = termsOf(code, entry.day);
  const net = base.net || netOf(base.debit || base.credit, terms);
  const [expected, found] = [fromHt(net, terms).vat, line.debit || line.credit];
  return Math.abs(expected - found) > 1 ? { rate: terms.rate, net, expected, found } : null;
}

/** Finds in a kept entry which line is the tax of which, so that a correction carries it along. @param {Entry} entry @param {Books} books */
export function relate(entry, books) {
  entry.lines.forEach((base, at) => {
    if (!isBase(base) || isBlank(base)) return;
    const side = sideOf(base);
    for (const code of books.vat.values()) {
      const terms = termsOf(code, entry.day);
      const net = netOf(base[side], terms);
      const expected = fromHt(net, terms);
      const [vat, owed] = entry.lines.slice(at + 1, at + 3);
      const fits = vat && !vat.of && vat.account === terms.account && Math.abs(vat[side] - expected.vat) <= 1 && expected.vat;
      const paired = !terms.pair || (owed && !owed.of && owed.account === terms.pair);
      if (!fits || !paired) continue;
      Object.assign(base, { vat: code.code, coded: true, net: terms.share < WHOLE ? net : 0 });
      vat.of = base.key;
      if (terms.pair && owed) Object.assign(owed, { of: base.key, owed: true });
      return;
    }
  });
}
