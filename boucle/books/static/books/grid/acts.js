// The acts that keys call. Each answers whether the key was used; else it stays the browser's.
import { acceptAll, blankLine, counterOf, flip, insertLine, isBlank, isComplete, newEntry, removeLine, solve, sums, vatDoubt, fromGate } from "./entry.js";
import { shown } from "./amounts.js";
import { refresh, takeTyped } from "./cells.js";
import { newId } from "./session.js";
import { neighbour, nextStop, previousStop } from "./stops.js";

/** The grid of grid.js (a name of its module here would be a circle). @typedef {any} Grid */

/** @param {Grid} grid */
function again(grid) {
  refresh(grid.entry, grid.books, grid.nextPiece());
  grid.draw();
  grid.keep();
}

/** Saves with the proposals, or goes to what is missing and says by how much. @param {Grid} grid */
function save(grid) {
  if (grid.locked) return true;
  if (grid.typed && !grid.leave(true)) return true;
  if (!isComplete(grid.entry)) return missing(grid);
  for (const line of grid.entry.lines) {
    const doubt = !grid.doubted && line.fixed && vatDoubt(grid.entry, line, grid.books);
    if (!doubt) continue;
    grid.doubted = true;
    grid.say(`TVA à ${doubt.rate / 100} % de ${shown(doubt.net)} : ${shown(doubt.expected)} attendu, ${shown(doubt.found)} saisi. Entrée pour garder.`);
    return true;
  }
  if (grid.closed) {
    grid.say(`${grid.session.data.locked} Ouvrez la période ou saisissez dans un autre mois.`);
    return true;
  }
  acceptAll(grid.entry);
  grid.submit();
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
  if (grid.doubted && !grid.typed && isComplete(grid.entry)) return save(grid);
  const ending = !grid.typed && grid.at.row > 0 && isBlank(grid.line()) && isComplete(grid.entry);
  if (ending) return save(grid);
  if (!grid.leave(true)) return true;
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
    const account = counterOf(entry, grid.books);
    if (!account) {
      grid.say("Pas de compte de contrepartie connu ici.");
      return true;
    }
    line.account = account;
  }
  if (!solve(entry, line)) {
    grid.say("L’écriture est déjà équilibrée.");
    return true;
  }
  again(grid);
  if (isComplete(entry)) return save(grid);
  return forward(grid);
}

/** @param {Grid} grid */
function repeatAbove(grid) {
  const { row, col } = grid.at;
  const above = row > 0 ? grid.text(row - 1, col) : aboveAll(grid, col);
  if (!above) return true;
  if (col === "account" && row > 0 && isBlank(grid.line())) {
    const { account, third, label, debit, credit, vat } = grid.entry.lines[row - 1];
    Object.assign(grid.line(), { account, third, label, debit, credit, vat, said: true });
    again(grid);
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
  if (!grid.view.list.hidden) grid.closeList();
  else if (grid.typed) grid.go(grid.at);
  else if (grid.stash && document.activeElement === grid.field()) grid.begin(grid.stash.entry, grid.stash.at);
  else grid.view.box.focus();
  return true;
}

/** A question in the footer: a code, then Entrée. @param {Grid} grid @param {string} label @param {(text: string) => string} done answers a refusal */
function ask(grid, label, done) {
  const form = /** @type {HTMLFormElement} */ (grid.view.part("ask"));
  const field = /** @type {HTMLInputElement} */ (grid.view.part("ask-field"));
  grid.view.say("ask-label", label);
  form.hidden = false;
  field.value = "";
  field.focus();
  const close = () => {
    form.hidden = true;
    grid.go(grid.at);
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    const problem = done(field.value.trim());
    if (problem) grid.say(problem);
    else if (!form.hidden) form.hidden = true;
  };
  form.onkeydown = (event) => {
    if (event.key === "Escape") close();
  };
  return true;
}

/** @param {Grid} grid @param {string} journal @param {string} month */
function visit(grid, journal, month) {
  location.assign(`${grid.root.dataset.base}/${encodeURIComponent(journal)}/${month}`);
  return "";
}

/** `4`, `04`, `0425`: the month meant, in the exercice. @param {Grid} grid @param {string} text */
function period(grid, text) {
  const found = /^(0?[1-9]|1[0-2])[/]?(\d{2}|\d{4})?$/.exec(text);
  if (!found) return "Un mois s’écrit 4, 04 ou 0425.";
  const { start, end } = grid.session.data.year;
  const month = found[1].padStart(2, "0");
  const years = found[2] ? [found[2].padStart(4, "20")] : [start.slice(0, 4), end.slice(0, 4)];
  const one = years.map((year) => `${year}-${month}`).find((each) => each >= start.slice(0, 7) && each <= end.slice(0, 7));
  return one ? visit(grid, grid.root.dataset.journal || "", one) : "Ce mois n’est pas dans l’exercice.";
}

/** @param {Grid} grid @param {number} by */
function otherMonth(grid, by) {
  const [year, month] = (grid.root.dataset.month || "").split("-").map(Number);
  const there = new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 7);
  const { start, end } = grid.session.data.year;
  if (there < start.slice(0, 7) || there > end.slice(0, 7)) grid.say("Ce mois n’est pas dans l’exercice.");
  else visit(grid, grid.root.dataset.journal || "", there);
  return true;
}

