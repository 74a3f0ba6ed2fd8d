// The acts that keys call. Each answers whether the key was used; else it stays the browser's.
import { shown } from "./amounts.js";
import * as batch from "./batch.js";
import { refresh, takeTyped } from "./cells.js";
import { duplicate, model, reverse } from "./copies.js";
import { flagReview } from "./create.js";
import { blankLine, flip, insertLine, isBlank, isComplete, removeLine, solve, sums } from "./entry.js";
import { fill, pick } from "./fill.js";
import { offerLabels } from "./labels.js";
import { openItems } from "./overlay.js";
import { acceptAll, counterOf } from "./propose.js";
import { neighbour, nextStop, previousStop } from "./stops.js";
import { vatDoubt } from "./vat.js";
import { ask, openMonths, otherMonth, period, visit } from "./visit.js";

/** The grid of grid.js (a name of its module here would be a circle). @typedef {any} Grid */

/** Saves with the proposals, or goes to what is missing and says by how much. @param {Grid} grid */
function save(grid) {
  if (grid.locked) return true;
  if (grid.typed && !grid.leave(true)) return true;
  if (!isComplete(grid.entry)) return missing(grid);
  if (grid.entry.lines.some((/** @type {any} */ _, /** @type {number} */ row) => doubts(grid, row))) return true;
  if (grid.closed) {
    grid.say(`${grid.session.data.locked} Ouvrez la période ou saisissez dans un autre mois.`);
    return true;
  }
  acceptAll(grid.entry);
  grid.submit();
  return true;
}

/** A typed VAT that departs from the rate is said once, in amber; the next key keeps it. @param {Grid} grid @param {number} row */
function doubts(grid, row) {
  const line = grid.entry.lines[row];
  const doubt = !line.sure && vatDoubt(grid.entry, line, grid.books);
  if (!doubt) return false;
  line.sure = true;
  grid.go({ row, col: line.debit ? "debit" : "credit" });
  const rate = String(doubt.rate / 100).replace(".", ",");
  grid.say(`TVA à ${rate} % de ${shown(doubt.net)} : ${shown(doubt.expected)} attendu, ${shown(doubt.found)} saisi. Entrée pour garder.`, "warn");
  return true;
}

/** @param {Grid} grid */
function missing(grid) {
  const { entry } = grid;
  const { gap } = sums(entry);
  const row = entry.lines.findIndex((line) => line.account && !line.debit && !line.credit);
  if (!entry.day) grid.go({ row: 0, col: "day" });
  else if (row >= 0) grid.go({ row, col: gap > 0 ? "credit" : "debit" });
  else toNewLine(grid);
  grid.say(gap ? `Il manque ${shown(Math.abs(gap))} au ${gap > 0 ? "crédit" : "débit"}.` : "L’écriture est incomplète.");
  return true;
}

/** @param {Grid} grid */
function toNewLine(grid) {
  const { entry } = grid;
  if (!isBlank(entry.lines[entry.lines.length - 1])) insertLine(entry, entry.lines.length);
  refresh(entry, grid.books, grid.nextPiece());
  grid.go({ row: entry.lines.length - 1, col: "account" });
  return true;
}

/** @param {Grid} grid */
function forward(grid) {
  if (grid.locked) return true;
  const ending = !grid.typed && grid.at.row > 0 && isBlank(grid.line()) && isComplete(grid.entry);
  if (ending) return save(grid);
  const key = grid.line().key;
  if (!grid.leave(true)) return true;
  const row = grid.entry.lines.findIndex((/** @type {any} */ one) => one.key === key);
  if (row >= 0 && doubts(grid, row)) return true;
  const next = nextStop(grid.entry, grid.at, grid.books);
  if (next) grid.go(next);
  else if (isComplete(grid.entry)) save(grid);
  else toNewLine(grid);
  return true;
}

/** `+`: the whole proposal if there is one, else the missing amount. @param {Grid} grid */
function balance(grid) {
  const { entry, at } = grid;
  if (grid.locked) return true;
  if (isComplete(entry)) return save(grid);
  const line = grid.line();
  grid.history.note(entry);
  if (at.col === "account") {
    if (line.account && !line.ghost) return false;
    if (grid.books.counter === "off") {
      grid.say("La contrepartie automatique est désactivée (Alt C).");
      return true;
    }
    const account = counterOf(entry, grid.books);
    if (!account) {
      grid.say("Pas de compte de contrepartie connu ici.");
      return true;
    }
    line.account = account;
  }
  if (!solve(entry, line)) {
    grid.say(sums(entry).debit ? "L’écriture est déjà équilibrée." : "Tapez d’abord un montant : rien n’est à solder.");
    return true;
  }
  grid.settle();
  if (isComplete(entry)) return save(grid);
  return forward(grid);
}

