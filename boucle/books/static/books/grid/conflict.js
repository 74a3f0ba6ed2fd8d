// The same entry saved by two people: both versions side by side, and one key to choose.
import { shown } from "./amounts.js";
import { long } from "./days.js";
import { newId } from "./session.js";

/** The grid of grid.js. @typedef {any} Grid */

const COLUMNS = /** @type {[string, (line: any) => string][]} */ ([
  ["Compte", (line) => line.third || line.account], ["Libellé", (line) => line.label || ""],
  ["Débit", (line) => (line.debit ? shown(line.debit) : "")], ["Crédit", (line) => (line.credit ? shown(line.credit) : "")],
]);

/** @param {string} tag @param {string} [text] @param {Record<string, string>} [more] */
function made(tag, text = "", more = {}) {
  const one = document.createElement(tag);
  if (text) one.textContent = text;
  for (const [name, value] of Object.entries(more)) one.setAttribute(name, value);
  return one;
}

/** A cell of one version; marked where the other says something else. @param {string} text @param {string} other @param {boolean} num */
function cell(text, other, num) {
  const td = made("td", "", num ? { class: "num" } : {});
  td.append(text === other ? text : made("mark", text || "(vide)"));
  return td;
}

/** @param {any} own @param {any} theirs null = deleted */
function table(own, theirs) {
  const body = made("tbody");
  const rows = Math.max(own.lines.length, theirs?.lines?.length || 0);
  const head = made("tr");
  head.append(made("th", "Jour", { scope: "row" }));
  for (const [one, other] of [[own, theirs], [theirs, own]]) {
    const td = cell(long(one?.date || ""), long(other?.date || ""), false);
    td.setAttribute("colspan", "4");
    head.append(td);
  }
  body.append(head);
  for (let at = 0; at < rows; at += 1) {
    const tr = made("tr");
    tr.append(made("th", `Ligne ${at + 1}`, { scope: "row" }));
    for (const [one, other] of [[own, theirs], [theirs, own]]) {
      const [line, beside] = [one?.lines?.[at] || {}, other?.lines?.[at] || {}];
      COLUMNS.forEach(([, text], col) => tr.append(cell(text(line) || "", text(beside) || "", col > 1)));
    }
    body.append(tr);
  }
  const names = made("tr");
  names.append(made("td"), made("th", "La vôtre", { colspan: "4", scope: "colgroup" }),
    made("th", theirs ? `L’autre, ${theirs.state === "v" ? `validée n° ${theirs.number}` : `version ${theirs.version}`}` : "L’autre : supprimée", { colspan: "4", scope: "colgroup" }));
  const labels = made("tr");
  labels.append(made("td"));
  for (let side = 0; side < 2; side += 1) {
    COLUMNS.forEach(([label], col) => labels.append(made("th", label, { scope: "col", class: col > 1 ? "num" : "" })));
  }
  const [whole, top] = [made("table", "", { class: "grid" }), made("thead")];
  top.append(names, labels);
  whole.append(top, body);
  return whole;
}

/** @param {Grid} grid @param {any} kept */
function keepMine(grid, kept) {
  const { theirs } = kept;
  const sent = { public_id: kept.public_id, version: theirs?.version || 0, journal: kept.journal, date: kept.date, lines: kept.lines };
  grid.session.outbox.drop(kept.public_id);
  if (!theirs) {
    grid.unlist(kept.public_id);
    sent.public_id = newId();
  }
  grid.session.send(sent);
  grid.list({ ...sent, version: sent.version + 1, status: "waiting" });
}

/** @param {Grid} grid @param {any} kept */
function takeTheirs(grid, kept) {
  const { theirs } = kept;
  grid.session.outbox.drop(kept.public_id);
  if (!theirs) grid.unlist(kept.public_id);
  else grid.list({ ...theirs, status: theirs.state === "v" ? "valid" : "draft" });
}

/** Mine, on top of theirs, to be changed first. @param {Grid} grid @param {any} kept */
function edit(grid, kept) {
  if (kept.theirs) kept.version = kept.theirs.version;
  kept.status = "refused";
  grid.open(kept.public_id, false);
}

/** Shows both versions; the cursor comes back where it was. @param {Grid} grid @param {any} kept */
export function showConflict(grid, kept) {
  if (document.querySelector("dialog[open]")) return;
  const { theirs } = kept;
  const dialog = /** @type {HTMLDialogElement} */ (made("dialog", "", { class: "saisie-conflict", "aria-labelledby": "conflict-title" }));
  const fixed = theirs?.state === "v";
  const acts = /** @type {[string, string, (grid: Grid, kept: any) => void, boolean][]} */ ([
    ["m", "Garder la mienne", keepMine, fixed], ["s", "Prendre l’autre", takeTheirs, false],
    ["e", "Modifier la mienne", edit, fixed || !theirs],
  ]);
  const buttons = made("div", "", { class: "buttons" });
  /** @param {((grid: Grid, kept: any) => void)|null} act */
  const close = (act) => {
    dialog.close();
    dialog.remove();
    grid.go(grid.at);
    act?.(grid, kept);
    grid.showSums();
  };
  for (const [key, label, act, off] of acts) {
    const button = /** @type {HTMLButtonElement} */ (made("button", "", { class: "btn", type: "button", "data-choose": key }));
    button.append(made("kbd", key.toUpperCase()), ` ${label}`);
    button.disabled = off;
    button.addEventListener("click", () => close(act));
    buttons.append(button);
  }
  const later = made("button", "Plus tard (Échap)", { class: "btn ghost", type: "button" });
  later.addEventListener("click", () => close(null));
  buttons.append(later);
  const said = fixed ? "L’autre est validée : elle ne change plus. Pour la corriger, contrepassez-la (Alt X)."
    : theirs ? "Quelqu’un d’autre l’a enregistrée pendant que vous la modifiiez. Ce qui diffère est marqué ; rien n’est perdu avant votre choix."
      : "Quelqu’un d’autre l’a supprimée pendant que vous la modifiiez. Garder la vôtre en fait une nouvelle écriture.";
  const box = made("div", "", { class: "table-box", tabindex: "0", role: "region", "aria-label": "Les deux versions" });
  box.append(table(kept, theirs));
  dialog.append(made("h2", "Deux versions de la même écriture", { id: "conflict-title" }), made("p", said), box, buttons);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close(null);
  });
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const button = dialog.querySelector(`[data-choose="${CSS.escape(event.key.toLowerCase())}"]:enabled`);
    if (event.ctrlKey || event.altKey || event.metaKey || !button) return;
    event.preventDefault();
    /** @type {HTMLElement} */ (button).click();
  });
  document.body.append(dialog);
  dialog.showModal();
  /** @type {HTMLElement|null} */ (dialog.querySelector("button:enabled"))?.focus();
}
