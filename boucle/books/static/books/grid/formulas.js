// Formulas of models: amounts of lines above, VAT of a line, what is missing. The arithmetic of amounts.
import { Parser, Refusal, rounded, tidy } from "./amounts.js";

/** @typedef {import("./amounts.js").Ratio} Ratio */
/** @typedef {{side: string, formula: string, vat: string}} ModelLine side: D or C */

const MOST = 10n ** 15n;
const REST = "solde";

/** @param {string} formula */
export function isRest(formula) {
  return tidy(formula).toLowerCase() === REST;
}

class Formula extends Parser {
  /** @param {string} text @param {(n: number) => Ratio} lineOf @param {(n: number) => Ratio} vatOf */
  constructor(text, lineOf, vatOf) {
    super(text);
    this.lineOf = lineOf;
    this.vatOf = vatOf;
  }

  /** @returns {Ratio} */
  atom() {
    const vat = /^TVA\(L(\d{1,4})\)/.exec(this.rest);
    const line = /^L(\d{1,4})/.exec(this.rest);
    const found = vat || line;
    if (!found) return super.atom();
    this.rest = this.rest.slice(found[0].length);
    return vat ? this.vatOf(Number(found[1])) : this.lineOf(Number(found[1]));
  }
}

/** @param {bigint} cents */
function within(cents) {
  if (cents >= MOST || cents <= -MOST) throw new Refusal("Un montant du modèle est trop grand.");
  return Number(cents);
}

/**
 * Cents of each line on its own side (negative = the other); `typed` by line number replaces formulas.
 * @param {ModelLine[]} lines @param {Record<number, number>} typed @param {Record<string, number>} rates
 * @returns {{cents: number[]} | {problem: string}}
 */
export function evaluated(lines, typed, rates) {
  /** @type {number[]} */
  const cents = lines.map(() => 0);
  const rest = lines.findIndex((line) => isRest(line.formula));
  const has = (/** @type {number} */ at) => Object.hasOwn(typed, at + 1);
  try {
    if (lines.filter((line) => isRest(line.formula)).length > 1) throw new Refusal("Un modèle n’a qu’une ligne de solde.");
    lines.forEach((line, at) => {
      if (has(at)) cents[at] = typed[at + 1];
      else if (tidy(line.formula) && at !== rest) cents[at] = computed(lines, cents, at, rest, rates);
    });
    if (rest >= 0 && !has(rest)) {
      const gap = lines.reduce((sum, line, at) => sum + BigInt(cents[at]) * (line.side === "D" ? 1n : -1n), 0n);
      cents[rest] = within(lines[rest].side === "D" ? -gap : gap);
    }
    return { cents };
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.message };
    throw error;
  }
}

/** @param {ModelLine[]} lines @param {number[]} cents @param {number} at @param {number} rest @param {Record<string, number>} rates */
function computed(lines, cents, at, rest, rates) {
  const known = (/** @type {number} */ n) => {
    if (n < 1 || n > at || n - 1 === rest) throw new Refusal(`Ligne ${at + 1} du modèle : L${n} n’est pas une ligne au-dessus.`);
    return n - 1;
  };
  const lineOf = (/** @type {number} */ n) => ({ n: BigInt(cents[known(n)]), d: 100n });
  const vatOf = (/** @type {number} */ n) => {
    const code = lines[known(n)].vat || lines[at].vat;
    if (!Object.hasOwn(rates, code)) throw new Refusal(`Ligne ${at + 1} du modèle : ${code ? `le code ${code} est inconnu ici` : "TVA demande un code"}.`);
    return { n: rounded({ n: BigInt(cents[n - 1]) * BigInt(rates[code]), d: 1000000n }), d: 100n };
  };
  const parser = new Formula(tidy(lines[at].formula).toUpperCase(), lineOf, vatOf);
  const found = parser.sum();
  if (parser.rest) throw new Refusal(`Ligne ${at + 1} du modèle : « ${parser.rest[0]} » n’a pas sa place dans une formule.`);
  return within(rounded(found));
}