/** @param {Grid} grid */
function repeatAbove(grid) {
  if (fill(grid)) return true;
  const { row, col } = grid.at;
  const above = row > 0 ? grid.text(row - 1, col) : aboveAll(grid, col);
  if (!above) return true;
  if (col === "account" && row > 0 && isBlank(grid.line())) {
    const { account, third, label, debit, credit, vat } = grid.entry.lines[row - 1];
    Object.assign(grid.line(), { account, third, label, debit, credit, vat, said: true });
    grid.settle();
    grid.go(grid.at);
    return true;
  }
  const field = grid.field();
  if (field) field.value = above;
  grid.onInput();
  return true;
}

/** The cell of the entry before. @param {Grid} grid @param {string} col */
function aboveAll(grid, col) {
  const line = grid.entries.at(-1)?.lines?.[0];
  if (!line) return "";
  if (col === "day") return grid.lastDay.split("-").reverse().join("/");
  const cents = line[col];
  if (col === "debit" || col === "credit") return cents ? shown(cents) : "";
  return { piece: line.piece_ref, account: line.third || line.account, label: line.label }[col] || "";
}

/** @param {Grid} grid @param {number} by */
function vertical(grid, by) {
  if (grid.hits.length) {
    grid.chosen = (grid.chosen + by + Math.min(grid.hits.length, 12)) % Math.min(grid.hits.length, 12);
    grid.view.drawList(grid.hits, grid.chosen, grid.field());
    return true;
  }
  if (by > 0 && offerLabels(grid)) return true;
  if (!grid.leave(false)) return true;
  const row = grid.at.row + by;
  if (row >= 0 && row < grid.entry.lines.length) grid.go({ row, col: grid.at.col });
  else toEntry(grid, by);
  return true;
}

/** The saved entry before or after; past the last one, the new entry where it was. @param {Grid} grid @param {number} by */
function toEntry(grid, by) {
  const here = grid.stash ? grid.entries.findIndex((one) => one.public_id === grid.entry.id) : grid.entries.length;
  const there = here + by;
  if (there < 0 || (!grid.stash && by > 0)) return;
  if (there >= grid.entries.length && grid.stash) grid.begin(grid.stash.entry, grid.stash.at);
  else grid.open(grid.entries[there].public_id, by < 0);
}

/** Closes the list, gives the value back, then leaves the cells for the grid. @param {Grid} grid */
function back(grid) {
  if (batch.unmark(grid)) return true;
  if (!grid.view.list.hidden) grid.closeList();
  else if (grid.typed) grid.go(grid.at);
  else if (grid.stash && document.activeElement === grid.field()) grid.begin(grid.stash.entry, grid.stash.at);
  else grid.view.box.focus();
  return true;
}

/** @param {Grid} grid */
function nextError(grid) {
  const found = grid.entries.find((one) => (one.status === "refused" || one.status === "conflict") && one.public_id !== grid.entry.id);
  if (!found) grid.say("Aucune écriture refusée.");
  else grid.open(found.public_id, false);
  return true;
}

/** @param {Grid} grid @param {"undo"|"redo"} way */
function travel(grid, way) {
  if (grid.typed) return false;
  const latest = !grid.history.past.length || (grid.taken?.history === grid.history && grid.taken.made === grid.history.made);
  if (way === "undo" && latest && batch.takeBack(grid)) return true;
  const entry = way === "undo" ? grid.history.undo(grid.entry) : grid.history.redo(grid.entry);
  if (entry) {
    grid.entry = entry;
    grid.go(grid.at);
    grid.keep();
  } else if (way === "undo" && !grid.stash && grid.lastSaved) grid.open(grid.lastSaved);
  return true;
}

/** @param {Grid} grid @param {number} by */
function beside(grid, by) {
  if (document.activeElement !== grid.field()) return false;
  const blank = !grid.typed && grid.at.col === "account" && !grid.line().account;
  const empty = !grid.typed && !grid.text(grid.at.row, grid.at.col) && grid.at.col !== "day";
  if (!blank && !empty && !grid.leave(by > 0)) return true;
  const there = neighbour(grid.entry, grid.at, by);
  if (there) grid.go(there);
  else if (by > 0) toNewLine(grid);
  return Boolean(there) || by > 0;
}

/** @param {Grid} grid @param {string} text */
function typeDay(grid, text) {
  const now = { entry: grid.entry, books: grid.books, session: grid.days(), hits: [], chosen: -1 };
  const problem = takeTyped(now, 0, "day", text);
  if (problem) grid.say(problem);
  else {
    grid.settle();
    grid.go(grid.at);
  }
  return true;
}

/** @param {Grid} grid @param {() => void} change */
function edit(grid, change) {
  if (grid.locked) return true;
  grid.history.note(grid.entry);
  change();
  grid.settle();
  grid.go(grid.at);
  return true;
}

