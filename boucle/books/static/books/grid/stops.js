// Where Entrée goes: the stops that are still needed, skipping what a rule has filled. No DOM.
import { isBlank, isComplete } from "./entry.js";
import { sideOf } from "./propose.js";

export const ORDER = ["day", "piece", "account", "label", "debit", "credit", "vat", "due"];

/** @type {Set<string>} */
const NONE = new Set();

/** Columns at which a line still needs the hand. @param {import("./entry.js").Entry} entry @param {number} row @param {import("./entry.js").Books} books @returns {string[]} */
export function stopsOf(entry, row, books) {
  const line = entry.lines[row];
  const stops = [];
  const always = books.always || NONE;
  if (row === 0) {
    stops.push("day");
    if (!entry.piece || always.has("piece")) stops.push("piece");
  }
  if (line.of && (line.debit || line.credit)) return stops;
  if (!line.account || line.ghost) stops.push("account");
  if ((row === 0 && !line.label) || (always.has("label") && !line.ghost)) stops.push("label");
  if (line.guess || line.ghost || (!line.debit && !line.credit)) {
    const side = line.debit ? "debit" : line.credit ? "credit" : sideOf(line, books);
    stops.push(...(side ? [side] : ["debit", "credit"]));
  }
  if (row === 0 && always.has("due")) stops.push("due");
  return stops;
}

/** The next needed stop; null when there is none. @param {import("./entry.js").Entry} entry @param {{row: number, col: string}} at @param {import("./entry.js").Books} books */
export function nextStop(entry, at, books) {
  const whole = isComplete(entry);
  for (let row = at.row; row < entry.lines.length; row += 1) {
    if (whole && isBlank(entry.lines[row])) continue;
    for (const col of stopsOf(entry, row, books)) {
      if (row > at.row || ORDER.indexOf(col) > ORDER.indexOf(at.col)) return { row, col };
    }
  }
  return null;
}

/** The stop before. @param {import("./entry.js").Entry} entry @param {{row: number, col: string}} at @param {import("./entry.js").Books} books */
export function previousStop(entry, at, books) {
  for (let row = at.row; row >= 0; row -= 1) {
    const line = entry.lines[row];
    const side = line.debit ? "debit" : line.credit ? "credit" : "";
    const stops = [...new Set([...stopsOf(entry, row, books), "account", "label", side].filter(Boolean))];
    stops.sort((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a));
    for (const col of stops) {
      if (row < at.row || ORDER.indexOf(col) < ORDER.indexOf(at.col)) return { row, col };
    }
  }
  return null;
}

/** The cell beside, without skipping; null past the last one. @param {import("./entry.js").Entry} entry @param {{row: number, col: string}} at @param {number} by */
export function neighbour(entry, at, by) {
  let place = at.row * ORDER.length + ORDER.indexOf(at.col) + by;
  while (place >= 0 && place < entry.lines.length * ORDER.length) {
    const [row, col] = [Math.floor(place / ORDER.length), ORDER[place % ORDER.length]];
    if (row === 0 || (col !== "day" && col !== "piece")) return { row, col };
    place += by;
  }
  return null;
}
