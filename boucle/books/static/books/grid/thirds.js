// Third parties beyond those loaded with the grid: asked for by what is typed, added behind what is shown.
import { getJson } from "./outbox.js";

/** The grid of grid.js. @typedef {any} Grid */

const WAIT = 120;
let timer = 0;
let asked = "";

/** Whether what is typed is still being looked for. */
export function isAsking() {
  return asked !== "";
}

/** Where the Dossier has more third parties than the grid holds. @param {Grid} grid @param {string} typed */
export function lookThirds(grid, typed) {
  clearTimeout(timer);
  asked = "";
  const text = typed.trim().replace(/^[fc]\s+/i, "");
  if (!grid.session.data.more || text.length < 2 || /^[1-8]\d/.test(text)) return;
  asked = text;
  timer = setTimeout(() => ask(grid, text), WAIT);
}

/** A late answer adds to the list, and changes no choice already made. @param {Grid} grid @param {string} text */
async function ask(grid, text) {
  const { status, body } = await getJson(`${grid.root.dataset.thirds}?${new URLSearchParams({ q: text })}`);
  if (asked !== text) return;
  asked = "";
  if (status !== 200) return;
  const fresh = body.thirds.filter((/** @type {any[]} */ [number]) => !grid.books.thirds.has(number));
  if (!fresh.length) return;
  grid.session.learnThirds(fresh);
  if (grid.at.col === "account" && grid.typed && grid.chosen <= 0) grid.openList();
}
