// The palette: one field that reaches screens, Dossiers, accounts, third parties, entries and acts.
import { csrf, toast } from "./frame.js";

/** @typedef {{label: string, detail: string, kind: string, url?: string, run?: () => void, act?: boolean}} Item */

const RECENT_MAX = 12;
const SHOWN_MAX = 14;
/** @type {Item[]} */
let items = [];
let chosen = 0;
/** Whether an arrow chose: then a late answer does not take the choice away. */
let moved = false;
/** @type {AbortController|null} */
let running = null;
let timer = 0;

const dialog = () => /** @type {HTMLDialogElement|null} */ (document.getElementById("palette"));
const field = () => /** @type {HTMLInputElement} */ (document.getElementById("palette-q"));
const listBox = () => /** @type {HTMLElement} */ (document.getElementById("palette-list"));
const storeName = () => `boucle.recents:${document.body.dataset.user || ""}`;

/** @param {string} text */
function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’']/g, " ").toLowerCase();
}

/** 0 = no match; the larger the better. @param {string} text @param {string[]} words */
export function score(text, words) {
  const parts = plain(text).split(/[^a-z0-9]+/);
  let total = 1;
  for (const word of words) {
    if (parts.some((part) => part === word)) total += 4;
    else if (parts.some((part) => part.startsWith(word))) total += 3;
    else if (plain(text).includes(word)) total += 2;
    else if (!parts.some((part) => inOrder(part, word))) return 0;
  }
  return total;
}

/** Whether the letters of `word` come in `part` in this order, first letter first.
 * @param {string} part @param {string} word */
function inOrder(part, word) {
  if (word.length < 2 || part[0] !== word[0]) return false;
  let at = 0;
  for (const letter of part) if (letter === word[at]) at += 1;
  return at === word.length;
}

/** @returns {Item[]} */
function recents() {
  try {
    const kept = JSON.parse(localStorage.getItem(storeName()) || "[]");
    return kept.map((/** @type {{label: string, url: string}} */ one) => ({
      label: one.label, url: one.url, detail: "", kind: "Récent",
    }));
  } catch {
    return [];
  }
}

function keepThisPage() {
  const url = location.pathname + location.search;
  if (!document.querySelector(".rail") || !document.body.dataset.user) return;
  const label = document.title.replace(/ · Boucle$/, "");
  const others = recents().filter((one) => one.url !== url && one.label !== label);
  const kept = [{ label, url }, ...others].slice(0, RECENT_MAX).map(({ label: l, url: u }) => ({ label: l, url: u }));
  localStorage.setItem(storeName(), JSON.stringify(kept));
}

/** @returns {Item[]} */
function screens() {
  const found = [];
  for (const link of document.querySelectorAll(".rail a, .bar-year a, .bar-user a")) {
    const one = /** @type {HTMLAnchorElement} */ (link);
    const title = one.closest("section")?.querySelector("h2")?.textContent || "";
    const year = one.closest(".bar-year");
    const label = (one.textContent || "").replace(/\s+/g, " ").trim();
    found.push({ label: year ? `Exercice ${label}` : label, detail: "", kind: title || "Écran", url: one.href });
  }
  return found;
}

/** @returns {Item[]} */
function acts() {
  const found = [];
  for (const one of document.querySelectorAll("[data-act], [data-key-label], .actions .btn, [data-theme-switch], [data-keys-open]")) {
    const button = /** @type {HTMLElement} */ (one);
    const label = button.dataset.act || button.dataset.keyLabel || (button.textContent || "").trim();
    if (label) found.push({ label, detail: button.dataset.key || "", kind: "Acte", act: true, run: () => button.click() });
  }
  found.push({ label: "Imprimer", detail: "", kind: "Acte", act: true, run: () => print() });
  return found;
}

/** What this page knows; `near` = also what only resembles, for after the server's answers.
 * @param {string} typed @param {"all"|"sure"|"near"} [which] @returns {Item[]} */
