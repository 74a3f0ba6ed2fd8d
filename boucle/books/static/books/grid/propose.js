// Proposals of the entry under way: what is left, the counter account, what is due. No DOM.
import { gapWithout, insertLine, isBlank, sums } from "./entry.js";
import { applyModel } from "./models.js";
import { dueOf } from "./payments.js";
import { isBase, splitRest, thirdOf } from "./vat.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Line} Line
 * @typedef {import("./entry.js").Books} Books
 */

/** @param {Books} books */
export function isTreasury(books) {
  return books.type === "banque" || books.type === "caisse";
}

/** The side on which an amount of this line is expected; "" = either. @param {Line} line @param {Books} books */
export function sideOf(line, books) {
  const kind = line.account.slice(0, 1);
  if (line.side) return line.side;
  if (books.type === "achats") return line.third || line.account.startsWith("40") ? "credit" : "debit";
  if (books.type === "ventes") return line.third || line.account.startsWith("41") ? "debit" : "credit";
  if (isTreasury(books)) {
    if (line.account.startsWith("41") || kind === "7") return "credit";
    if (line.account.startsWith("40") || kind === "6") return "debit";
  }
  return kind === "6" ? "debit" : kind === "7" ? "credit" : "";
}

/** Draws the proposals again from what is typed. @param {Entry} entry @param {Books} books */
export function propose(entry, books) {
  if (entry.model) {
    entry.trouble = applyModel(entry, books);
    return;
  }
  entry.lines = entry.lines.filter((line) => !line.ghost);
  for (const line of entry.lines) {
    if (line.guess) [line.debit, line.credit, line.guess] = [0, 0, false];
  }
  const open = entry.lines.findLast((line) => line.account && !line.debit && !line.credit && !line.of);
  const first = entry.lines[0];
  if (open && open === first) {
    if (isTreasury(books)) proposeDue(first, books);
  } else if (open) {
    const gap = gapWithout(entry, open);
    if (gap) splitRest(entry, open, gap, books);
  } else proposeNext(entry, books);
  proposeCounter(entry, books);
}

/** What the third party owes, on the side that clears it. @param {Line} line @param {Books} books */
function proposeDue(line, books) {
  const due = dueOf(line, books);
  if (!due || !line.third) return;
  line.debit = due < 0 ? -due : 0;
  line.credit = due > 0 ? due : 0;
  line.guess = true;
}

/** Where the usual entry of the third party has more base lines (several rates): the next takes what is left. @param {Entry} entry @param {Books} books */
function proposeNext(entry, books) {
  const usual = thirdOf(entry, books)?.usual?.lines || [];
  const bases = entry.lines.filter((line) => isBase(line) && (line.debit || line.credit));
  const { gap } = sums(entry);
  if (usual.length < 2 || !bases.length || !gap || entry.version) return;
  if (gap > 0 !== bases[0].credit > 0) return;
  const next = usual.find((one) => !bases.some((line) => line.account === one.account));
  if (next && books.accounts.has(next.account)) addGhost(entry, next.account, gap, books);
}

/** @param {Entry} entry @param {string} account @param {number} gap @param {Books} books */
function addGhost(entry, account, gap, books) {
  entry.lines = entry.lines.filter((line, at) => at === 0 || !isBlank(line));
  const line = insertLine(entry, entry.lines.length, { account, label: entry.lines[0].label, ghost: true });
  splitRest(entry, line, gap, books);
  line.usual = thirdOf(entry, books)?.usual?.state === "habituel";
}

/** The counter line: of the first line, and in a bank or cash journal of each line. @param {Entry} entry @param {Books} books */
function proposeCounter(entry, books) {
  if (books.counter === "off" || (books.counter === "entry" && isTreasury(books))) return;
  const lines = entry.lines.filter((line) => !isBlank(line));
  const { gap } = sums(entry);
  const last = lines.at(-1);
  if (!last || !gap || !last.account || (lines.length !== 1 && !isTreasury(books))) return;
  const account = counterOf(entry, books);
  if (!account || account === last.account || !books.accounts.has(account)) return;
  if (last.debit - last.credit === gap) addGhost(entry, account, gap, books);
}

/** @param {Entry} entry @param {Books} books */
export function counterOf(entry, books) {
  if (isTreasury(books)) return books.contra;
  const line = entry.lines.find((one) => one.account);
  if (!line || (books.type !== "achats" && books.type !== "ventes")) return "";
  const third = books.thirds.get(line.third);
  return third?.usual?.lines[0]?.account || third?.account || books.accounts.get(line.account)?.contra || "";
}

/** Accepts what is proposed on a line (and the VAT that goes with its amount). @param {Entry} entry @param {Line} line @param {"account"|"all"} what */
export function accept(entry, line, what) {
  line.ghost = false;
  if (what !== "all") return;
  line.guess = false;
  line.taken = true;
  for (const other of entry.lines) {
    if (other.of === line.key) [other.ghost, other.guess] = [false, false];
  }
}

/** @param {Entry} entry */
export function acceptAll(entry) {
  for (const line of entry.lines) [line.ghost, line.guess] = [false, false];
}

