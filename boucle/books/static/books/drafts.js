// The brouillard: what is ticked is counted and summed; E, R, K and M act; what others save arrives.
import { Events } from "../shell/events.js";
import { cents, shown } from "./amounts.js";

/** @returns {HTMLInputElement[]} */
function boxes() {
  return [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('table[data-list] td input[name="entry"]'))];
}

function sumTicked() {
  return boxes().filter((box) => box.checked).reduce((total, box) => total + (cents(box.dataset.amount || "") || 0), 0);
}

function count() {
  const ticked = boxes().filter((box) => box.checked);
  const sum = sumTicked();
  const line = document.querySelector("[data-ticked]");
  const what = ticked.length > 1 ? `les ${ticked.length} écritures cochées` : "l’écriture cochée";
  if (line) line.textContent = ticked.length ? `${what} (${shown(sum)}), pas` : "les écritures cochées, sinon";
  const all = document.querySelector("[data-tick-all]");
  if (all instanceof HTMLInputElement) {
    all.checked = ticked.length > 0 && ticked.length === boxes().length;
    all.indeterminate = ticked.length > 0 && !all.checked;
  }
}

/** The row of the cursor is meant where nothing is ticked. */
function tickCursor() {
  if (boxes().some((box) => box.checked)) return;
  const box = document.querySelector('tr.is-cursor input[name="entry"]');
  if (box instanceof HTMLInputElement) box.checked = true;
  count();
}

document.addEventListener("change", (event) => {
  const target = /** @type {HTMLInputElement} */ (event.target);
  if (target.matches("[data-tick-all]")) {
    for (const box of boxes()) {
      box.checked = target.checked;
      box.closest("tr")?.classList.toggle("is-ticked", box.checked);
    }
  }
  count();
});

document.addEventListener("keydown", (event) => {
  const held = event.ctrlKey || event.altKey || event.metaKey;
  if (event.key !== "e" || held || event.defaultPrevented) return;
  const link = document.querySelector("tr.is-cursor a[data-edit]");
  if (!(link instanceof HTMLElement) || !document.activeElement?.matches("tr, body, main")) return;
  event.preventDefault();
  const wide = matchMedia("(min-width: 700px)").matches;
  if (wide && link.dataset.grid) location.assign(link.dataset.grid);
  else link.click();
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement) || button.name !== "act") return;
  tickCursor();
  const ticked = boxes().filter((box) => box.checked).length;
  if (button.value !== "delete" || !ticked) return;
  const what = ticked > 1 ? `ces ${ticked} brouillards (${shown(sumTicked())}) ? Leurs` : "ce brouillard ? Ses";
  if (!confirm(`Supprimer ${what} versions restent dans l’historique.`)) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Delete" || event.defaultPrevented || !document.activeElement?.matches("tr, body, main")) return;
  /** @type {HTMLElement|null} */ (document.querySelector("[data-delete]"))?.click();
});

const box = /** @type {HTMLDialogElement|null} */ (document.querySelector("[data-move-box]"));
document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("[data-move-close]")) box?.close();
  if (!box || !target.closest("[data-move]")) return;
  tickCursor();
  const many = boxes().filter((one) => one.checked).length;
  const what = box.querySelector("[data-move-what]");
  if (what) what.textContent = many > 1 ? `${many} écritures (${shown(sumTicked())})` : many ? `une écriture (${shown(sumTicked())})` : "(rien de coché)";
  box.showModal();
});
box?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.ctrlKey) return;
  event.preventDefault();
  /** @type {HTMLElement|null} */ (box.querySelector("[data-main]"))?.click();
});

/** Draws the rows again; ticks and cursor stay with their entries. */
async function refresh() {
  const list = document.querySelector("table[data-list] tbody");
  if (document.querySelector("dialog[open]")) return;
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("table[data-list] tbody");
  if (!list || !fresh) {
    if (Boolean(list) !== Boolean(fresh)) location.reload();
    return;
  }
  const id = (/** @type {HTMLInputElement|null} */ one) => one?.value.split(":")[0] || "";
  const ticked = new Set(boxes().filter((one) => one.checked).map(id));
  const cursor = id(document.querySelector('tr.is-cursor input[name="entry"]'));
  const focused = document.activeElement?.matches("tr.is-cursor");
  list.replaceWith(fresh);
  for (const one of boxes()) {
    one.checked = ticked.has(id(one));
    const row = /** @type {HTMLElement} */ (one.closest("tr"));
    row.classList.toggle("is-ticked", one.checked);
    if (id(one) !== cursor) continue;
    row.classList.add("is-cursor");
    row.tabIndex = 0;
    if (focused) row.focus({ preventScroll: true });
  }
  for (const name of [".draft-months tbody", ".sub"]) {
    const [old, now] = [document.querySelector(name), page.querySelector(name)];
    if (old && now) old.replaceWith(now);
  }
  count();
}

const drafts = /** @type {HTMLElement|null} */ (document.querySelector("[data-drafts]"));
if (drafts?.dataset.events) {
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => refresh().catch(() => {}), 300);
  };
  new Events(drafts.dataset.events, { change: ({ kind }) => kind !== "lettrage" && soon(), reset: soon });
}
count();
