// Copy, cut and paste in the grid: cells, entries, and tables of Excel or LibreOffice with a preview.
import { chosen, remember, remove, takeAway, write } from "./batch.js";
import { shown } from "./amounts.js";
import { asEntry, columnsOf, entriesOf, NAMES } from "./paste.js";
import { cellsOf, centsOf, columnOf, decimalOf, tableOf } from "./tables.js";
import { picked } from "./fill.js";

/** @typedef {any} Grid */

const LINES_MOST = 5000;
const SHOWN_MOST = 200;

/** Cells of what was copied: the text, or the HTML table beside it. @param {DataTransfer|null} data */
function tableIn(data) {
  const text = data?.getData("text/plain") || "";
  const html = data?.getData("text/html") || "";
  if (text.includes("\t") || !/<tr[\s>]/i.test(html)) return { cells: cellsOf(text), text };
  const page = new DOMParser().parseFromString(html, "text/html");
  const rows = [...page.querySelectorAll("tr")].map((row) => [...row.querySelectorAll("td, th")]
    .map((cell) => (cell.textContent || "").replace(/[\t\n"]+/g, " ")).join("\t"));
  return { cells: cellsOf(rows.join("\n")), text: rows.join("\n") };
}

/** @param {Grid} grid */
export function listenToClipboard(grid) {
  const inside = () => grid.root.contains(document.activeElement) && !document.activeElement?.closest("form, dialog");
  document.addEventListener("paste", (event) => {
    if (inside()) paste(grid, event);
  });
  document.addEventListener("copy", (event) => {
    if (inside()) copy(grid, event);
  });
  document.addEventListener("cut", (event) => {
    if (inside() && copy(grid, event) && grid.marked) remove(grid);
  });
}

/** @param {Grid} grid @param {ClipboardEvent} event */
function paste(grid, event) {
  const { cells, text } = tableIn(event.clipboardData);
  if (!cells.length) return;
  if (cells.length === 1 && cells[0].length === 1) pasteOne(grid, event, cells[0][0]);
  else {
    event.preventDefault();
    new Preview(grid, cells, text).open();
  }
}

/** One value goes to the cell, an amount in the way that the grid reads. @param {Grid} grid @param {ClipboardEvent} event @param {string} text */
function pasteOne(grid, event, text) {
  const field = grid.field();
  if (!field || document.activeElement !== field || grid.locked) return;
  const found = grid.at.col === "debit" || grid.at.col === "credit" ? centsOf(text, decimalOf([text])) : null;
  event.preventDefault();
  field.setRangeText(found && "cents" in found && text ? shown(found.cents) : text, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
  grid.onInput();
}

/** @param {Grid} grid @param {ClipboardEvent} event @returns {boolean} */
function copy(grid, event) {
  const cells = picked(grid);
  const entries = chosen(grid);
  if (!entries.length && cells.length < 2) return false;
  const { text, html } = entries.length
    ? tableOf(entries.map((one) => ({ ...one, journal: one.journal || grid.root.dataset.journal })))
    : columnOf(cells);
  event.clipboardData?.setData("text/plain", text);
  event.clipboardData?.setData("text/html", html);
  event.preventDefault();
  grid.view.say("live", "Copié.");
  return true;
}

/** What a table would become, before anything is saved. */
class Preview {
  /** @param {Grid} grid @param {string[][]} cells @param {string} text */
  constructor(grid, cells, text) {
    this.headed = false;
    this.grid = grid;
    this.cells = cells;
    this.text = text;
    this.dialog = /** @type {HTMLDialogElement} */ (grid.view.part("paste"));
    this.place = {
      books: grid.books, session: grid.days(), journal: grid.root.dataset.journal || "", width: grid.session.width || 6,
    };
    this.columns = columnsOf(cells, this.place);
    this.read = entriesOf(cells, this.columns, this.place);
  }

  /** @param {string} name @returns {HTMLElement} */
  part(name) {
    return /** @type {HTMLElement} */ (this.dialog.querySelector(`[data-paste-${name}]`));
  }

  open() {
    const many = this.cells.length > LINES_MOST;
    this.part("many").hidden = !many;
    this.part("table").hidden = many;
    this.part("take").hidden = many;
    this.part("keep").hidden = !many;
    if (many) this.part("sum").textContent = `${this.cells.length} lignes : c’est plus que la grille ne colle (${LINES_MOST}).`;
    else this.draw();
    this.dialog.onkeydown = (event) => this.onKey(event);
    this.dialog.onclose = () => this.grid.go(this.grid.at);
    this.part("take").onclick = () => this.take();
    this.part("keep").onclick = () => this.keepFile();
    this.part("close").onclick = () => this.dialog.close();
    this.dialog.showModal();
    (this.dialog.querySelector("select") || this.part("close")).focus();
  }

  /** The text goes to a file, which the import takes. */
  keepFile() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([this.text], { type: "text/tab-separated-values" }));
    link.download = "collage.tsv";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  good() {
    return this.read.entries.filter((one) => !one.problems.length);
  }

  draw() {
    this.read = entriesOf(this.cells, this.columns, this.place);
    const good = this.good();
    const [lines, bad] = [this.read.rows.length, this.read.entries.length - good.length];
    const sum = good.reduce((all, one) => all + (one.whole || one.rows).reduce((each, row) => each + row.debit, 0), 0);
    const refused = bad ? ` ${bad} ${bad > 1 ? "ne sont pas prises" : "n’est pas prise"} : les raisons sont à droite.` : "";
    this.part("sum").textContent = `${lines} lignes, ${good.length} écriture${good.length > 1 ? "s" : ""} prête${good.length > 1 ? "s" : ""} (${shown(sum)}).${refused}`;
    const take = /** @type {HTMLButtonElement} */ (this.part("take"));
    take.disabled = !good.length;
    take.textContent = `Coller ${good.length} écriture${good.length > 1 ? "s" : ""} (Ctrl Entrée)`;
    this.drawHead();
    this.drawRows();
  }

  drawHead() {
    const head = this.part("head");
    if (this.headed) return;
    this.headed = true;
    const width = Math.max(...this.cells.map((row) => row.length));
    const cells = Array.from({ length: width }, (_, at) => {
      const choice = document.createElement("select");
      choice.setAttribute("aria-label", `Colonne ${at + 1}`);
      for (const [value, name] of Object.entries(NAMES)) choice.add(new Option(name, value, false, value === (this.columns.fields[at] || "")));
      choice.onchange = () => {
        this.columns.fields[at] = /** @type {any} */ (choice.value);
        this.draw();
      };
      const cell = document.createElement("th");
      cell.append(choice);
      return cell;
    });
    const [number, reason] = ["Ligne", "À savoir"].map((text) => Object.assign(document.createElement("th"), { textContent: text }));
    head.replaceChildren(number, ...cells, reason);
  }

  /** The first lines, and all that are wrong up to as many. */
  drawRows() {
    const of = new Map(this.read.entries.flatMap((one) => one.rows.map((row) => [row, one])));
    const wrong = (/** @type {any} */ row) => row.problems.length || of.get(row)?.problems.length;
    const rows = this.read.rows.filter((row, at) => at < SHOWN_MOST || wrong(row)).slice(0, 2 * SHOWN_MOST);
    const width = Math.max(...this.cells.map((row) => row.length));
    this.part("rows").replaceChildren(...rows.map((row) => {
      const line = document.createElement("tr");
      const entry = of.get(row);
      const first = entry?.rows[0] === row;
      const reasons = [...row.problems, ...(first ? entry.problems : []), first && entry.whole ? "TVA ajoutée par les codes." : ""].filter(Boolean).join(" ");
      line.className = wrong(row) ? "is-bad" : "";
      const texts = [String(row.at), ...Array.from({ length: width }, (_, at) => this.cells[row.at - 1][at] || ""), reasons];
      line.append(...texts.map((text) => Object.assign(document.createElement("td"), { textContent: text })));
      return line;
    }));
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.take();
    }
    const choice = /** @type {HTMLSelectElement} */ (event.target);
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!event.altKey || !by || !(choice instanceof HTMLSelectElement)) return;
    event.preventDefault();
    choice.selectedIndex = (choice.selectedIndex + by + choice.options.length) % choice.options.length;
    choice.dispatchEvent(new Event("change"));
  }

  /** The good entries leave for the server; one Ctrl+Z takes them all back. */
  take() {
    const good = this.good();
    if (!good.length || this.cells.length > LINES_MOST) return;
    const { grid } = this;
    this.dialog.close();
    const ids = good.map((one) => write(grid, asEntry(one, this.place.journal)));
    remember(grid, "", () => takeAway(grid, ids));
    grid.showSums();
    grid.say(`${good.length} écriture${good.length > 1 ? "s collées" : " collée"}. Ctrl Z annule.`, "warn");
  }
}