/** Fills the entry with the lines of a model. @param {Grid} grid @param {string} text @returns {string} */
function model(grid, text) {
  const found = grid.session.data.models.find((/** @type {any} */ one) => one.code.toLowerCase() === text.toLowerCase());
  if (!found) return `« ${text} » n’est pas un modèle de ce journal.`;
  grid.history.note(grid.entry);
  grid.entry.lines = [];
  for (const { account, third, side, label } of found.lines) {
    insertLine(grid.entry, grid.entry.lines.length, { account, third: third || "", side: side || "", label: label || found.label, said: true });
  }
  again(grid);
  grid.go(nextStop(grid.entry, { row: 0, col: "day" }, grid.books) || { row: 0, col: "account" });
  return "";
}

/** A copy as a new entry; `reversed` swaps the sides and keeps the link. @param {Grid} grid @param {boolean} reversed */
function copy(grid, reversed) {
  const id = grid.stash ? grid.entry.id : grid.entries.at(-1)?.public_id;
  const kept = grid.entries.find((one) => one.public_id === id);
  if (!kept || (reversed && kept.status !== "valid")) {
    grid.say(reversed ? "Seule une écriture validée se contrepasse." : "Rien à dupliquer.");
    return true;
  }
  const entry = { ...newEntry(newId()), ...fromGate(kept), id: newId(), version: 0, piece: reversed ? kept.lines[0].piece_ref || "" : "" };
  entry.day = grid.lastDay || entry.day;
  if (reversed) {
    entry.reverses = id;
    entry.lines.forEach(flip);
  }
  for (const line of entry.lines) Object.assign(line, { said: true, kept: reversed ? line.kept : undefined });
  grid.begin(entry, { row: 0, col: "day" });
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
    again(grid);
    grid.go(grid.at);
  }
  return true;
}

/** @param {Grid} grid @param {() => void} change */
function edit(grid, change) {
  if (grid.locked) return true;
  grid.history.note(grid.entry);
  change();
  again(grid);
  grid.go(grid.at);
  return true;
}

/** @type {Record<string, (grid: Grid) => boolean>} */
const ACTS = {
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
  journal: (grid) => ask(grid, "Journal (code) :", (text) => visit(grid, text.toUpperCase(), grid.root.dataset.month || "")),
  period: (grid) => ask(grid, "Mois (4, 04 ou 0425) :", (text) => period(grid, text)),
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
  delete_line: (grid) => edit(grid, () => removeLine(grid.entry, grid.line())),
  duplicate: (grid) => copy(grid, false),
  reverse: (grid) => copy(grid, true),
  next_error: nextError,
  undo: (grid) => travel(grid, "undo"),
  redo: (grid) => travel(grid, "redo"),
  back,
};

/** @param {Grid} grid @param {string} act @returns {boolean} whether the key was used */
export function doAct(grid, act) {
  const away = document.activeElement === grid.view.box;
  if (away && (act === "next_stop" || act === "edit_cell" || act.startsWith("line_"))) {
    grid.go(grid.at);
    return true;
  }
  if (away && act !== "save") return false;
  return ACTS[act]?.(grid) ?? false;
}