const MODES = { line: "une par ligne", entry: "une par écriture, avec +", off: "aucune" };

/** Alt+C: the counter account per line, per entry, or none; kept for this person on this computer. @param {Grid} grid */
function counterMode(grid) {
  const names = Object.keys(MODES);
  const next = names[(names.indexOf(grid.books.counter) + 1) % names.length];
  grid.session.setCounter(next);
  grid.settle();
  grid.go(grid.at);
  grid.say(`Contrepartie automatique : ${MODES[/** @type {keyof typeof MODES} */ (next)]}.`, "warn");
  return true;
}

/** Entries in navigation mode, else cells of the column. @param {Grid} grid @param {number} by */
function extend(grid, by) {
  return document.activeElement === grid.view.box ? batch.mark(grid, by, true) : pick(grid, by);
}

const AFTER = new Set(["save", "undo", "redo", "back", "journal", "period", "period_prev", "period_next", "find_entry", "next_error"]);

/** Keys of the navigation mode: entries are gone through and chosen. @param {Grid} grid @param {string} act */
function navigate(grid, act) {
  if (act === "line_up" || act === "line_down") return batch.mark(grid, act === "line_up" ? -1 : 1, false);
  if (act.startsWith("extend_") || AFTER.has(act)) return ACTS[act](grid);
  if (grid.marked && (act === "delete_line" || act === "duplicate")) return ACTS[act](grid);
  if (act !== "next_stop" && act !== "edit_cell") return false;
  const id = grid.marked && grid.entries[grid.marked.to].public_id;
  batch.unmark(grid);
  if (id) grid.open(id, false);
  else grid.go(grid.at);
  return true;
}

/** @type {Record<string, (grid: Grid) => boolean>} */
export const ACTS = {
  next_stop: forward,
  prev_stop: (grid) => {
    const there = grid.leave(false) && previousStop(grid.entry, grid.at, grid.books);
    if (there) grid.go(there);
    return true;
  },
  next_cell: (grid) => beside(grid, 1),
  prev_cell: (grid) => beside(grid, -1),
  save,
  balance,
  flip_side: (grid) => (grid.at.col === "account" ? false : edit(grid, () => {
    if (grid.line().debit || grid.line().credit) flip(grid.line());
    else grid.at = { ...grid.at, col: grid.at.col === "debit" ? "credit" : "debit" };
  })),
  repeat_above: repeatAbove,
  today: (grid) => typeDay(grid, "."),
  day_after: (grid) => typeDay(grid, "+"),
  day_before: (grid) => typeDay(grid, "-"),
  line_up: (grid) => vertical(grid, -1),
  line_down: (grid) => vertical(grid, 1),
  edit_cell: (grid) => {
    const field = grid.field();
    grid.typed = true;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
    return true;
  },
  find_entry: (grid) => {
    location.assign(grid.root.dataset.search || "");
    return true;
  },
  open_list: (grid) => {
    if (grid.at.col === "account") grid.openList();
    return true;
  },
  journal: (grid) => (grid.marked ? batch.moveJournal(grid) : ask(grid, "Journal (code) :", (text) => visit(grid, text.toUpperCase(), grid.root.dataset.month || ""))),
  period: (grid) => (grid.marked ? batch.movePeriod(grid) : ask(grid, "Mois (4, 04 ou ↓) :", (text) => period(grid, text), openMonths(grid))),
  period_prev: (grid) => otherMonth(grid, -1),
  period_next: (grid) => otherMonth(grid, 1),
  template: (grid) => ask(grid, "Modèle (code) :", (text) => model(grid, text)),
  vat_code: (grid) => {
    if (grid.leave(false)) grid.go({ row: grid.at.row, col: "vat" });
    return true;
  },
  insert_line: (grid) => {
    if (!grid.leave(false)) return true;
    insertLine(grid.entry, grid.at.row + 1, blankLine());
    grid.go({ row: grid.at.row + 1, col: "account" });
    return true;
  },
  delete_line: (grid) => (grid.marked ? batch.remove(grid) : edit(grid, () => removeLine(grid.entry, grid.line()))),
  duplicate: (grid) => (grid.marked ? batch.duplicate(grid) : duplicate(grid)),
  reverse,
  extend_up: (grid) => extend(grid, -1),
  extend_down: (grid) => extend(grid, 1),
  counter_account: counterMode,
  account_panel: openItems,
  flag_review: (grid) => flagReview(grid, ask),
  next_error: nextError,
  undo: (grid) => travel(grid, "undo"),
  redo: (grid) => travel(grid, "redo"),
  back,
};

/** @param {Grid} grid @param {string} act @returns {boolean} whether the key was used */
export function doAct(grid, act) {
  const away = document.activeElement === grid.view.box;
  if (away) return navigate(grid, act);
  return ACTS[act]?.(grid) ?? false;
}

