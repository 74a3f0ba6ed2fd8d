// A pasted table made into entries: columns by header or content, lines checked, entries cut. No DOM.
import { folded } from "./completion.js";
import { dayOf, long } from "./days.js";
import { centsOf, decimalOf } from "./tables.js";
import { fromHt, termsOf } from "./vat.js";

/**
 * @typedef {""|"date"|"journal"|"account"|"third"|"label"|"debit"|"credit"|"amount"|"side"|"piece"|"vat"|"due"} Field
 * @typedef {{at: number, day: string, account: string, third: string, label: string, debit: number, credit: number,
 *   piece: string, due: string, vat: string, problems: string[]}} Row
 * `whole`: its lines with those of the tax, which its codes make.
 * @typedef {{rows: Row[], whole?: Row[], day: string, piece: string, problems: string[]}} Cut
 * @typedef {{books: import("./entry.js").Books, session: import("./days.js").Session, journal: string, width: number}} Place
 */

export const NAMES = /** @type {Record<Field, string>} */ ({
  "": "(ignorer)", date: "Date", journal: "Journal", account: "Compte", third: "Tiers", label: "Libellé", debit: "Débit",
  credit: "Crédit", amount: "Montant", side: "Sens", piece: "Pièce", vat: "TVA", due: "Échéance",
});
const SAID = /** @type {Record<string, string>} */ ({
  date: "date jour dateecriture ecrituredate datecomptable dateoperation dateop datevaleur",
  journal: "journal journalcode codejournal jnl codejnl",
  account: "compte comptenum numcompte numerocompte nocompte comptegeneral cptegeneral cpte numerodecompte",
  third: "tiers compauxnum auxiliaire compteauxiliaire compteaux codetiers comptetiers client fournisseur",
  label: "libelle ecriturelib intitule designation libelleecriture description libelleoperation objet",
  debit: "debit montantdebit debiteur debiteuro debiteur€", credit: "credit montantcredit crediteur crediteuro",
  amount: "montant somme valeur montantttc montanteur", side: "sens dc d/c debitcredit",
  piece: "piece pieceref numpiece numeropiece nopiece reference ref facture nofacture numerofacture refpiece",
  vat: "tva codetva", due: "echeance dateecheance echeancedate datedecheance",
});
const HEADS = new Map(Object.entries(SAID).flatMap(([field, words]) => words.split(" ").map((word) => [word, field])));

/** @param {string} text */
function headOf(text) {
  return /** @type {Field} */ (HEADS.get(folded(text).replace(/[^a-z/]/g, "").replace(/^n(?=(piece|facture|compte)$)/, "")) || "");
}

/** An Excel serial or a day as tables write it. @param {string} text @param {import("./days.js").Session} session */
export function pastedDay(text, session) {
  const serial = /^\d{5}(?:[.,]\d+)?$/.test(text) ? Number.parseInt(text, 10) : 0;
  if (serial >= 32874 && serial < 73051) return dayOf(long(new Date((serial - 25569) * 86400000).toISOString().slice(0, 10)), session);
  const iso = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[ T].*)?$/.exec(text);
  if (iso && Number(iso[2]) <= 12 && Number(iso[1]) >= 1900) return dayOf(`${iso[3]}/${iso[2]}/${iso[1]}`, session);
  return dayOf(text.replace(/ \d{1,2}:\d{2}.*$/, ""), session);
}

/** Whether a text can only be a day. @param {string} text */
function isDay(text) {
  if (/^\d{1,2}[/.-]\d{1,2}([/.-]\d{2,4})?$/.test(text) || /^(19|20)\d{2}-?(0[1-9]|1[0-2])-?[0-3]\d$/.test(text)) return true;
  return /^\d{5}$/.test(text) && Number(text) >= 32874 && Number(text) < 73051;
}

/** What each column is. @param {string[][]} cells @param {Place} place @returns {{fields: Field[], head: boolean}} */
export function columnsOf(cells, place) {
  const heads = cells[0].map(headOf);
  const known = heads.filter(Boolean);
  if (known.length >= 2 || (known.length === 1 && cells[0].length === 1)) {
    const seen = new Set();
    return { fields: heads.map((head) => (head && !seen.has(head) && seen.add(head) ? head : "")), head: true };
  }
  const width = Math.max(...cells.map((row) => row.length));
  return { fields: byContent(cells.slice(0, 100), width, place), head: false };
}

