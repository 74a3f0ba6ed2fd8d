// Entries that follow a model: its formulas counted again from what is typed, its labels filled. No DOM.
import { monthName } from "./days.js";
import { evaluated } from "./formulas.js";
import { insertLine } from "./entry.js";
import { rateAt } from "./vat.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Line} Line
 * @typedef {import("./entry.js").Books} Books
 */

/** Debit − credit, on the side of a model's line. @param {Line} line @param {string} side */
function signed(line, side) {
  return side === "D" ? line.debit - line.credit : line.credit - line.debit;
}

/** The lines of a model in an entry. @param {Entry} entry @param {{label: string, lines: any[]}} model */
export function startModel(entry, model) {
  entry.lines = [];
  entry.model = model.lines.map(({ side, formula, vat }) => ({ side, formula: formula || "", vat: vat || "" }));
  model.lines.forEach(({ account, third, side, label, vat }, at) => {
    const asked = third === "?";
    insertLine(entry, at, {
      account: asked ? "" : account, third: asked ? "" : third || "", side: side === "D" ? "debit" : "credit",
      rank: at + 1, text: label || model.label, vat: vat || "", coded: true,
    });
  });
}

/** Counts the formulas again; a refusal in French, or nothing. @param {Entry} entry @param {Books} books @returns {string} */
export function applyModel(entry, books) {
  const model = entry.model || [];
  const others = entry.lines.filter((line) => !line.rank);
  /** @type {Record<number, number>} */
  const typed = {};
  model.forEach(({ side }, at) => {
    const line = entry.lines.find((one) => one.rank === at + 1);
    if (!line) typed[at + 1] = 0;
    else if (line.held) typed[at + 1] = signed(line, side);
  });
  others.forEach((line, at) => {
    typed[model.length + at + 1] = signed(line, "D");
  });
  const rates = Object.fromEntries([...books.vat.values()].map((code) => [code.code, rateAt(code, entry.day)]));
  const lines = [...model, ...others.map(() => ({ side: "D", formula: "", vat: "" }))];
  const found = evaluated(lines, typed, rates);
  if ("problem" in found) return found.problem;
  for (const line of entry.lines) {
    if (!line.rank || line.held || !model[line.rank - 1].formula) continue;
    const { side } = model[line.rank - 1];
    const net = found.cents[line.rank - 1] * (side === "D" ? 1 : -1);
    [line.debit, line.credit] = [Math.max(net, 0), Math.max(-net, 0)];
    line.guess = net !== 0 && !line.taken;
  }
  return "";
}

/** `{tiers} loyer {mois}` as it reads in this entry. @param {string} text @param {Entry} entry @param {Books} books */
export function filled(text, entry, books) {
  const leader = entry.lines.find((line) => line.third);
  const [year, month] = entry.day.split("-");
  const said = {
    tiers: (leader && books.thirds.get(leader.third)?.label) || "", pièce: entry.piece,
    mois: month ? monthName(entry.day.slice(0, 7)) : "", trimestre: month ? `T${Math.ceil(Number(month) / 3)} ${year}` : "", année: year || "",
  };
  return text.replace(/\{(tiers|pièce|mois|trimestre|année)\}/g, (_, name) => said[/** @type {keyof typeof said} */ (name)])
    .replace(/\s+/g, " ").trim();
}
