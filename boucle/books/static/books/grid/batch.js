// Entries chosen together in navigation mode: moved, deleted, duplicated, all or none, and taken back.
import { shown } from "./amounts.js";
import { daysIn } from "./days.js";
import { postJson } from "./outbox.js";
import { newId } from "./session.js";
import { ask, monthOf, openMonths } from "./visit.js";

/** @typedef {any} Grid */
/** @typedef {{undo: () => Promise<string>, text: string, history: any, made: number}} Taken */

/** @param {Grid} grid @returns {any[]} */
export function chosen(grid) {
  if (!grid.marked) return [];
  const [from, to] = [grid.marked.from, grid.marked.to].sort((a, b) => a - b);
  return grid.entries.slice(from, to + 1);
}

/** Moves the end of what is chosen; `extend` keeps its start. @param {Grid} grid @param {number} by @param {boolean} extend */
export function mark(grid, by, extend) {
  const last = grid.entries.length - 1;
  if (last < 0) return true;
  const to = grid.marked ? grid.marked.to + by : last;
  if (to > last && !extend) {
    unmark(grid);
    grid.go(grid.at);
    return true;
  }
  const kept = Math.min(Math.max(to, 0), last);
  grid.marked = { from: extend && grid.marked ? grid.marked.from : kept, to: kept };
  draw(grid);
  return true;
}

/** @param {Grid} grid */
export function unmark(grid) {
  if (!grid.marked) return false;
  grid.marked = null;
  draw(grid);
  return true;
}

/** @param {Grid} grid */
function draw(grid) {
  const found = chosen(grid);
  const ids = new Set(found.map((one) => one.public_id));
  grid.view.choose(ids, found.length ? grid.entries[grid.marked.to].public_id : "");
  grid.view.say("card", found.length ? told(found) : "");
  grid.view.say("live", found.length ? told(found) : "");
}

/** `3 écritures · 360,00`. @param {any[]} entries */
function told(entries) {
  const sum = entries.reduce((all, one) => all + sumOf(one), 0);
  return `${entries.length} écriture${entries.length > 1 ? "s" : ""} · ${shown(sum)}`;
}

/** @param {any} entry */
function sumOf(entry) {
  return (entry.lines || []).reduce((/** @type {number} */ all, /** @type {any} */ line) => all + (line.debit || 0), 0);
}

/** Whether what is chosen can be changed; else says why. @param {Grid} grid @param {any[]} entries */
function isFree(grid, entries) {
  const held = entries.find((one) => one.status !== "draft");
  if (!held) return true;
  const piece = held.lines?.[0]?.piece_ref || held.number || held.date;
  grid.say(held.status === "valid" ? `L’écriture ${piece} est validée : Alt X la contrepasse.`
    : `L’écriture ${piece} n’est pas encore enregistrée.`);
  return false;
}

/** @param {Grid} grid @param {"move"|"delete"} act @param {any[]} entries @returns {Promise<any[]|null>} */
async function post(grid, act, entries) {
  const { status, body } = await postJson(grid.root, grid.root.dataset.batch || "", { act, entries });
  if (status === 200) return body.entries;
  grid.view.box.focus();
  const reason = (body?.findings || []).map((/** @type {any} */ one) => one.message).join(" ");
  grid.say(reason || "Le serveur n’a pas répondu : rien n’a été changé.");
  return null;
}

/** @param {any} entry @param {any} [more] */
function named(entry, more = {}) {
  return { id: entry.public_id, version: entry.version, ...more };
}

/** An act that one Ctrl+Z takes back, before what was typed earlier in the entry. @param {Grid} grid @param {string} text @param {() => Promise<string>} undo */
export function remember(grid, text, undo) {
  grid.taken = { text, undo, history: grid.history, made: grid.history.made };
}

/** @param {Grid} grid @param {string} text @param {() => Promise<string>} undo */
function done(grid, text, undo) {
  unmark(grid);
  remember(grid, text, undo);
  grid.go(grid.at);
  grid.say(`${text} Ctrl Z annule.`, "warn");
}

/** @param {Grid} grid @param {any[]} entries @param {(entry: any) => any} where */
async function move(grid, entries, where) {
  const answer = await post(grid, "move", entries.map((one) => named(one, where(one))));
  if (!answer) return;
  const versions = new Map(answer);
  entries.forEach((one) => grid.unlist(one.public_id));
  done(grid, `${told(entries)} : déplacé.`, async () => {
    const back = entries.map((one) => ({ id: one.public_id, version: versions.get(one.public_id), journal: one.journal, date: one.date }));
    const again = await post(grid, "move", back);
    if (!again) return "";
    const now = new Map(again);
    entries.forEach((one) => grid.list({ ...one, version: now.get(one.public_id), status: "draft" }));
    return "Déplacement annulé.";
  });
}

