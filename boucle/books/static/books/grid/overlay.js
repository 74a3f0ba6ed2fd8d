// The open lines of the account at the cursor, with lettrage, over the grid; Échap comes back to the cell.
import { Screen } from "../lettrage.js";

/** The grid of grid.js. @typedef {any} Grid */

/** The fragment of the lettrage screen, without what leads away from it. @param {string} address */
async function drawn(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = /** @type {HTMLElement|null} */ (page.querySelector("[data-lettrage]"));
  return answer.ok && !answer.redirected ? found : null;
}

/** Enter and links would lose the grid: in the overlay they are text. @param {HTMLElement} part */
function settle(part) {
  part.querySelectorAll(".lettrage-parties, .tabs, .pager a, .empty a").forEach((one) => one.remove());
  part.querySelectorAll("tr[data-href]").forEach((row) => row.removeAttribute("data-href"));
  part.querySelectorAll("a").forEach((link) => link.replaceWith(...link.childNodes));
}

/** @param {Grid} grid */
export function openItems(grid) {
  const line = grid.line()?.account ? grid.line() : grid.entry.lines.find((/** @type {any} */ one) => one.account);
  if (!line) grid.say("Indiquez d’abord un compte ou un tiers.");
  else show(grid, line.account, line.third).catch(() => grid.say("Les lignes ouvertes n’ont pas pu être lues."));
  return true;
}

/** @param {Grid} grid @param {string} account @param {string} third */
async function show(grid, account, third) {
  const parts = [account, third].filter(Boolean).map(encodeURIComponent);
  const address = `${grid.root.dataset.settle}/${parts.join("/")}`;
  const part = await drawn(address);
  if (!part) throw new Error(address);
  settle(part);
  const box = document.createElement("div");
  box.className = "saisie-overlay";
  for (const [name, value] of [["role", "dialog"], ["aria-modal", "true"], ["aria-labelledby", "overlay-title"]]) box.setAttribute(name, value);
  const title = Object.assign(document.createElement("h2"), { id: "overlay-title", textContent: `Lignes ouvertes : ${third || account}` });
  const close = Object.assign(document.createElement("button"), { className: "btn small", type: "button", textContent: "Revenir à la saisie (Échap)" });
  const head = document.createElement("header");
  head.append(title, close);
  box.append(head, part);
  const others = [...document.body.children].filter((one) => !one.hasAttribute("inert"));
  for (const one of others) one.setAttribute("inert", "");
  document.body.append(box);
  const stop = new AbortController();
  const typed = grid.typed ? grid.field()?.value : null;
  const leave = () => {
    stop.abort();
    box.remove();
    for (const one of others) one.removeAttribute("inert");
    if (third) grid.lettering.forget(third);
    grid.go(grid.at);
    const field = typed === null ? null : grid.field();
    if (!field) return;
    field.value = typed;
    grid.onInput();
  };
  close.addEventListener("click", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "F9") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave();
  }, { capture: true, signal: stop.signal });
  new Screen(part, { address, signal: stop.signal, drawn: settle });
  focusFirst(part, close);
}

/** @param {HTMLElement} part @param {HTMLElement} otherwise */
function focusFirst(part, otherwise) {
  const row = /** @type {HTMLElement|null} */ (part.querySelector("tbody tr"));
  row?.classList.add("is-cursor");
  row?.setAttribute("tabindex", "0");
  (row || otherwise).focus();
}