function local(typed, which = "all") {
  const only = typed.startsWith(">");
  const words = plain(typed.replace(/^[>@#]/, "")).split(/\s+/).filter(Boolean);
  const here = location.pathname + location.search;
  if (!words.length && !only) {
    return which === "near" ? [] : [...recents().filter((one) => one.url !== here), ...screens()];
  }
  const pool = only ? acts() : [...screens(), ...acts(), ...recents()];
  const scored = pool.map((one) => ({ one, points: score(one.label, words) }));
  const sure = 1 + 2 * words.length;
  const kept = scored.filter((row) => row.points > 0)
    .filter((row) => which === "all" || (row.points >= sure) === (which === "sure"));
  return kept.sort((a, b) => b.points - a.points).map((row) => row.one);
}

/** @param {string} typed */
async function remote(typed) {
  running?.abort();
  const text = typed.replace(/^[@#]/, "").trim();
  if (!text || typed.startsWith(">")) return;
  running = new AbortController();
  const { signal } = running;
  const key = document.body.dataset.dossier;
  const year = document.body.dataset.exercice || "";
  const q = `q=${encodeURIComponent(text)}`;
  const here = key ? `&de=${encodeURIComponent(location.pathname + location.search)}` : "";
  const places = [`/palette?${q}${here}`];
  if (key) places.unshift(`/d/${encodeURIComponent(key)}/palette?${q}&exercice=${encodeURIComponent(year)}`);
  const headers = { Accept: "application/json" };
  const answers = await Promise.allSettled(
    places.map((place) => fetch(place, { headers, signal }).then((answer) => (answer.ok ? answer.json() : { items: [] }))),
  );
  if (signal.aborted) return;
  const found = answers.flatMap((one) => (one.status === "fulfilled" ? one.value.items : []));
  const keep = moved ? items[chosen]?.url : undefined;
  const digits = /^[\d ]+$/.test(text);
  const [sure, near] = [local(typed, "sure"), local(typed, "near")];
  show(digits ? [...found, ...sure, ...near] : [...sure, ...found, ...near], typed, keep);
}

/** @param {Item[]} found @param {string} typed @param {string} [keep] */
function show(found, typed, keep) {
  const seen = new Set();
  items = found.filter((one) => {
    const id = one.url || `>${one.label}`;
    return !seen.has(id) && Boolean(seen.add(id));
  }).slice(0, SHOWN_MAX);
  chosen = Math.max(0, keep ? items.findIndex((one) => one.url === keep) : 0);
  const rows = items.map((item, at) => row(item, at));
  if (!rows.length) rows.push(nothing(typed));
  listBox().replaceChildren(...rows);
  mark();
}

/** @param {Item} item @param {number} at */
function row(item, at) {
  const line = document.createElement("li");
  line.id = `palette-${at}`;
  line.setAttribute("role", "option");
  const what = Object.assign(document.createElement("span"), { className: "what", textContent: item.label });
  const kind = Object.assign(document.createElement("span"), { className: "kind", textContent: item.detail ? `${item.detail} · ${item.kind}` : item.kind });
  line.append(what, kind);
  line.addEventListener("click", (event) => run(at, event.ctrlKey || event.metaKey));
  return line;
}

/** @param {string} typed */
function nothing(typed) {
  const line = document.createElement("li");
  line.setAttribute("role", "option");
  line.setAttribute("aria-disabled", "true");
  line.textContent = `Rien ne répond à « ${typed} ». Entrée cherche dans l’aide.`;
  return line;
}

function mark() {
  [...listBox().children].forEach((line, at) => {
    line.setAttribute("aria-selected", String(at === chosen && items.length > 0));
    if (at === chosen) line.scrollIntoView({ block: "nearest" });
  });
  field().setAttribute("aria-activedescendant", items.length ? `palette-${chosen}` : "");
}

/** @param {number} at @param {boolean} apart */
function run(at, apart) {
  const item = items[at];
  const typed = field().value.trim();
  dialog()?.close();
  if (!item) {
    if (typed) location.assign(`/aide?q=${encodeURIComponent(typed)}`);
  } else if (item.run) item.run();
  else if (item.url && apart) open(item.url, "_blank", "noopener");
  else if (item.url) location.assign(item.url);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.isComposing) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  const step = steps[/** @type {keyof typeof steps} */ (event.key)];
  if (step && items.length) {
    chosen = (chosen + step + items.length) % items.length;
    moved = true;
  }
  else if (event.key === "Enter") run(chosen, event.ctrlKey || event.metaKey);
  else return;
  event.preventDefault();
  event.stopPropagation();
  mark();
}

/** @returns {boolean} */
export function openPalette() {
  const box = dialog();
  if (!box || !document.querySelector("[data-palette-open]")) return false;
  field().value = "";
  box.showModal();
  field().focus();
  show(local(""), "");
  return true;
}

/** The last places, on a page that has room for them. */
function showRecents() {
  const place = /** @type {HTMLElement|null} */ (document.querySelector("[data-recents]"));
  const kept = recents().filter((one) => one.url && new URL(one.url, location.href).pathname !== "/");
  if (!place || !kept.length) return;
  const lines = kept.slice(0, 6).map((one) => {
    const line = document.createElement("li");
    line.append(Object.assign(document.createElement("a"), { href: one.url, textContent: one.label }));
    return line;
  });
  place.querySelector("ul")?.replaceChildren(...lines);
  place.hidden = false;
}

/** Starts listening. */
export function startPalette() {
  if (!dialog()) return;
  showRecents();
  keepThisPage();
  field().addEventListener("input", () => {
    moved = false;
    show(local(field().value), field().value);
    clearTimeout(timer);
    timer = setTimeout(() => remote(field().value).catch(failed), 90);
  });
  field().addEventListener("keydown", onKey);
  document.addEventListener("keydown", (event) => {
    if (!event.defaultPrevented && dialog()?.open && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      dialog()?.close();
    }
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target === dialog()) dialog()?.close();
    if (target.closest?.("[data-palette-open]")) openPalette();
  });
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.hasAttribute("data-forget")) localStorage.removeItem(storeName());
  });
}

/** @param {unknown} error */
function failed(error) {
  if (error instanceof DOMException && error.name === "AbortError") return;
  if (csrf()) toast("La recherche n’a pas abouti ; recommencez.", "error");
}
