// What a line of a bank or cash journal pays: the open items of its third party. No DOM.
import { shown } from "./amounts.js";
import { long } from "./days.js";

/**
 * `net`: debit − credit, cents; a partial lettrage is one item, with what it leaves.
 * @typedef {{lines: string[], date: string, label: string, piece: string, due: string, net: number, code: string}} Item
 */

/** What is due: the only open item where it is known, else the balance. @param {any} line @param {any} books @returns {number} */
export function dueOf(line, books) {
  const items = /** @type {Item[]|undefined} */ (books.open?.get(line.third));
  if (items?.length === 0) return 0;
  return items?.length === 1 ? items[0].net : books.thirds.get(line.third)?.due || 0;
}

/** The item that the amount of a line clears; the only one in part. @param {any} line @param {Item[]} items */
function paid(line, items) {
  const net = line.debit - line.credit;
  const exact = items.find((item) => item.net === -net);
  if (exact || items.length !== 1) return exact;
  return net < 0 === items[0].net > 0 ? items[0] : undefined;
}

/** @param {Item} item @param {number} net */
function named(item, net) {
  const rest = item.net + net;
  const what = [item.piece, item.label].filter(Boolean).join(" ");
  return `règle ${what} du ${long(item.date)}${rest ? `, reste ${shown(Math.abs(rest))}` : ""}`;
}

/** Says of each line what it pays, as it will be shown and lettered. @param {any} entry @param {any} books */
export function setPayments(entry, books) {
  const used = new Set();
  for (const line of entry.lines) {
    delete line.pays;
    const known = /** @type {Item[]} */ (books.open?.get(line.third) || []);
    if (entry.version || !known.length || !(line.debit || line.credit)) continue;
    const item = paid(line, known.filter((one) => !used.has(one)));
    if (!item) continue;
    used.add(item);
    line.pays = { lines: item.lines, text: named(item, line.debit - line.credit) };
  }
}

/** Lettrages to make with the entry, as the server takes them. @param {any[]} lines those that are sent */
export function lettersOf(lines) {
  return lines.flatMap((line, at) => (line.pays ? [{ position: at + 1, lines: line.pays.lines }] : []));
}
