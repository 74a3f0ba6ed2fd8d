// Amounts as typed in the grid: exact decimals, arithmetic, whole cents. No eval: a small parser.

/** @typedef {{cents: number, computed: boolean}} Amount */
/** @typedef {{n: bigint, d: bigint, percent?: boolean}} Ratio */

const DIGITS = /^\d+(?:[.,]\d*)?|^[.,]\d+/;
const MOST = 10n ** 15n;

export class Refusal extends Error {}

/** @param {string} text @returns {Ratio} */
function literal(text) {
  const [whole, rest = ""] = text.replace(",", ".").split(".");
  return { n: BigInt((whole || "0") + rest), d: 10n ** BigInt(rest.length) };
}

/** Half away from zero, in cents. @param {Ratio} value */
export function rounded({ n, d }) {
  const positive = n < 0n !== d < 0n ? -1n : 1n;
  const [top, below] = [(n < 0n ? -n : n) * 100n, d < 0n ? -d : d];
  return positive * ((top * 2n + below) / (below * 2n));
}

/** `+ - * / ( ) %` over exact ratios. `1000+20%` adds a fifth of what stands before. */
export class Parser {
  /** @param {string} text */
  constructor(text) {
    this.rest = text;
  }

  /** @param {string} signs */
  take(signs) {
    const found = this.rest[0];
    if (!found || !signs.includes(found)) return "";
    this.rest = this.rest.slice(1);
    return found;
  }

  /** @returns {Ratio} */
  sum() {
    let left = this.product();
    if (left.percent) left = { n: left.n, d: left.d };
    for (let sign = this.take("+-"); sign; sign = this.take("+-")) {
      let right = this.product();
      if (right.percent) right = { n: left.n * right.n, d: left.d * right.d };
      const n = right.n * left.d;
      left = { n: left.n * right.d + (sign === "+" ? n : -n), d: left.d * right.d };
    }
    return left;
  }

  /** @returns {Ratio} */
  product() {
    let left = this.factor();
    for (let sign = this.take("*/"); sign; sign = this.take("*/")) {
      const right = this.factor();
      if (sign === "/" && right.n === 0n) throw new Refusal("Division par zéro.");
      left = sign === "*"
        ? { n: left.n * right.n, d: left.d * right.d }
        : { n: left.n * right.d, d: left.d * right.n };
    }
    return left;
  }

  /** @returns {Ratio} */
  factor() {
    if (this.take("-")) {
      const value = this.factor();
      return { ...value, n: -value.n };
    }
    const value = this.atom();
    return this.take("%") ? { n: value.n, d: value.d * 100n, percent: true } : value;
  }

  /** @returns {Ratio} */
  atom() {
    if (this.take("(")) {
      const value = this.sum();
      if (!this.take(")")) throw new Refusal("Il manque une parenthèse fermante.");
      return value;
    }
    const found = DIGITS.exec(this.rest);
    if (!found) throw new Refusal("Ce montant n’est pas un calcul : 1200/1,2 ou 85*3.");
    this.rest = this.rest.slice(found[0].length);
    return literal(found[0]);
  }
}

/** @param {string} text @returns {string} */
export function tidy(text) {
  return text.replace(/[\s\u00a0\u202f'€]/g, "").replace(/\u2212/g, "-").replace(/[×]/g, "*").replace(/÷/g, "/");
}

/**
 * Cents of what was typed; `problem` in French for what is no amount. Empty = 0.
 * @param {string} typed @returns {Amount | {problem: string}}
 */
export function amountOf(typed) {
  const text = tidy(typed).slice(0, 200);
  if (!text) return { cents: 0, computed: false };
  const plain = /^-?(\d*)(?:[.,](\d*))?$/.exec(text);
  if (plain && (plain[1] || plain[2])) {
    if ((plain[2] || "").length > 2) return { problem: "Deux chiffres au plus après la virgule." };
  }
  try {
    const parser = new Parser(text);
    const value = rounded(parser.sum());
    if (parser.rest) return { problem: `« ${parser.rest[0]} » n’a pas sa place dans un montant.` };
    if (value >= MOST || value <= -MOST) return { problem: "Ce montant est trop grand." };
    return { cents: Number(value), computed: !plain };
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.message };
    throw error;
  }
}

/** `cents` × n ÷ d, half away from zero. @param {number} cents @param {number} n @param {number} d */
export function portion(cents, n, d) {
  return Number(rounded({ n: BigInt(cents) * BigInt(n), d: BigInt(d) * 100n }));
}

/** `1 234,56` of cents. @param {number} value */
export function shown(value) {
  const whole = String(Math.floor(Math.abs(value) / 100)).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  return `${value < 0 ? "\u2212" : ""}${whole},${String(Math.abs(value) % 100).padStart(2, "0")}`;
}
