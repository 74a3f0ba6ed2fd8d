// Groups of a list (`tbody[data-fold]`) that fold under their title; what is folded is kept by screen.

const KEY = `boucle.fold:${location.pathname}`;

/** @param {Element} row @returns {HTMLElement|null} */
const groupOf = (row) => row.closest("tbody[data-fold]");

/** @param {HTMLElement} group @param {boolean} away */
function set(group, away) {
  const title = group.querySelector("tr.group");
  title?.classList.toggle("is-folded", away);
  title?.querySelector("button")?.setAttribute("aria-expanded", String(!away));
  for (const row of group.querySelectorAll("tr:not(.group, .subtotal)")) {
    row.toggleAttribute("hidden", away);
  }
}

function keep() {
  const away = [...document.querySelectorAll("tr.is-folded")].map((row) => groupOf(row)?.dataset.fold);
  sessionStorage.setItem(KEY, JSON.stringify(away));
}

/** Folds the group of a row; its title, on which the cursor then stands, or null. @param {Element} row */
export function fold(row) {
  const group = groupOf(row);
  const title = group?.querySelector("tr.group");
  if (!group || !title || title.classList.contains("is-folded")) return null;
  set(group, true);
  keep();
  return /** @type {HTMLTableRowElement} */ (title);
}

/** Unfolds; its first row, or null where nothing was folded. @param {Element} row */
export function unfold(row) {
  const group = groupOf(row);
  if (!group || !row.classList.contains("is-folded")) return null;
  set(group, false);
  keep();
  return /** @type {HTMLTableRowElement|null} */ (group.querySelector("tr:not(.group, .subtotal)"));
}

/** What was folded is folded again; a click on a title does the same. */
export function startFold() {
  const away = new Set(JSON.parse(sessionStorage.getItem(KEY) || "[]"));
  for (const group of document.querySelectorAll("tbody[data-fold]")) {
    const one = /** @type {HTMLElement} */ (group);
    if (away.has(one.dataset.fold)) set(one, true);
  }
  document.addEventListener("click", (event) => {
    const title = /** @type {Element} */ (event.target).closest?.("tbody[data-fold] tr.group");
    if (title) fold(title) || unfold(title);
  });
}
