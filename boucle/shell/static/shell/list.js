// The cursor of a list: one row has it, arrows move it, Enter opens its row, Space ticks it.
import { fold, unfold } from "./fold.js";
import { KEYS, named } from "./keymap.js";

const ROWS = "tbody tr:not(.group:not(.is-folded), .subtotal, .total, [hidden])";

/** @returns {HTMLTableElement|null} */
function list() {
  const here = document.activeElement?.closest("table[data-list]");
  return /** @type {HTMLTableElement|null} */ (here || document.querySelector("table[data-list]"));
}

/** @param {HTMLTableElement} table @returns {HTMLTableRowElement[]} */
function rowsOf(table) {
  return [.../** @type {NodeListOf<HTMLTableRowElement>} */ (table.querySelectorAll(ROWS))];
}

/** @param {HTMLTableRowElement} row */
function place(row) {
  for (const old of document.querySelectorAll("tr.is-cursor")) {
    old.classList.remove("is-cursor");
    old.setAttribute("tabindex", "-1");
  }
  row.classList.add("is-cursor");
  row.setAttribute("tabindex", "0");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLTableRowElement} row */
function tick(row) {
  const box = /** @type {HTMLInputElement|null} */ (row.querySelector('input[type="checkbox"]'));
  box?.click();
  return Boolean(box);
}

/** @param {HTMLTableRowElement} row */
function open(row) {
  const link = /** @type {HTMLAnchorElement|null} */ (row.querySelector("a[href]"));
  const address = row.dataset.href || link?.href;
  if (address) location.assign(address);
  return Boolean(address);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const focused = document.activeElement;
  const free = !focused || focused === document.body || focused.matches("main, .table-box");
  const inRow = focused?.matches("table[data-list] tr");
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  if (!free && !inRow) return;
  const table = list();
  const line = KEYS.find((one) => one.context === "list" && one.keys === named(event));
  const pageDown = event.key === "PageDown" && inRow;
  if (!table || (!line && !pageDown)) return;
  const own = event.key.length === 1 && document.querySelector(`[data-key="${CSS.escape(event.key)}" i]`);
  if (own) return;
  const letters = localStorage.getItem("boucle.letters") !== "off";
  if (line && line.keys.length === 1 && line.keys !== " " && !letters) return;
  const rows = rowsOf(table);
  const at = rows.findIndex((row) => row.classList.contains("is-cursor"));
  if (act(line ? line.act : "page", rows, at, event.shiftKey)) event.preventDefault();
}

/** @param {string} what @param {HTMLTableRowElement[]} rows @param {number} at @param {boolean} extend */
function act(what, rows, at, extend) {
  const last = rows.length - 1;
  if (last < 0) return false;
  if (what === "open") return at >= 0 && (to(unfold(rows[at])) || open(rows[at]));
  if (what === "fold") return at >= 0 && to(fold(rows[at]));
  if (what === "unfold") return at >= 0 && to(unfold(rows[at]));
  if (what === "tick") return at >= 0 && tick(rows[at]);
  if (what === "page") return at === last && next();
  const goal = { down: at + 1, up: at - 1, first: 0, last }[what] ?? at;
  if (goal > last || (goal < 0 && at >= 0)) return true;
  if (extend && at >= 0) tick(rows[at]);
  place(rows[Math.max(0, goal)]);
  return true;
}

/** Whether there is a row to stand on. @param {HTMLTableRowElement|null} row */
function to(row) {
  if (row) place(row);
  return Boolean(row);
}

function next() {
  const link = /** @type {HTMLElement|null} */ (document.querySelector("[data-next]"));
  link?.click();
  return Boolean(link);
}

/** Where the cursor stood comes back with the page. */
function remember() {
  const key = `boucle.row:${location.pathname}${location.search}`;
  addEventListener("pagehide", () => {
    const table = list();
    const at = table ? rowsOf(table).findIndex((row) => row.classList.contains("is-cursor")) : -1;
    if (at >= 0) sessionStorage.setItem(key, String(at));
  });
  const entry = /** @type {PerformanceNavigationTiming|undefined} */ (
    performance.getEntriesByType("navigation")[0]
  );
  const kept = entry?.type === "back_forward" ? sessionStorage.getItem(key) : null;
  const table = list();
  const row = kept !== null && table ? rowsOf(table)[Number(kept)] : undefined;
  if (row) place(row);
}

/** A table that needs no scroll of its own keeps its head and totals in view as the page scrolls. */
function fit() {
  for (const one of document.querySelectorAll(".table-box:not(.tall)")) {
    one.classList.remove("fits");
    one.classList.toggle("fits", one.scrollWidth <= one.clientWidth);
  }
}

/** Starts listening. */
export function startList() {
  fit();
  addEventListener("resize", fit);
  document.addEventListener("htmx:afterSettle", fit);
  document.addEventListener("keydown", onKey);
  document.addEventListener("change", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.matches?.('table[data-list] td input[type="checkbox"]')) {
      box.closest("tr")?.classList.toggle("is-ticked", box.checked);
    }
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = target.closest?.("table[data-list] tbody tr");
    if (row && !target.closest("a, button, input, select, label")) {
      place(/** @type {HTMLTableRowElement} */ (row));
    }
  });
  remember();
}
