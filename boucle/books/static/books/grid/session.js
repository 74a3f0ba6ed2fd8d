// The session of a journal and month: its data, its kept draft, the queue of what is sent.
import { indexOf } from "./completion.js";
import { Outbox, poster } from "./outbox.js";
import { Vault } from "./vault.js";

const COUNTER = "boucle.grid.counter";

/** UUIDv7 made here, so that an entry sent twice is saved once. @returns {string} */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let at = Date.now();
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = at % 256;
    at = Math.floor(at / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

/** The books as the entry model reads them. @param {any} data @returns {import("./entry.js").Books} */
export function booksOf(data) {
  return {
    type: data.journal.type, contra: data.journal.contra, code: data.journal.code,
    counter: /** @type {any} */ (localStorage.getItem(COUNTER) || "line"),
    accounts: new Map(data.accounts.map((/** @type {any[]} */ [number, label, flags, vat, contra]) =>
      [number, { label, control: flags.includes("c"), vat: vat || "", contra: contra || "" }])),
    thirds: new Map(data.thirds.map((/** @type {any[]} */ [number, label, collective, account, vat, days, , due, usual]) =>
      [number, { label, collective, account: account || "", vat: vat || "", days: days || 0, due: due || 0, usual: usual || null }])),
    vat: new Map(data.vat.map((/** @type {any} */ code) => [code.code, code])),
  };
}

export class Session {
  /** @param {HTMLElement} root @param {(item: any, answer: any) => void} told */
  constructor(root, told) {
    const { user, dossier, year, journal, month } = root.dataset;
    this.root = root;
    this.draftKey = `boucle.grid.${user}.${dossier}.${year}.${journal}.${month}`;
    this.vault = new Vault();
    this.outbox = new Outbox(`${user}.${dossier}`, poster(root), told, this.vault);
    window.addEventListener("online", () => this.outbox.flush());
    window.addEventListener("focus", () => this.outbox.flush());
    window.addEventListener("beforeunload", (event) => {
      if (this.outbox.waiting().length) event.preventDefault();
    });
  }

  async load() {
    const recovered = this.vault.recover([this.draftKey, this.outbox.prefix]).catch(() => {});
    const answer = await fetch(this.root.dataset.data || "", { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    this.data = await answer.json();
    await recovered;
    this.books = booksOf(this.data);
    this.books.always = new Set((this.root.dataset.stops || "").split(",").filter(Boolean));
    this.width = Math.max(6, ...this.data.accounts.slice(0, 50).map((/** @type {any[]} */ one) => one[0].length));
    return this.data;
  }

  /** What completion scans: made at its first use, or soon after the grid is ready. */
  get items() {
    this.index ||= indexOf(this.data);
    return this.index;
  }

  /** @param {string} mode */
  setCounter(mode) {
    localStorage.setItem(COUNTER, mode);
    if (this.books) this.books.counter = /** @type {any} */ (mode);
  }

  /** An account or a third party that was just made. @param {any} made */
  learn(made) {
    if (made.account) this.data.accounts.push(made.account);
    if (made.third) this.data.thirds.push(made.third);
    this.books = { ...this.books, ...booksOf(this.data) };
    this.index = undefined;
  }

  /** Third parties that were not loaded, added to the books in use. @param {any[][]} rows */
  learnThirds(rows) {
    this.data.thirds.push(...rows);
    const found = { thirds: rows, accounts: [] };
    for (const [number, third] of booksOf({ ...this.data, ...found }).thirds) this.books?.thirds.set(number, third);
    this.items.push(...indexOf(found));
  }

  /** @param {any} draft null = nothing under way */
  keep(draft) {
    if (draft) this.vault.setItem(this.draftKey, JSON.stringify(draft));
    else if (this.vault.getItem(this.draftKey) !== null) this.vault.removeItem(this.draftKey);
  }

  kept() {
    try {
      return JSON.parse(localStorage.getItem(this.draftKey) || "null");
    } catch {
      return null;
    }
  }

  /** @param {any} entry as the gate takes it */
  send(entry) {
    this.outbox.put(entry, this.root.dataset.save || "");
  }

  /** What waits or was refused in this journal and month. */
  pending() {
    const { journal, month } = this.root.dataset;
    return this.outbox.items().filter((item) =>
      item.entry.journal === journal && item.entry.date.startsWith(month || ""));
  }

  sending() {
    const count = this.outbox.waiting().length;
    if (this.outbox.needsLogin) {
      return `Session expirée : reconnectez-vous dans un autre onglet. ${count} écriture${count > 1 ? "s" : ""} en attente, rien n’est perdu.`;
    }
    if (!count) return "Tout est enregistré";
    return `${count} écriture${count > 1 ? "s" : ""} en attente d’envoi, rien n’est perdu`;
  }
}