/** @param {string[][]} cells @param {number} width @param {Place} place @returns {Field[]} */
function byContent(cells, width, { books }) {
  const columns = Array.from({ length: width }, (_, at) => cells.map((row) => row[at] || "").filter(Boolean));
  const most = (/** @type {string[]} */ texts, /** @type {(text: string) => boolean} */ test) =>
    texts.length > 0 && texts.filter(test).length >= texts.length * 0.6;
  const has = (/** @type {string} */ text) => books.accounts.has(text) || books.thirds.has(text.toUpperCase());
  const found = /** @type {Field[]} */ (columns.map((texts) => {
    if (most(texts, has)) return "account";
    if (most(texts, isDay)) return "date";
    if (most(texts, (text) => /^[dc]$/i.test(text))) return "side";
    if (most(texts, (text) => "cents" in centsOf(text, decimalOf(texts)))) return "amount";
    return most(texts, (text) => text.length <= 20 && /\d/.test(text) && !/\s/.test(text)) ? "piece" : "label";
  }));
  const amounts = found.flatMap((field, at) => (field === "amount" ? [at] : []));
  if (amounts.length >= 2 && !found.includes("side")) [found[amounts[0]], found[amounts[1]]] = ["debit", "credit"];
  const seen = new Set();
  return found.map((field) => (seen.has(field) ? "" : (seen.add(field), field)));
}

/** The lines of a table, and the entries that they make. @param {string[][]} cells @param {{fields: Field[], head: boolean}} columns @param {Place} place */
export function entriesOf(cells, { fields, head }, place) {
  const body = cells.slice(head ? 1 : 0);
  const decimals = fields.map((_, at) => decimalOf(body.map((row) => row[at] || "")));
  let [day, piece] = ["", ""];
  const rows = body.map((row, at) => {
    const read = rowOf(row, at + (head ? 2 : 1), fields, decimals, place, day, piece);
    [day, piece] = [read.day, read.piece];
    return read;
  });
  return { rows, entries: cutUp(rows, fields.includes("piece"), place) };
}

/** @param {string[]} row @param {number} at @param {Field[]} fields @param {(","|"."|"")[]} decimals @param {Place} place @param {string} day @param {string} piece */
function rowOf(row, at, fields, decimals, place, day, piece) {
  /** @type {Row} */
  const read = { at, day, account: "", third: "", label: "", debit: 0, credit: 0, piece, due: "", vat: "", problems: [] };
  const text = (/** @type {Field} */ field) => (row[fields.indexOf(field)] || "").trim();
  if (text("date")) {
    const found = pastedDay(text("date"), place.session);
    if ("problem" in found) read.problems.push(found.problem);
    else read.day = found.day;
  } else if (!day) read.day = place.session.last || "";
  if (!read.day && !read.problems.length) read.problems.push("La date manque.");
  const journal = text("journal").toUpperCase();
  if (journal && journal !== place.journal.toUpperCase()) read.problems.push(`Ligne du journal ${journal}, la grille est en ${place.journal}.`);
  if (text("piece")) read.piece = text("piece").slice(0, 40);
  read.label = text("label").slice(0, 200);
  takeAccount(read, text("account"), text("third"), place);
  const code = text("vat").toUpperCase();
  if (code && place.books.vat.has(code)) read.vat = code;
  else if (code && !/^(0|-|NON|SANS|EXO)/.test(code)) read.problems.push(`« ${text("vat")} » n’est pas un code de TVA : ${[...place.books.vat.keys()].join(", ") || "aucun ici"}.`);
  takeAmounts(read, text, (field) => decimals[fields.indexOf(field)] || "");
  if (text("due")) {
    const due = pastedDay(text("due"), { ...place.session, start: "1900-01-01", end: "2999-12-31" });
    if ("problem" in due) read.problems.push(`Échéance : ${due.problem}`);
    else read.due = due.day;
  }
  return read;
}

