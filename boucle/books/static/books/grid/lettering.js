// Open items of third parties for the grid: asked for while the third party is being typed.
import { refresh } from "./cells.js";
import { isTreasury } from "./propose.js";

/** The grid of grid.js. @typedef {any} Grid */

export class Lettering {
  /** @param {Grid} grid */
  constructor(grid) {
    this.grid = grid;
    this.asked = new Set();
    /** Lines that an entry on its way pays already. */
    this.spent = new Set();
  }

  /** Asks once for what a third party has open; nothing waits for the answer. @param {string|undefined} number */
  async look(number) {
    const { books, root } = this.grid;
    const account = number && books.thirds.get(number)?.collective;
    if (!number || !account || !isTreasury(books) || this.asked.has(number)) return;
    this.asked.add(number);
    try {
      const asked = new URLSearchParams({ compte: account, tiers: number });
      const answer = await fetch(`${root.dataset.open}?${asked}`, { headers: { Accept: "application/json" } });
      const { items, more } = await answer.json();
      if (!answer.ok || more) return;
      const free = items.filter((/** @type {any} */ one) => !one.lines.some((/** @type {string} */ line) => this.spent.has(line)));
      (books.open ||= new Map()).set(number, free);
      this.shown(number);
    } catch {
      this.asked.delete(number);
    }
  }

  /** A late answer draws a proposal again, and changes nothing that was accepted. @param {string} number */
  shown(number) {
    const { grid } = this;
    if (!grid.entry.lines.some((/** @type {any} */ line) => line.third === number) || grid.locked) return;
    refresh(grid.entry, grid.books, grid.nextPiece());
    grid.draw();
    grid.card();
  }

  /** An entry leaves: what it moves and pays is not proposed again. @param {any} sent */
  left(sent) {
    const { books } = this.grid;
    for (const { lines } of sent.letters || []) for (const line of lines) this.spent.add(line);
    for (const line of sent.lines) {
      if (!line.third) continue;
      const third = books.thirds.get(line.third);
      if (third && !sent.version) third.due += line.debit - line.credit;
      this.forget(line.third);
    }
  }

  /** Somebody lettered: what is open is asked again when it is needed. */
  forgetAll() {
    this.asked.clear();
    this.grid.books.open?.clear();
  }

  /** @param {string} number */
  forget(number) {
    this.asked.delete(number);
    this.grid.books.open?.delete(number);
  }
}