/** Alt+J on what is chosen. @param {Grid} grid */
export function moveJournal(grid) {
  const entries = chosen(grid);
  if (!isFree(grid, entries)) return true;
  return ask(grid, `Déplacer ${told(entries)} vers le journal :`, (text) => {
    if (!text || text.toUpperCase() === grid.root.dataset.journal) return "Indiquez un autre journal.";
    move(grid, entries, () => ({ journal: text.toUpperCase() }));
    return "";
  });
}

/** Alt+S on what is chosen: the same days of another month. @param {Grid} grid */
export function movePeriod(grid) {
  const entries = chosen(grid);
  if (!isFree(grid, entries)) return true;
  const month = grid.root.dataset.month || "";
  const here = month.slice(5) + month.slice(2, 4);
  return ask(grid, `Déplacer ${told(entries)} vers le mois (4, 04 ou ↓) :`, (text) => {
    const found = monthOf(grid, text);
    if ("problem" in found) return found.problem;
    move(grid, entries, (one) => {
      const most = daysIn(Number(found.month.slice(0, 4)), Number(found.month.slice(5)));
      const day = Math.min(Number(one.date.slice(8)), most);
      return { date: `${found.month}-${String(day).padStart(2, "0")}` };
    });
    return "";
  }, openMonths(grid).filter((/** @type {{text: string}} */ one) => one.text !== here));
}

/** Alt+K on what is chosen. @param {Grid} grid */
export function remove(grid) {
  const entries = chosen(grid);
  if (!isFree(grid, entries)) return true;
  return ask(grid, `Supprimer ${told(entries)} ? Entrée supprime, Échap garde.`, () => {
    post(grid, "delete", entries.map((one) => named(one))).then((answer) => {
      if (!answer) return;
      entries.forEach((one) => grid.unlist(one.public_id));
      done(grid, `${told(entries)} : supprimé.`, async () => {
        entries.forEach((one) => write(grid, one));
        return "Suppression annulée.";
      });
    });
    return "";
  });
}

/** Alt+U on what is chosen. @param {Grid} grid */
export function duplicate(grid) {
  const entries = chosen(grid);
  return ask(grid, `Dupliquer ${told(entries)} ? Entrée duplique, Échap renonce.`, () => {
    const made = entries.map((one) => write(grid, one));
    done(grid, `${told(entries)} : dupliqué.`, async () => takeAway(grid, made));
    return "";
  });
}

/** Sends a copy of an entry as a new one; its number. @param {Grid} grid @param {any} one @returns {string} */
export function write(grid, one) {
  const sent = { public_id: newId(), version: 0, journal: one.journal || grid.root.dataset.journal, date: one.date, lines: one.lines };
  grid.session.send(sent);
  grid.list({ ...sent, version: 1, status: "waiting" });
  return sent.public_id;
}

/** Deletes entries just made, once the server has them. @param {Grid} grid @param {string[]} ids */
export async function takeAway(grid, ids) {
  for (let tries = 0; tries < 300 && grid.session.outbox.busy; tries += 1) await new Promise((go) => setTimeout(go, 100));
  const known = ids.map((id) => grid.entries.find((/** @type {any} */ one) => one.public_id === id)).filter(Boolean);
  const refused = known.filter((one) => one.status === "refused");
  for (const one of refused) grid.session.outbox.drop(one.public_id);
  const kept = known.filter((one) => one.status !== "refused");
  if (!isFree(grid, kept)) return "";
  for (let at = 0; at < kept.length; at += 500) {
    if (!await post(grid, "delete", kept.slice(at, at + 500).map((one) => named(one)))) return "";
  }
  known.forEach((one) => grid.unlist(one.public_id));
  return `${told(known)} : retiré.`;
}

/** Takes the last act on a selection back. @param {Grid} grid @returns {boolean} */
export function takeBack(grid) {
  const { taken } = grid;
  if (!taken) return false;
  grid.taken = null;
  taken.undo().then((/** @type {string} */ text) => {
    if (text) grid.say(text, "warn");
    else grid.taken = taken;
    grid.showSums();
  });
  return true;
}
