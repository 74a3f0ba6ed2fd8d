// Tables as text: what Excel and LibreOffice put in the clipboard, and what they take from it. No DOM.

/** Cells of tab-separated text; a quoted cell may hold tabs and line ends. @param {string} text @returns {string[][]} */
export function cellsOf(text) {
  /** @type {string[][]} */
  const rows = [];
  let [row, cell, quoted] = [/** @type {string[]} */ ([]), "", false];
  const clean = text.replace(/\r\n?/g, "\n");
  for (let at = 0; at < clean.length; at += 1) {
    const sign = clean[at];
    if (quoted && sign === '"' && clean[at + 1] === '"') [cell, at] = [cell + sign, at + 1];
    else if (sign === '"' && (quoted || !cell)) quoted = !quoted;
    else if (!quoted && sign === "\t") [row, cell] = [[...row, cell], ""];
    else if (!quoted && sign === "\n") {
      rows.push([...row, cell]);
      [row, cell] = [[], ""];
    } else cell += sign;
  }
  if (cell || row.length) rows.push([...row, cell]);
  return rows.map((one) => one.map(bare)).filter((one) => one.some(Boolean));
}

/** Signs that are not seen, and make a text read otherwise than it is written. */
export const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/** A cell without the spaces around it, unseen signs, nor the apostrophe that kept a formula from running. @param {string} text */
export function bare(text) {
  return text.replace(/\s+/g, " ").replace(UNSEEN, "").replace(/\s+/g, " ").trim().replace(/^'(?=[=+\-@])/, "");
}

/** @param {string} text */
function tidy(text) {
  return text.replace(/[\s\u00a0\u202f\u2009'€]/g, "").replace(/\u2212/g, "-");
}

/** The decimal sign that a column shows without doubt; "" = none does. @param {string[]} texts @returns {","|"."|""} */
export function decimalOf(texts) {
  for (const text of texts) {
    const found = /[.,](?=\d*\D*$)/.exec(tidy(text))?.[0];
    const after = /[.,](\d*)\D*$/.exec(tidy(text))?.[1].length;
    const both = text.includes(",") && text.includes(".");
    if (found && (both || (after !== 3 && after !== undefined))) return /** @type {","|"."} */ (found);
  }
  return "";
}

/** Cents of a number as tables write it. @param {string} typed @param {","|"."|""} decimal @returns {{cents: number} | {problem: string}} */
export function centsOf(typed, decimal) {
  const text = tidy(typed);
  if (!text) return { cents: 0 };
  const found = /^(\()?([+-])?([\d.,]+)(-)?(\))?$/.exec(text);
  if (!found || Boolean(found[1]) !== Boolean(found[5])) return { problem: `« ${typed} » n’est pas un montant.` };
  const negative = Boolean(found[1]) || found[2] === "-" || Boolean(found[4]);
  const digits = found[3];
  const marks = digits.match(/[.,]/g) || [];
  let sign = /** @type {string} */ (decimal);
  if (!sign && new Set(marks).size === 2) sign = marks[marks.length - 1];
  if (!sign && marks.length === 1 && !/[.,]\d{3}$/.test(digits)) [sign] = marks;
  if (!sign && marks.length === 1) return { problem: `« ${typed} » est ambigu : milliers ou décimales ?` };
  const [whole, rest = "", more] = sign ? digits.split(sign) : [digits];
  const grouped = whole.split(/[.,]/);
  const wrong = more !== undefined || rest.length > 2 || /[.,]/.test(rest)
    || (grouped.length > 1 && grouped.some((part, at) => (at ? part.length !== 3 : part.length > 3 || !part)));
  if (wrong) return { problem: rest.length > 2 ? "Deux chiffres au plus après la virgule." : `« ${typed} » n’est pas un montant.` };
  const cents = Number(grouped.join("") + rest.padEnd(2, "0"));
  if (!Number.isSafeInteger(cents)) return { problem: "Ce montant est trop grand." };
  return { cents: negative ? -cents || 0 : cents };
}

/** Text that no table program runs as a formula. @param {string} text */
function safe(text) {
  const plain = text.replace(/[\t\r\n]+/g, " ");
  return /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
}

/** `1234,56`; empty for nothing. @param {number} cents */
function amount(cents) {
  if (!cents) return "";
  const size = Math.abs(cents);
  return `${cents < 0 ? "-" : ""}${Math.floor(size / 100)},${String(size % 100).padStart(2, "0")}`;
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

/** Entries as a table: tab-separated text, and HTML. @param {any[]} entries as the gate gives them */
export function tableOf(entries) {
  const head = ["Date", "Journal", "Pièce", "Compte", "Tiers", "Libellé", "Débit", "Crédit", "Échéance"];
  const day = (/** @type {string} */ text) => (text ? text.split("-").reverse().join("/") : "");
  const rows = entries.flatMap((entry) => (entry.lines || []).map((/** @type {any} */ line) => [
    ...[day(entry.date), entry.journal, line.piece_ref || "", line.account, line.third || "", line.label || ""].map((text) => safe(text || "")),
    amount(line.debit), amount(line.credit), day(line.due_date || ""),
  ]));
  return asTable([head, ...rows]);
}

/** @param {string[][]} rows whose cells are safe */
function asTable(rows) {
  const html = rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`).join("");
  return { text: rows.map((row) => row.join("\t")).join("\n"), html: `<table>${html}</table>` };
}

/** Cells of one column. @param {{text?: string, cents?: number}[]} cells */
export function columnOf(cells) {
  return asTable(cells.map(({ text, cents }) => [cents === undefined ? safe(text || "") : amount(cents)]));
}
