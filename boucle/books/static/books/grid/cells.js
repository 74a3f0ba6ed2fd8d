// What a cell takes: the text typed there, made part of the entry, or refused in French. No DOM.
import { amountOf, shown } from "./amounts.js";
import { taken } from "./completion.js";
import { dayOf, dueOf, shifted } from "./days.js";
import { incremented } from "./entry.js";
import { setPayments } from "./payments.js";
import { filled } from "./models.js";
import { accept, propose } from "./propose.js";
import { UNSEEN } from "./tables.js";
import { postAll, postVat, setAmount } from "./vat.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Books} Books
 * @typedef {{entry: Entry, books: Books, session: import("./days.js").Session,
 *   hits: import("./completion.js").Hit[], chosen: number}} Context
 */

/** Takes the proposal shown in a cell where nothing was typed; the refusal of an empty one. @param {Context} now @param {number} row @param {string} col @returns {string} */
export function takeShown({ entry, session }, row, col) {
  const line = entry.lines[row];
  if (col === "day" && !entry.day) {
    const found = dayOf("", session);
    if ("problem" in found) return found.problem;
    entry.day = found.day;
  }
  if (col === "account" && !line.account) return "Indiquez un compte ou un tiers.";
  if (col === "account" && line.ghost) accept(entry, line, "account");
  if (col === "debit" || col === "credit") {
    if ((line.guess || line.ghost) && line[col]) accept(entry, line, "all");
    else if (col === "credit" && !line.debit && !line.credit) return "Indiquez le montant.";
  }
  return "";
}

/** Takes what was typed; the reason where it cannot be. @param {Context} now @param {number} row @param {string} col @param {string} typed @returns {string} */
export function takeTyped(now, row, col, typed) {
  const { entry, books, session } = now;
  const line = entry.lines[row];
  if (typed.search(UNSEEN) >= 0) return "Ce texte contient un signe invisible : retapez-le.";
  if (col === "account") return takeAccount(now, line, typed);
  if (col === "debit" || col === "credit") return takeAmount(now, line, col, typed);
  if (col === "day") {
    const found = dayOf(typed, session);
    if ("problem" in found) return found.problem;
    entry.day = found.day;
    postAll(entry, books);
  } else if (col === "due") {
    const found = dueOf(typed, entry.day, session);
    if ("problem" in found) return found.problem;
    line.due = found.day;
    line.dueSaid = true;
  } else if (col === "piece") {
    entry.piece = (typed.trim() === "+" ? incremented(entry.piece) : typed.trim()).slice(0, 40);
  } else if (col === "label") {
    line.label = typed.slice(0, 200);
    line.said = true;
  } else {
    return takeVat(entry, books, line, typed);
  }
  return "";
}

/** @param {Entry} entry @param {Books} books @param {import("./entry.js").Line} line @param {string} typed */
function takeVat(entry, books, line, typed) {
  const code = typed.trim().toUpperCase();
  if (code && !books.vat.has(code)) return `« ${typed} » n’est pas un code de TVA : ${[...books.vat.keys()].join(", ") || "aucun ici"}.`;
  line.vat = code;
  line.coded = true;
  if (line.debit || line.credit) postVat(entry, line, books);
  return "";
}

/** @param {Context} now @param {import("./entry.js").Line} line @param {string} typed */
function takeAccount({ books, entry, hits, chosen }, line, typed) {
  const item = chosen > 0 ? hits[chosen].item : taken(hits);
  if (!typed.trim() && !item) return "Indiquez un compte ou un tiers.";
  if (!item && hits.length) return "Choisissez dans la liste avec ↓.";
  if (!item) return "create";
  line.ghost = false;
  if (item.kind === "third") {
    const third = /** @type {import("./entry.js").Third} */ (books.thirds.get(item.number));
    if (!third.collective) return "Ce tiers n’a pas encore de compte collectif : saisissez-le une fois dans le formulaire simple.";
    line.third = item.number;
    line.account = third.collective;
    return "";
  }
  if (item.control) return "collective";
  line.account = item.number;
  line.third = "";
  if (!line.of) [line.vat, line.coded] = ["", false];
  if (line.debit || line.credit) postVat(entry, line, books);
  return "";
}

/** @param {Context} now @param {import("./entry.js").Line} line @param {"debit"|"credit"} col @param {string} typed */
function takeAmount({ entry, books }, line, col, typed) {
  const found = amountOf(typed);
  if ("problem" in found) return found.problem;
  let { cents } = found;
  let side = col;
  if (cents < 0) [cents, side] = [-cents, col === "debit" ? "credit" : "debit"];
  setAmount(entry, line, side, cents, books);
  line.expr = found.computed ? `${typed} = ${shown(cents)}` : "";
  return "";
}

/** Labels and piece that follow from the third party, then the proposals. @param {Entry} entry @param {Books} books @param {string} piece the number that comes next */
export function refresh(entry, books, piece) {
  if (!entry.piece && entry.day && !entry.version) entry.piece = piece;
  propose(entry, books);
  setPayments(entry, books);
  const leader = entry.lines.find((line) => line.third);
  const first = entry.lines[0];
  const name = leader && books.thirds.get(leader.third)?.label;
  const label = first.said ? first.label : name ? `${name} ${entry.piece}`.trim() : first.label;
  const days = (leader && books.thirds.get(leader.third)?.days) || 0;
  if (leader && days && entry.day && !leader.dueSaid && !entry.version) leader.due = shifted(entry.day, days);
  for (const line of entry.lines) {
    if (line.text && !line.said) line.label = filled(line.text, entry, books);
    else if (!line.said && !entry.version && (label || !line.label)) line.label = label;
  }
}
