// What others save in the same journal and month: it arrives in grey, and never under the cursor.
import { Events } from "../../shell/events.js";

/** The grid of grid.js. @typedef {any} Grid */

const TOGETHER = 60;

export class Live {
  /** @param {Grid} grid */
  constructor(grid) {
    this.grid = grid;
    /** @type {Set<string>} */
    this.ids = new Set();
    this.timer = 0;
    this.events = new Events(grid.root.dataset.events || "", {
      change: (change) => this.onChange(change), reset: () => this.ask(),
    });
  }

  /** The entry that the address asks for: opened, or asked for first where the month is long. */
  async openAsked() {
    const id = new URLSearchParams(location.search).get("ecriture");
    if (!id) return;
    const known = () => this.grid.entries.some((/** @type {any} */ one) => one.public_id === id);
    if (!known()) await this.ask([id]);
    if (known() && this.grid.entry.id !== id) this.grid.open(id, false);
  }

  /** @param {import("../../shell/events.js").Change} change */
  onChange({ kind, id, version }) {
    const known = this.grid.entries.find((/** @type {any} */ one) => one.public_id === id);
    if (kind === "lettrage") {
      this.grid.lettering.forgetAll();
      return;
    }
    if (kind === "entry" && known && version && known.version >= version) return;
    if (kind === "entry") this.ids.add(id);
    else this.all = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(this.all ? [] : [...this.ids]), TOGETHER);
  }

  /** Asks for these entries, or for the whole month. @param {string[]} [ids] */
  async ask(ids = []) {
    this.ids.clear();
    this.all = false;
    const before = this.onServer();
    try {
      const answer = await fetch(`${this.grid.root.dataset.arrivals}?ids=${ids.join(",")}`, { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) this.take(await answer.json(), ids.length === 0, before);
    } catch {
      // The network is away: the stream says when it is back.
    }
  }

  /** Listed entries that the server has, as far as is known here. @returns {Set<string>} */
  onServer() {
    const { entries } = this.grid;
    return new Set(entries.filter((/** @type {any} */ one) => one.status === "draft" || one.status === "valid").map((/** @type {any} */ one) => one.public_id));
  }

  /**
   * An answer may be older than what was done here while it was on its way: what was saved since is not
   * erased, what was taken away since does not come back.
   * @param {any} data @param {boolean} every the answer is the month, not some entries of it
   * @param {Set<string>} before what the server had when it was asked
   */
  take({ entries, gone, whole, locked }, every, before) {
    const { grid } = this;
    const listed = new Set(grid.entries.map((/** @type {any} */ one) => one.public_id));
    for (const entry of entries) {
      if (listed.has(entry.public_id) || !before.has(entry.public_id)) this.arrive(entry);
    }
    const here = new Set(entries.map((/** @type {any} */ one) => one.public_id));
    const missing = every ? (whole ? [...before].filter((id) => !here.has(id)) : []) : gone;
    for (const id of missing) if (before.has(id)) this.leave(id);
    if (every && locked !== grid.session.data.locked && !grid.session.data.year.closed) {
      grid.session.data.locked = locked;
      grid.lock(grid.session.data);
    }
    grid.showSums();
  }

  /** Whether an entry is in the hands of this person: on its way, refused, or being changed. @param {any} known */
  isOurs(known) {
    return known && (known.status !== "draft" && known.status !== "valid" || this.grid.entry.id === known.public_id);
  }

  /** @param {any} entry */
  arrive(entry) {
    const { grid } = this;
    const known = grid.entries.find((/** @type {any} */ one) => one.public_id === entry.public_id);
    const [lastDay, lastPiece] = [grid.lastDay, grid.lastPiece];
    if (known && known.version >= entry.version && (known.status === "valid") === (entry.state === "v")) return;
    if (this.isOurs(known)) {
      if (grid.entry.id === entry.public_id && entry.version > grid.entry.version) {
        grid.say(`${entry.by || "Quelqu’un"} vient de modifier cette écriture : votre version sera comparée à la sienne.`, "warn");
      }
      return;
    }
    const foreign = entry.author !== grid.root.dataset.user;
    grid.list({ ...entry, status: entry.state === "v" ? "valid" : "draft", by: foreign ? entry.by || "un autre" : "" });
    grid.lastDay = lastDay;
    if (known) grid.lastPiece = lastPiece;
  }

  /** @param {string} id */
  leave(id) {
    const { grid } = this;
    const known = grid.entries.find((/** @type {any} */ one) => one.public_id === id);
    if (!known || this.isOurs(known)) return;
    grid.unlist(id);
  }
}
