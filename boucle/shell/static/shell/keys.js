// Keys that act on every screen, and the list of them. A field keeps its own letters.
import { GO, GO_SIMPLE, KEYS, named, shown } from "./keymap.js";
import { openPalette } from "./palette.js";

const FIELDS = 'input:not([type="checkbox"], [type="radio"], [type="button"]), select, textarea, [contenteditable]';
const THROUGH = ["palette", "keys"];
const QUIET = "boucle.letters";
let waiting = 0;

/** Whether letters belong to what has the focus. @returns {boolean} */
export function inField() {
  return Boolean(document.activeElement?.matches(FIELDS));
}

/** Whether single letters act. @returns {boolean} */
export function lettersOn() {
  return localStorage.getItem(QUIET) !== "off";
}

/** @param {KeyboardEvent} event @returns {boolean} */
export function isTextOrForeign(event) {
  return event.defaultPrevented || event.isComposing || event.getModifierState("AltGraph");
}

/** @param {string} selector @returns {HTMLElement|undefined} */
function visible(selector) {
  const found = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector));
  return [...found].find((one) => one.offsetParent !== null || one.matches("dialog[open] *"));
}

/** @type {Record<string, () => boolean>} false = the browser keeps the key */
const ACTS = {
  palette: () => openPalette(),
  keys: () => openKeys(),
  filter: () => {
    const field = /** @type {HTMLInputElement|undefined} */ (visible("[data-filter]"));
    field?.focus();
    field?.select?.();
    return Boolean(field);
  },
  search: () => {
    const link = document.querySelector('.rail a[data-route="books:search-show"]');
    if (link instanceof HTMLElement) link.click();
    return Boolean(link);
  },
  main: () => {
    const form = document.activeElement?.closest("form");
    const own = /** @type {HTMLElement|null|undefined} */ (form?.querySelector("[data-main]"));
    const button = own || visible("[data-main]");
    button?.click();
    return true;
  },
  back,
  previous: () => follow('[data-period="prev"]'),
  next: () => follow('[data-period="next"]'),
};

/** @param {string} selector */
function follow(selector) {
  const link = visible(selector);
  link?.click();
  return Boolean(link);
}

const DETAIL = /\/(ecriture|compte|tiers|grand-livre(-auxiliaire)?)(\/|$)/;
const LIST = /\/(balance(-\w+)?|grand-livre(-auxiliaire)?|comptes?|tiers|journal|recherche|lettrage|brouillard)(\/|$)/;

/** Whether a list or a report led to this detail: one goes back there, to its cursor. */
function drilledDown() {
  if (!document.referrer || history.length < 2 || !DETAIL.test(location.pathname)) return false;
  const from = new URL(document.referrer);
  return from.origin === location.origin && from.pathname !== location.pathname && LIST.test(from.pathname);
}

function back() {
  const menu = document.querySelector("details[data-menu][open], .rail.is-open");
  if (menu) {
    menu.removeAttribute("open");
    menu.classList.remove("is-open");
    return true;
  }
  if (inField()) {
    /** @type {HTMLElement} */ (document.activeElement).blur();
    return true;
  }
  if (follow("[data-cancel]")) return true;
  if (drilledDown()) {
    history.back();
    return true;
  }
  const links = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".crumbs a"));
  const parents = [...links].filter((link) => link.getAttribute("href") !== location.pathname);
  parents.at(-1)?.click();
  return parents.length > 0;
}

/** @param {KeyboardEvent} event */
function go(event) {
  const [route] = GO[event.key] || [""];
  const simple = document.querySelector(`.rail a[data-route="${GO_SIMPLE[event.key]}"]`);
  const link = simple || (route && document.querySelector(`.rail a[data-route="${route}"]`));
  if (link instanceof HTMLElement) link.click();
  return Boolean(link);
}

/** @param {KeyboardEvent} event */
function ownKey(event) {
  for (const one of document.querySelectorAll("[data-key]")) {
    const wanted = /** @type {HTMLElement} */ (one).dataset.key || "";
    if (wanted.toLowerCase() !== named(event).toLowerCase()) continue;
    /** @type {HTMLElement} */ (one).click();
    return true;
  }
  return false;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (isTextOrForeign(event)) return;
  const keys = named(event);
  const single = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (document.querySelector("dialog[open]")) return;
  const apart = document.activeElement?.closest("[data-own-keys]");
  if (apart && !KEYS.some((one) => one.keys === keys && THROUGH.includes(one.act) && keys.length > 1)) return;
  if (single && (inField() || !lettersOn())) return;
  if (single && waiting && Date.now() - waiting < 1500) {
    waiting = 0;
    if (go(event)) event.preventDefault();
    return;
  }
  waiting = single && event.key === "g" ? Date.now() : 0;
  const line = KEYS.find((one) => one.context === "global" && one.keys === keys);
  if (line ? ACTS[line.act]() : ownKey(event)) event.preventDefault();
}

/** @param {string} tag @param {string} text @param {string} [title] */
function part(tag, text, title) {
  const made = document.createElement(tag);
  if (title) made.append(Object.assign(document.createElement("kbd"), { textContent: title }));
  else made.textContent = text;
  return made;
}

/** @param {string} title @param {[string, string][]} lines */
function section(title, lines) {
  if (!lines.length) return [];
  const list = document.createElement("dl");
  for (const [keys, label] of lines) list.append(part("dt", "", keys), part("dd", label));
  return [part("h3", title), list];
}

function openKeys() {
  const dialog = /** @type {HTMLDialogElement|null} */ (document.getElementById("keys"));
  const place = document.getElementById("keys-list");
  if (!dialog || !place) return false;
  /** @param {string} context @returns {[string, string][]} */
  const of = (context) => {
    const merged = new Map();
    for (const line of KEYS.filter((one) => one.context === context)) {
      const before = merged.get(line.label);
      merged.set(line.label, before ? `${before} ou ${shown(line.keys)}` : shown(line.keys));
    }
    return [...merged].map(([label, keys]) => [keys, label]);
  };
  const grid = JSON.parse(document.querySelector('script[id$="-keymap"]')?.textContent || "[]");
  const own = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-key][data-key-label]")]);
  const goes = Object.entries(GO).filter(([, [route]]) =>
    document.querySelector(`.rail a[data-route="${route}"]`));
  place.replaceChildren(
    ...section("Cet écran", own.map((one) => [shown(one.dataset.key || ""), one.dataset.keyLabel || ""])),
    ...section("Grille", grid.map((/** @type {any} */ one) => [one.keys.map(shown).join(" ou "), one.label])),
    ...(document.querySelector("table[data-list]") ? section("Liste", of("list")) : []),
    ...section("Partout", of("global")),
    ...section("Aller à", goes.map(([letter, [, label]]) => [`g ${letter}`, label])),
  );
  const letters = /** @type {HTMLInputElement|null} */ (document.getElementById("keys-letters"));
  if (letters) letters.checked = lettersOn();
  dialog.showModal();
  return true;
}

/** Starts listening. */
export function startKeys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest?.("[data-keys-open]")) openKeys();
  });
  document.getElementById("keys-letters")?.addEventListener("change", (event) => {
    const on = /** @type {HTMLInputElement} */ (event.target).checked;
    localStorage.setItem(QUIET, on ? "on" : "off");
  });
}
