// Entries made of others: a model, a duplicate, a reversed copy.
import { fromGate, isBlank } from "./entry.js";
import { startModel } from "./models.js";
import { getJson } from "./outbox.js";
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

/** The entry at the cursor, else the last one. @param {Grid} grid */
function source(grid) {
  const id = grid.stash ? grid.entry.id : grid.entries.at(-1)?.public_id;
  return grid.entries.find((/** @type {any} */ one) => one.public_id === id);
}

/** Whether an entry is under way, which a copy would take the place of. @param {Grid} grid */
function isBusy(grid) {
  const { lines } = (grid.stash || grid).entry;
  if (lines.every(isBlank) && (grid.stash || !grid.typed)) return false;
  grid.say("Une écriture est commencée : enregistrez-la d’abord.");
  return true;
}

/** A copy as a new entry, at the date of the session. @param {Grid} grid */
export function duplicate(grid) {
  const kept = source(grid);
  if (!kept) {
    grid.say("Rien à dupliquer.");
    return true;
  }
  if (isBusy(grid)) return true;
  const entry = { ...fromGate(kept), id: newId(), version: 0, piece: "" };
  delete entry.reverses;
  entry.day = grid.lastDay || entry.day;
  for (const line of entry.lines) Object.assign(line, { said: true, kept: undefined });
  grid.begin(entry, { row: 0, col: "day" });
  return true;
}

/** The opposite of a validated entry, made by the rule of the server (day, label, sides), to be looked at and saved. @param {Grid} grid */
export function reverse(grid) {
  const kept = source(grid);
  if (kept?.status !== "valid") {
    grid.say("Seule une écriture validée se contrepasse.");
    return true;
  }
  if (isBusy(grid)) return true;
  getJson(`${grid.root.dataset.reversal}${kept.public_id}`).then(({ status, body }) => {
    if (status !== 200) {
      grid.say((body?.findings || []).map((/** @type {any} */ one) => one.message).join(" ") || "Le serveur n’a pas répondu : réessayez.");
      return;
    }
    if ((grid.stash && grid.entry.id !== kept.public_id) || isBusy(grid)) return;
    const entry = { ...fromGate(body), id: newId() };
    for (const line of entry.lines) line.said = true;
    grid.begin(entry, { row: 0, col: "day" });
  });
  return true;
}
