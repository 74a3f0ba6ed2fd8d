// Cells chosen down a column of the entry under way: filled with the first, or copied.
import { takeTyped } from "./cells.js";

/** @typedef {any} Grid */

/** Moves the end of the chosen cells. @param {Grid} grid @param {number} by */
export function pick(grid, by) {
  const { row, col } = grid.at;
  const last = grid.entry.lines.length - 1;
  if (grid.typed || col === "day" || col === "piece") return false;
  const to = Math.min(Math.max((grid.picked ?? row) + by, 0), last);
  grid.picked = to === row ? null : to;
  grid.view.pick(col, Math.min(row, to), grid.picked === null ? -1 : Math.max(row, to));
  return true;
}

/** @param {Grid} grid */
function rowsOf(grid) {
  if (grid.picked === null) return [];
  const [from, to] = [grid.at.row, grid.picked].sort((a, b) => a - b);
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** The chosen cells, as a copy takes them. @param {Grid} grid @returns {{text?: string, cents?: number}[]} */
export function picked(grid) {
  const { col } = grid.at;
  return rowsOf(grid).map((row) => (col === "debit" || col === "credit"
    ? { cents: grid.entry.lines[row][col] } : { text: grid.text(row, col) }));
}

/** `*`: the first of the chosen cells in all of them. @param {Grid} grid @returns {boolean} whether cells were chosen */
export function fill(grid) {
  const rows = rowsOf(grid);
  if (rows.length < 2 || grid.locked) return false;
  const { col } = grid.at;
  const text = grid.text(rows[0], col);
  const keys = rows.slice(1).map((row) => grid.entry.lines[row].key);
  grid.history.note(grid.entry);
  for (const key of keys) {
    const row = grid.entry.lines.findIndex((/** @type {any} */ one) => one.key === key);
    const hits = col === "account" ? grid.hitsOf(text) : [];
    const problem = row < 0 ? "" : takeTyped({ entry: grid.entry, books: grid.books, session: grid.days(), hits, chosen: 0 }, row, col, text);
    if (problem) grid.say(problem);
  }
  grid.settle();
  grid.go(grid.at);
  return true;
}
