// Candidates of the field Compte: accounts and third parties, ranked, one scan, the best kept.

/** @typedef {{kind: "account"|"third", number: string, label: string, code: string, text: string, uses: number, control: boolean, side: string}} Item */
/** @typedef {{item: Item, rank: number}} Hit */

export const KEPT = 20;
const PLAIN = /^[\x20-\x7e]*$/;
const TAKEN = 5;

/** Lower case, without accents. @param {string} text */
export function folded(text) {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

/** @param {{accounts: any[][], thirds: any[][]}} data @returns {Item[]} */
export function indexOf(data) {
  const accounts = data.accounts.map(([number, label, flags, , , uses]) => ({
    kind: /** @type {"account"} */ ("account"), number, label, code: folded(number),
    text: ` ${folded(label)}`, uses, control: flags.includes("c"), side: "",
  }));
  const thirds = data.thirds.map(([number, label, collective, , , , uses = 0]) => ({
    kind: /** @type {"third"} */ ("third"), number, label, code: folded(number),
    text: ` ${folded(label)}`, uses, control: false, side: String(collective || "").slice(0, 2),
  }));
  return [...accounts, ...thirds];
}

/** What is typed, and the side it limits to: `0dup` or `f dup` suppliers, `9dup` or `c dup` customers. @param {string} typed */
function asked(typed) {
  const text = folded(typed.trim());
  const word = /^([fc])\s+(.+)$/.exec(text);
  if (word) return { text: word[2], side: word[1] === "f" ? "40" : "41" };
  const digit = /^([09])(\D.*|\d.*)$/.exec(text);
  if (digit) return { text: digit[2], side: digit[1] === "0" ? "40" : "41", whole: text };
  return { text, side: "" };
}

/** @param {Item} item @param {string} text @param {string} padded */
function rankOf(item, text, padded) {
  if (item.code === text || (item.kind === "account" && item.code === padded)) return 2;
  if (item.code.startsWith(text)) return item.kind === "third" ? 3 : 4;
  const at = item.text.indexOf(text);
  if (at < 0) return item.code.includes(text) ? 6 : 0;
  return startsWord(item.text, text, at) ? 5 : 6;
}

/** @param {string} label @param {string} text @param {number} from */
function startsWord(label, text, from) {
  for (let at = from; at >= 0; at = label.indexOf(text, at + 1)) {
    if (!/[a-z0-9]/.test(label[at - 1] || " ")) return true;
  }
  return false;
}

/** Negative when `a` comes first. @param {Hit} a @param {Hit} b */
function compared(a, b) {
  return a.rank - b.rank || b.item.uses - a.item.uses || (a.item.number < b.item.number ? -1 : 1);
}

/** @param {Hit[]} best sorted @param {Hit} hit */
function keep(best, hit) {
  if (best.length === KEPT && compared(hit, best[KEPT - 1]) > 0) return;
  let at = best.length;
  while (at > 0 && compared(hit, best[at - 1]) < 0) at -= 1;
  best.splice(at, 0, hit);
  if (best.length > KEPT) best.pop();
}

/**
 * The best candidates. `only`: third parties of the collective that was typed alone.
 * @param {Item[]} items @param {string} typed
 * @param {{shortcuts?: Record<string, string>, width?: number, only?: "third"}} [more] @returns {Hit[]}
 */
export function candidates(items, typed, { shortcuts = {}, width = 6, only } = {}) {
  const { text, side, whole } = asked(typed);
  if (!text && !only) return [];
  const padded = /^\d{3,}$/.test(text) ? text.padEnd(width, "0") : text;
  const short = Object.hasOwn(shortcuts, folded(typed.trim())) ? shortcuts[folded(typed.trim())] : "";
  /** @type {Hit[]} */
  const best = [];
  for (const item of items) {
    if (only && item.kind !== only) continue;
    let rank = 0;
    if (short && item.number === short) rank = 1;
    else if (side && item.kind === "third" && item.side === side) rank = rankOf(item, text, padded);
    else if (side && whole && item.code.startsWith(whole)) rank = item.code === whole ? 2 : 4;
    else if (!side) rank = text ? rankOf(item, text, padded) : 5;
    if (rank) keep(best, { item, rank });
  }
  return best;
}

/** What Entrée takes without a move: the first of ranks 1 to 5. @param {Hit[]} hits */
export function taken(hits) {
  return hits.length && hits[0].rank <= TAKEN ? hits[0].item : null;
}
