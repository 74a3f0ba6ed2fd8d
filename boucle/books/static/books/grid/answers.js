// What the server said of an entry that was sent: taken, refused, or changed by somebody else.
import { shown } from "./amounts.js";

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
  }
  grid.view.say("sending", grid.session.sending());
}

/** Both versions: theirs is named, ours stays in the list to be taken up. @param {any} kept */
export function conflict(kept) {
  const theirs = kept.theirs;
  const text = theirs
    ? theirs.lines.map((/** @type {any} */ line) => `${line.third || line.account} ${line.debit ? `${shown(line.debit)} D` : `${shown(line.credit)} C`}`).join(", ")
    : "supprimée";
  kept.reasons = [`modifiée entre-temps par quelqu’un d’autre (${text}). Ouvrez-la pour garder votre version.`];
  if (theirs) kept.version = theirs.version;
}
