// Entries made of others: a model, a duplicate, a reversed copy.
import { flip, fromGate, newEntry } from "./entry.js";
import { startModel } from "./models.js";
import { newId } from "./session.js";
import { nextStop } from "./stops.js";

/** @typedef {any} Grid */

/** Fills the entry with the lines of a model. @param {Grid} grid @param {string} text @returns {string} */
export function model(grid, text) {
  const models = /** @type {any[]} */ (grid.session.data.models);
  const found = models.find((one) => one.code.toLowerCase() === text.toLowerCase());
  if (!found) {
    const known = models.map((one) => one.code).join(", ");
    return `« ${text} » n’est pas un modèle de ce journal : ${known ? `choisissez ${known}` : "il n’en a aucun"}.`;
  }
  grid.history.note(grid.entry);
  startModel(grid.entry, found);
  grid.settle();
  grid.go(nextStop(grid.entry, { row: 0, col: "day" }, grid.books) || { row: 0, col: "account" });
  return "";
}

/** A copy as a new entry; `reversed` swaps the sides and keeps the link. @param {Grid} grid @param {boolean} reversed */
export function copy(grid, reversed) {
  const id = grid.stash ? grid.entry.id : grid.entries.at(-1)?.public_id;
  const kept = grid.entries.find((one) => one.public_id === id);
  if (!kept || (reversed && kept.status !== "valid")) {
    grid.say(reversed ? "Seule une écriture validée se contrepasse." : "Rien à dupliquer.");
    return true;
  }
  const entry = { ...newEntry(newId()), ...fromGate(kept), id: newId(), version: 0, piece: reversed ? kept.lines[0].piece_ref || "" : "" };
  entry.day = grid.lastDay || entry.day;
  if (reversed) {
    const { data } = grid.session;
    const { today } = grid.root.dataset;
    if (today >= data.year.start && today <= data.year.end) entry.day = today;
    entry.reverses = id;
    entry.lines.forEach(flip);
  }
  for (const line of entry.lines) Object.assign(line, { said: true, kept: reversed ? line.kept : undefined });
  grid.begin(entry, { row: 0, col: "day" });
  return true;
}
