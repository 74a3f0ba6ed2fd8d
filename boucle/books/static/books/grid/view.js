// What the grid shows: saved entries, the entry under way, list of candidates, footer.
import { shown } from "./amounts.js";
import { long } from "./days.js";
import { sums } from "./entry.js";

export const COLS = ["day", "piece", "account", "label", "debit", "credit", "vat", "due"];
const NAMES = {
  day: "Jour", piece: "Pièce", account: "Compte ou tiers", label: "Libellé", debit: "Débit", credit: "Crédit",
  vat: "Code TVA", due: "Échéance",
};
const NUMERIC = new Set(["debit", "credit"]);
const STATES = {
  waiting: "… en attente", draft: "✓ brouillard", valid: "validée", refused: "refusée", conflict: "deux versions",
};

/** What a cell holds, as text. @param {import("./entry.js").Entry} entry @param {number} row @param {string} col */
export function textOf(entry, row, col) {
  const line = entry.lines[row];
  if (col === "day") return row ? "" : long(entry.day);
  if (col === "piece") return row ? "" : entry.piece;
  if (col === "account") return line.third || line.account;
  if (col === "debit" || col === "credit") return line[col] ? shown(line[col]) : "";
  if (col === "due") return long(line.due);
  return col === "vat" ? line.vat : line.label;
}

/** @param {string} tag @param {string} name @param {string} [text] */
function made(tag, name, text = "") {
  const one = document.createElement(tag);
  if (name) one.className = name;
  if (text) one.textContent = text;
  return one;
}

const FIRST = 40;

export class View {
  /** @param {HTMLElement} root */
  constructor(root) {
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (
      root.querySelector(`[data-${name}]`) || document.querySelector(`[data-${name}]`));
    Object.assign(this, { root, part });
    this.root = root;
    this.part = part;
    this.table = part("grid");
    this.box = part("box");
    this.list = part("list-box");
    this.body = made("tbody", "saisie-now");
    this.body.dataset.now = "";
    this.rows = /** @type {{tr: HTMLElement, fields: Record<string, HTMLInputElement>, state: HTMLElement}[]} */ ([]);
    this.saved = /** @type {Map<string, HTMLElement>} */ (new Map());
    /** @type {any[]} saved entries not drawn yet, the oldest first */
    this.later = [];
    this.table.append(this.body);
    this.box.addEventListener("scroll", () => this.box.scrollTop < 400 && this.drawMore(), { passive: true });
  }

  /** The last entries at once; the others when somebody goes up to them. @param {any[]} entries the oldest first */
  drawAll(entries) {
    this.later = entries.slice(0, -FIRST);
    for (const kept of entries.slice(-FIRST)) this.drawSaved(kept);
  }

  /** Draws earlier entries over the first one drawn; what is in view stays there. */
  drawMore(count = FIRST) {
    const first = this.table.tBodies[0];
    for (const kept of this.later.splice(-count)) first.before(this.rowsOf(kept));
  }

  /** The drawn form of a saved entry, brought into the table where it was still to come. @param {string} id */
  drawn(id) {
    const at = this.later.findIndex((one) => one.public_id === id);
    if (at >= 0) this.drawMore(this.later.length - at);
    return this.saved.get(id);
  }

  /** @param {number} row @param {string} col @returns {HTMLInputElement|undefined} */
  field(row, col) {
    return this.rows[row]?.fields[col];
  }

  addRow() {
    const at = this.rows.length;
    const tr = made("tr", "");
    tr.setAttribute("role", "row");
    const fields = /** @type {Record<string, HTMLInputElement>} */ ({});
    for (const col of COLS) {
      const td = made("td", NUMERIC.has(col) ? "num" : "");
      td.setAttribute("role", "gridcell");
      if (at === 0 || (col !== "day" && col !== "piece")) td.append(this.addField(at, col, fields));
      tr.append(td);
    }
    const state = made("td", "c-state");
    tr.append(state);
    this.body.append(tr);
    this.rows.push({ tr, fields, state });
  }

  /** @param {number} row @param {string} col @param {Record<string, HTMLInputElement>} fields */
  addField(row, col, fields) {
    const field = document.createElement("input");
    Object.assign(field, { autocomplete: "off", spellcheck: col === "label", tabIndex: -1 });
    Object.assign(field.dataset, { row: String(row), col });
    field.setAttribute("aria-label", `${NAMES[/** @type {keyof typeof NAMES} */ (col)]}, ligne ${row + 1}`);
    field.setAttribute("aria-describedby", "saisie-message");
    if (NUMERIC.has(col)) field.inputMode = "decimal";
    if (col === "account") {
      for (const [name, value] of [["role", "combobox"], ["aria-controls", "saisie-list"], ["aria-expanded", "false"],
        ["aria-autocomplete", "list"]]) field.setAttribute(name, value);
    }
    fields[col] = field;
    return field;
  }