/** @param {Row} read @param {string} account @param {string} third @param {Place} place */
function takeAccount(read, account, third, { books, width }) {
  const code = [third, third.toUpperCase(), account, account.toUpperCase()].find((text) => text && books.thirds.has(text));
  const number = [account, account.padEnd(width, "0")].find((text) => text && books.accounts.has(text));
  if (code && (!number || third || books.accounts.get(number)?.control)) {
    read.third = code;
    const own = books.thirds.get(code)?.collective || "";
    read.account = number && books.accounts.get(number)?.control ? number : own;
    if (!read.account) read.problems.push(`Le tiers ${code} n’a pas de compte collectif.`);
  } else if (third) read.problems.push(`Le tiers « ${third} » n’existe pas.`);
  else if (!account) read.problems.push("Le compte manque.");
  else if (!number) read.problems.push(`Le compte « ${account} » n’existe pas.`);
  else if (books.accounts.get(number)?.control) read.problems.push(`Le compte ${number} est collectif : indiquez le tiers.`);
  else read.account = number;
}

/** @param {Row} read @param {(field: Field) => string} text @param {(field: Field) => ","|"."|""} decimal */
function takeAmounts(read, text, decimal) {
  let net = 0;
  for (const [field, sign] of /** @type {[Field, number][]} */ ([["debit", 1], ["credit", -1], ["amount", 1]])) {
    const found = centsOf(text(field), decimal(field));
    if ("problem" in found) read.problems.push(found.problem);
    else net += sign * found.cents * (field === "amount" && /^[c-]/i.test(text("side")) ? -1 : 1);
  }
  [read.debit, read.credit] = [Math.max(net, 0), Math.max(-net, 0)];
  if (!net && !read.problems.length) read.problems.push("Le montant manque.");
}

/** By piece where there is one, else at each day and each running balance of zero. @param {Row[]} rows @param {boolean} byPiece @param {Place} place @returns {Cut[]} */
function cutUp(rows, byPiece, { books }) {
  /** @type {Cut[]} */
  const cuts = [];
  let gap = 0;
  for (const row of rows) {
    const last = cuts.at(-1);
    const same = last && last.day === row.day && (byPiece && row.piece ? last.piece === row.piece : gap !== 0);
    if (same) last.rows.push(row);
    else {
      cuts.push({ rows: [row], day: row.day, piece: row.piece, problems: [] });
      gap = 0;
    }
    gap += row.debit - row.credit;
  }
  for (const cut of cuts) {
    addVat(cut, books);
    cut.problems = problemsOf(cut);
  }
  return cuts;
}

/** Bases with a code and no line of tax: its lines are made where the entry balances with them. @param {Cut} cut @param {import("./entry.js").Books} books */
function addVat(cut, books) {
  const { rows, day } = cut;
  if (!gapOf(rows) || !rows.some((row) => row.vat) || rows.some((row) => row.problems.length || row.account.startsWith("445"))) return;
  const whole = rows.flatMap((row) => {
    const code = books.vat.get(row.vat);
    if (!code) return [row];
    const terms = termsOf(code, day);
    const found = fromHt(row.debit || row.credit, terms);
    const [side, other] = row.debit ? ["debit", "credit"] : ["credit", "debit"];
    const more = { ...row, debit: 0, credit: 0, vat: "", made: true };
    return [{ ...row, [side]: found.base }, ...(found.vat ? [{ ...more, account: terms.account, [side]: found.vat }] : []),
      ...(found.due ? [{ ...more, account: terms.pair, [other]: found.due }] : [])];
  });
  if (!gapOf(whole)) cut.whole = whole;
}

/** @param {Row[]} rows */
function gapOf(rows) {
  return rows.reduce((sum, row) => sum + row.debit - row.credit, 0);
}

/** @param {Cut} cut */
function problemsOf({ rows, whole }) {
  const gap = gapOf(whole || rows);
  const bad = rows.filter((row) => row.problems.length).length;
  if (bad) return [`${bad} ligne${bad > 1 ? "s" : ""} à corriger.`];
  if (rows.length < 2) return ["Une seule ligne."];
  return gap ? [`Écart de ${(Math.abs(gap) / 100).toFixed(2).replace(".", ",")} ${gap > 0 ? "D" : "C"}.`] : [];
}

/** An entry as the gate takes it, without its number. @param {Cut} cut @param {string} journal */
export function asEntry({ rows, whole, day, piece }, journal) {
  const first = rows.find((row) => row.label)?.label || piece || "Écriture collée";
  return {
    journal, date: day,
    lines: (whole || rows).map((row) => ({
      account: row.account, ...(row.third && { third: row.third }), label: row.label || first,
      ...(row.piece && { piece_ref: row.piece, piece_date: day }), debit: row.debit, credit: row.credit,
      ...(row.due && { due_date: row.due }),
    })),
  };
}
