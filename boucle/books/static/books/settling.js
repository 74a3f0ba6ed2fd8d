// Acts of lettrage as the server takes them: for the screen and for the overlay of the grid.
import { shown } from "./amounts.js";

const DONE = {
  letter: "Lettré", partial: "Lettré en partie", gap: "Lettré avec écart", unletter: "Délettré", undo: "Acte annulé",
  vat: "TVA virée au compte de TVA due",
};

/** What the ticked boxes weigh, and whether both sides are there; a partial lettrage once, with what it leaves. @param {HTMLInputElement[]} boxes */
export function sumOf(boxes) {
  const seen = new Set();
  let [debit, credit, closed] = [0, 0, false];
  for (const { dataset } of boxes) {
    closed ||= Boolean(dataset.closed);
    const net = Number(dataset.group ? dataset.rest : dataset.net);
    if (dataset.group && seen.has(dataset.group)) continue;
    if (dataset.group) seen.add(dataset.group);
    [debit, credit] = [debit + Math.max(net, 0), credit + Math.max(-net, 0)];
  }
  return { sum: debit - credit, closed, both: debit > 0 && credit > 0 };
}

/** @param {string} key */
export function remembered(key) {
  return JSON.parse(sessionStorage.getItem(key) || "null");
}

/** @param {{cents: number, count: number}|undefined} vat */
function vatText(vat) {
  if (!vat) return "";
  const many = vat.count > 1 ? `, ${vat.count} lignes` : "";
  return ` TVA sur encaissements à virer : ${shown(Math.abs(vat.cents))}${many}. V fait l’écriture.`;
}

export class Settling {
  /** @param {DOMStringMap} facts account, third, act, find (addresses), token */
  constructor(facts) {
    this.facts = facts;
    this.key = `boucle.lettrage.${facts.act}.${facts.account}.${facts.third}`;
  }

  /** @param {string} address @param {any} body */
  async post(address, body) {
    const answer = await fetch(address, {
      method: "POST", credentials: "same-origin", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.facts.token || "" },
    });
    return { ok: answer.ok, body: answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {} };
  }

  /** @param {string} name @param {string[]} lines @returns {Promise<{done: boolean, text: string, vat?: {cents: number, count: number, lines: string[]}}>} */
  async send(name, lines) {
    const undo = name === "undo" ? remembered(this.key) : null;
    const { account, third } = this.facts;
    const { ok, body } = await this.post(this.facts.act || "", { act: name, account, third, lines, undo });
    if (!ok) {
      const reasons = (body.findings || []).map((/** @type {any} */ one) => [one.message, one.help].filter(Boolean).join(" "));
      return { done: false, text: reasons.join(" ") || body.detail || "L’acte n’a pas été fait. Rechargez la page." };
    }
    const done = body.done || {};
    if (name === "undo") sessionStorage.removeItem(this.key);
    else sessionStorage.setItem(this.key, JSON.stringify(done.undo));
    const rest = done.partial && done.gap ? `, reste ${shown(Math.abs(done.gap))} ${done.gap > 0 ? "D" : "C"}` : "";
    const code = done.code ? ` ${done.partial ? done.code.toLowerCase() : done.code}` : "";
    return { done: true, text: `${DONE[/** @type {keyof typeof DONE} */ (name)]}${code}${rest}.${vatText(done.vat)}`, vat: done.vat };
  }

  /** @param {string[]} lines @param {string[]} among @returns {Promise<string[][]>} */
  async find(lines, among) {
    const { body } = await this.post(this.facts.find || "", { lines, among });
    return body.found || [];
  }
}