  /** @param {import("./entry.js").Entry} entry @param {{row: number, col: string}} at @param {boolean} typed @param {boolean} locked */
  drawEntry(entry, at, typed, locked) {
    while (this.rows.length < entry.lines.length) this.addRow();
    while (this.rows.length > entry.lines.length) this.rows.pop()?.tr.remove();
    entry.lines.forEach((line, row) => {
      const { tr, fields, state } = this.rows[row];
      tr.classList.toggle("is-ghost", line.ghost);
      for (const [col, field] of Object.entries(fields)) {
        const active = row === at.row && col === at.col;
        const text = textOf(entry, row, col);
        if (!(active && typed) && field.value !== text) field.value = text;
        field.tabIndex = active ? 0 : -1;
        field.readOnly = locked;
        field.classList.toggle("is-guess", NUMERIC.has(col) && line.guess && !line.ghost);
        if (NUMERIC.has(col)) field.title = line.expr;
      }
      state.textContent = line.ghost || line.guess ? `Proposition${line.usual ? " habituelle" : ""}` : "";
    });
    const { gap } = sums(entry);
    const last = this.rows.at(-1);
    if (last && gap && !last.state.textContent) last.state.textContent = `Écart ${shown(Math.abs(gap))} ${gap > 0 ? "D" : "C"}`;
    this.body.classList.toggle("is-off", gap !== 0);
  }

  /** A saved entry, new or drawn again; before the entry under way. @param {any} kept */
  drawSaved(kept) {
    const old = this.drawn(kept.public_id);
    const body = this.rowsOf(kept);
    if (old) old.replaceWith(body);
    else if (this.body.parentElement === this.table && !this.body.nextElementSibling) this.body.before(body);
    else this.table.append(body);
  }

  /** @param {any} kept */
  rowsOf(kept) {
    const body = made("tbody", `saisie-kept is-${kept.status}${kept.review === undefined ? "" : " is-review"}`);
    body.dataset.entry = kept.public_id;
    body.classList.toggle("is-foreign", Boolean(kept.by));
    (kept.lines || []).forEach((/** @type {any} */ line, /** @type {number} */ at) => {
      const tr = made("tr", "");
      tr.setAttribute("role", "row");
      const cells = [at ? "" : long(kept.date).slice(0, 5), at ? "" : line.piece_ref || "", line.third || line.account,
        line.label || "", line.debit ? shown(line.debit) : "", line.credit ? shown(line.credit) : "", "",
        long(line.due_date || ""), at ? "" : stateOf(kept)];
      cells.forEach((text, col) => {
        const cell = made("td", NUMERIC.has(COLS[col]) ? "num" : col === 8 ? "c-state" : col === 3 ? "c-label" : "", text);
        cell.setAttribute("role", "gridcell");
        tr.append(cell);
      });
      body.append(tr);
    });
    this.saved.set(kept.public_id, body);
    return body;
  }

  /** Shows cells of a column as chosen. @param {string} col @param {number} from @param {number} to */
  pick(col, from, to) {
    this.rows.forEach(({ fields }, row) => Object.entries(fields).forEach(([name, field]) => {
      field.classList.toggle("is-picked", name === col && row >= from && row <= to);
    }));
  }

  /** @param {string} id */
  erase(id) {
    this.drawn(id)?.remove();
    this.saved.delete(id);
  }

  /** Shows which entries are chosen. @param {Set<string>} ids @param {string} last brought into view */
  choose(ids, last) {
    for (const id of ids) this.drawn(id);
    for (const [id, body] of this.saved) {
      body.classList.toggle("is-chosen", ids.has(id));
      for (const row of body.children) row.setAttribute("aria-selected", String(ids.has(id)));
    }
    this.saved.get(last)?.scrollIntoView({ block: "nearest" });
  }

  /** Puts the entry under way in the place of a saved one, or back at the end. @param {string} id */
  moveTo(id) {
    for (const body of this.saved.values()) body.hidden = false;
    const body = this.drawn(id);
    if (body) {
      body.hidden = true;
      body.before(this.body);
    } else if (this.table.lastElementChild !== this.body) this.table.append(this.body);
  }

  /** @param {import("./completion.js").Hit[]} hits @param {number} chosen @param {HTMLInputElement|undefined} field */
  drawList(hits, chosen, field) {
    const open = hits.length > 0 && Boolean(field);
    this.list.hidden = !open;
    if (field?.role === "combobox") field.setAttribute("aria-expanded", String(open));
    field?.removeAttribute("aria-activedescendant");
    if (!open || !field) return;
    this.list.replaceChildren(...hits.slice(0, 12).map(({ item }, at) => {
      const line = made("li", "");
      line.id = `saisie-hit-${at}`;
      line.dataset.at = String(at);
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", String(at === chosen));
      line.append(made("b", "", item.number), ` ${item.label}`, made("span", "dim", item.kind === "third" ? " tiers" : ""));
      return line;
    }));
    if (chosen >= 0) field.setAttribute("aria-activedescendant", `saisie-hit-${chosen}`);
    const [cell, own] = [field.getBoundingClientRect(), this.root.getBoundingClientRect()];
    const above = cell.bottom + 340 > window.innerHeight && cell.top > 340;
    this.list.style.left = `${cell.left - own.left}px`;
    this.list.style.top = above ? "auto" : `${cell.bottom - own.top}px`;
    this.list.style.bottom = above ? `${own.bottom - cell.top}px` : "auto";
  }

  /** @param {string} name @param {string} text */
  say(name, text) {
    const place = this.part(name);
    if (place && place.textContent !== text) place.textContent = text;
  }
}

/** @param {any} kept */
function stateOf(kept) {
  const text = STATES[/** @type {keyof typeof STATES} */ (kept.status)] || "";
  const review = kept.review === undefined ? "" : `· à revoir${kept.review ? ` : ${kept.review}` : ""}`;
  return [text, kept.number, kept.by && `· ${kept.by}`, review, kept.reasons?.length ? `: ${kept.reasons.join(" ")}` : ""].filter(Boolean).join(" ");
}
