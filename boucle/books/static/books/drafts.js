// The brouillard: what is ticked is counted and summed; E edits, R and Suppr act on the cursor's row.
import { cents, shown } from "./amounts.js";

/** @returns {HTMLInputElement[]} */
function boxes() {
  return [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('table[data-list] td input[name="entry"]'))];
}

function count() {
  const ticked = boxes().filter((box) => box.checked);
  const sum = ticked.reduce((total, box) => total + (cents(box.dataset.amount || "") || 0), 0);
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
  link.click();
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement) || button.name !== "act") return;
  tickCursor();
  const ticked = boxes().filter((box) => box.checked).length;
  if (button.value !== "delete" || !ticked) return;
  const what = ticked > 1 ? `ces ${ticked} brouillards ? Leurs` : "ce brouillard ? Ses";
  if (!confirm(`Supprimer ${what} versions restent dans l’historique.`)) event.preventDefault();
});

count();
