// Under the grid: the account at the cursor, the useful keys; over it: the sums of the month.
import { shown } from "./amounts.js";
import { sums } from "./entry.js";
import { shown as keysShown } from "./keys.js";

/** The grid of grid.js. @typedef {any} Grid */

const OWN = /** @type {Record<string, string[]>} */ ({
  day: ["next_stop", "today"], account: ["next_stop", "open_list", "balance"],
  debit: ["balance", "flip_side"], credit: ["balance", "flip_side"],
});

/** The account, the third party and the proposal at the cursor. @param {Grid} grid */
export function drawCard(grid) {
  const line = grid.line();
  const account = grid.books?.accounts.get(line.account);
  const third = grid.books?.thirds.get(line.third);
  const due = third?.due ? `solde ${shown(Math.abs(third.due))} ${third.due > 0 ? "D" : "C"}` : "";
  const amount = line.debit ? `${shown(line.debit)} débit` : line.credit ? `${shown(line.credit)} crédit` : "";
  const parts = [line.account && `${line.account} ${account?.label || ""}`, third && `${line.third} ${third.label}`, due, line.pays?.text];
  grid.view.say("card", parts.filter(Boolean).join(" · "));
  const ghost = line.ghost || line.guess;
  grid.view.say("live", ghost ? `${line.account} ${account?.label || ""}, ${amount}, proposition` : "");
  grid.view.say("keys", usefulKeys(grid));
  drawSums(grid);
}

/** @param {Grid} grid */
function usefulKeys(grid) {
  const own = OWN[grid.at.col] || ["next_stop", "repeat_above"];
  return [...own, "save", "undo"].map((act) => grid.map.find((/** @type {any} */ one) => one.act === act))
    .filter((one) => one?.keys.length)
    .map((one) => `${keysShown(one.keys[0])} ${one.label.split(/[;,]/)[0].toLowerCase()}`).join(" · ");
}

/** @param {Grid} grid */
export function drawSums(grid) {
  let { debit, credit } = grid.earlier;
  for (const kept of grid.entries) {
    for (const line of kept.lines || []) [debit, credit] = [debit + (line.debit || 0), credit + (line.credit || 0)];
  }
  const { gap } = sums(grid.entry);
  grid.view.say("sums", `Débit ${shown(debit)} · Crédit ${shown(credit)} · Écart de l’écriture ${shown(gap)} · ${grid.earlier.count + grid.entries.length} écr.`);
  grid.view.say("sending", grid.session.sending());
}
