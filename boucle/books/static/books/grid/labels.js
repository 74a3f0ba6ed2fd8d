// The last labels used with a third party: asked for while the entry is typed, offered by ↓ on Libellé.
import { getJson } from "./outbox.js";

/** The grid of grid.js. @typedef {any} Grid */

/** @type {Map<string, string[]>} */
const known = new Map();

/** Asks once; nothing waits for the answer. @param {Grid} grid */
export function lookLabels(grid) {
  const number = grid.entry.lines.find((/** @type {any} */ line) => line.third)?.third;
  if (!number || known.has(number)) return;
  known.set(number, []);
  getJson(`${grid.root.dataset.labels}?${new URLSearchParams({ tiers: number })}`).then(({ status, body }) => {
    if (status === 200) known.set(number, body.labels);
    else known.delete(number);
  });
}

/** Opens the list of labels; false where there is none. @param {Grid} grid */
export function offerLabels(grid) {
  const number = grid.entry.lines.find((/** @type {any} */ line) => line.third)?.third;
  const labels = known.get(number) || [];
  if (grid.at.col !== "label" || grid.typed || grid.locked || !labels.length) return false;
  grid.hits = labels.map((text) => ({ item: { kind: "label", number: text, label: "" }, rank: 1 }));
  grid.chosen = 0;
  grid.view.drawList(grid.hits, 0, grid.field());
  return true;
}

/** The chosen label goes to the cell, as if it were typed. @param {Grid} grid @param {HTMLInputElement} field */
export function takeLabel(grid, field) {
  field.value = grid.hits[grid.chosen].item.number;
  grid.typed = true;
  grid.closeList();
}
