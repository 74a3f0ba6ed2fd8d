// The account of the line at the cursor: what is open in it, over the grid; Échap comes back to the same cell.
import { shown } from "./amounts.js";
import { long } from "./days.js";

/** @typedef {any} Grid */

/** @param {string} tag @param {string} text @param {string} [name] */
function cell(tag, text, name = "") {
  return Object.assign(document.createElement(tag), { textContent: text, className: name });
}

/** @param {number} net */
function amount(net) {
  return `${shown(Math.abs(net))} ${net > 0 ? "D" : "C"}`;
}

/** @param {Grid} grid @returns {boolean} */
export function openPanel(grid) {
  const { account, third } = grid.line();
  if (!account) {
    grid.say("Indiquez d’abord le compte de la ligne.");
    return true;
  }
  const dialog = /** @type {HTMLDialogElement} */ (grid.view.part("panel"));
  const name = grid.books.thirds.get(third)?.label || grid.books.accounts.get(account)?.label || "";
  grid.view.say("panel-title", `${third || account} ${name}`);
  grid.view.say("panel-said", "Lignes ouvertes…");
  grid.view.part("panel-rows").replaceChildren();
  const path = [account, third].filter(Boolean).map(encodeURIComponent).join("/");
  /** @type {HTMLAnchorElement} */ (grid.view.part("panel-lettrage")).href = `${grid.root.dataset.lettrage}/${path}`;
  dialog.onclose = () => grid.field()?.focus({ preventScroll: true });
  dialog.showModal();
  fill(grid, `${grid.root.dataset.open}?${new URLSearchParams({ compte: account, tiers: third })}`);
  return true;
}

/** @param {Grid} grid @param {string} address */
async function fill(grid, address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const { items, more } = await answer.json();
    const sum = items.reduce((/** @type {number} */ all, /** @type {any} */ one) => all + one.net, 0);
    const count = `${items.length}${more ? " premières" : ""} ligne${items.length > 1 ? "s" : ""} ouverte${items.length > 1 ? "s" : ""}`;
    grid.view.say("panel-said", items.length ? `${count}, ${amount(sum)}` : "Aucune ligne ouverte dans ce compte.");
    grid.view.part("panel-rows").replaceChildren(...items.map((/** @type {any} */ one) => {
      const row = document.createElement("tr");
      row.append(cell("td", long(one.date)), cell("td", one.piece), cell("td", one.label), cell("td", long(one.due || "")),
        cell("td", amount(one.net), "num"), cell("td", one.code || ""));
      return row;
    }));
  } catch {
    grid.view.say("panel-said", "Le compte n’a pas pu être lu : réessayez quand le réseau est revenu.");
  }
}
