// What the server said of an entry that was sent: taken, refused, or changed by somebody else.
import { showConflict } from "./conflict.js";
import { isBlank } from "./entry.js";

/** @typedef {any} Grid */

/** @param {Grid} grid @param {any} item @param {any} answer */
export function onAnswer(grid, item, answer) {
  const kept = grid.entries.find((/** @type {any} */ one) => one.public_id === item.entry.public_id);
  if (answer && kept && answer.kind !== "later" && answer.kind !== "login") {
    const behind = grid.session.outbox.waiting().some((/** @type {any} */ one) => one.entry.public_id === kept.public_id);
    if (answer.kind === "done" && !behind) kept.status = "draft";
    if (answer.kind === "done") kept.reasons = answer.body.reasons;
    if (answer.kind === "done") kept.version = Math.max(kept.version, answer.body.version || 0);
    if (answer.kind !== "done" && !behind) {
      Object.assign(kept, { status: item.state, reasons: item.reasons, theirs: item.theirs, version: item.entry.version });
      if (item.state === "conflict") conflict(kept);
    }
    grid.view.drawSaved(kept);
    if (grid.stash && grid.entry.id === kept.public_id) grid.view.moveTo(kept.public_id);
    const idle = !grid.typed && !grid.stash && !grid.entry.day && grid.entry.lines.every(isBlank);
    if (kept.status === "conflict" && idle) showConflict(grid, kept);
  }
  grid.view.say("sending", grid.session.sending());
}

/** Ours stays in the list, to be compared with theirs. @param {any} kept */
export function conflict(kept) {
  kept.reasons = [`${kept.theirs ? "modifiée" : "supprimée"} entre-temps par quelqu’un d’autre. Alt W montre les deux versions.`];
}
