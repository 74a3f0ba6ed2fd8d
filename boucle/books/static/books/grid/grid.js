// The keyboard grid of a journal and month.
import { doAct } from "./acts.js";
import { onAnswer } from "./answers.js";
import { amountOf, shown } from "./amounts.js";
import { unmark } from "./batch.js";
import { refresh, takeShown, takeTyped } from "./cells.js";
import { listenToClipboard } from "./clipboard.js";
import { candidates } from "./completion.js";
import { openCreate } from "./create.js";
import { showConflict } from "./conflict.js";
import { long } from "./days.js";
import { forGate, fromGate, History, incremented, isBlank, newEntry } from "./entry.js";
import { drawCard, drawSums } from "./footer.js";
import { actOf, digitOf, isPadArrow } from "./keys.js";
import { lookLabels, takeLabel } from "./labels.js";
import { Lettering } from "./lettering.js";
import { Live } from "./live.js";
import { newId, Session } from "./session.js";
import { isAsking, lookThirds } from "./thirds.js";
import { relate } from "./vat.js";
import { textOf, View } from "./view.js";

const LINES_MOST = 300;

export class Grid {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.view = new View(root);
    this.map = JSON.parse(document.getElementById("saisie-keymap")?.textContent || "[]");
    this.session = new Session(root, (item, answer) => onAnswer(this, item, answer));
    this.entry = newEntry(newId());
    this.at = { row: 0, col: "day" };
    this.history = new History();
    this.lettering = new Lettering(this);
    /** @type {any[]} */
    this.entries = [];
    this.earlier = { debit: 0, credit: 0, count: 0 };
    /** @type {{entry: any, at: any}|null} the new entry, while an older one is being changed */
    this.stash = null;
    /** @type {import("./completion.js").Hit[]} */
    this.hits = [];
    this.chosen = -1;
    this.typed = false;
    this.locked = false;
    this.lastDay = "";
    this.lastPiece = "";
    /** @type {{from: number, to: number}|null} the entries chosen in navigation mode */
    this.marked = null;
    /** @type {number|null} the last row of the chosen cells */
    this.picked = null;
    /** @type {import("./batch.js").Taken|null} the last act on a selection */
    this.taken = null;
  }

  async start() {
    const data = await this.session.load();
    this.books = /** @type {import("./entry.js").Books} */ (this.session.books);
    this.view.part("wait")?.remove();
    this.earlier = data.earlier || this.earlier;
    this.entries = data.entries.map((/** @type {any} */ kept) => ({ ...kept, status: kept.state === "v" ? "valid" : "draft" }));
    this.view.drawAll(this.entries);
    this.entries.forEach((kept) => this.seen(kept));
    for (const item of this.session.pending()) {
      this.list({ ...item.entry, version: item.entry.version + (item.state === "waiting" ? 1 : 0),
        status: item.state, reasons: item.reasons, theirs: item.theirs });
    }
    this.lock(data);
    this.listen();
    listenToClipboard(this);
    this.restore();
    this.session.outbox.flush();
    this.showSums();
    this.live = new Live(this);
    await this.live.openAsked();
    performance.mark("grid-ready");
    this.root.dataset.ready = "1";
    setTimeout(() => this.session.items, 50);
  }

  /** @param {any} data */
  lock(data) {
    const badge = this.view.part("lock");
    badge.hidden = false;
    badge.textContent = data.locked || "ouvert";
    badge.classList.toggle("err", Boolean(data.locked));
    badge.classList.toggle("ok", !data.locked);
    this.closed = Boolean(data.locked);
  }

  /** Takes an entry into the list, or draws it again. @param {any} kept */
  list(kept) {
    const at = this.entries.findIndex((one) => one.public_id === kept.public_id);
    if (at < 0) this.entries.push(kept);
    else this.entries[at] = kept;
    this.view.drawSaved(kept);
    this.seen(kept);
  }

  /** The day and the piece that the next entry goes on from. @param {any} kept */
  seen(kept) {
    if (kept.date?.startsWith(this.root.dataset.month)) this.lastDay = kept.date;
    if (kept.lines?.[0]?.piece_ref) this.lastPiece = kept.lines[0].piece_ref;
  }

  /** @param {string} id */
  unlist(id) {
    this.entries = this.entries.filter((one) => one.public_id !== id);
    this.view.erase(id);
  }

  /** Draws the entry again after a change. */
  settle() {
    refresh(this.entry, this.books, this.nextPiece());
    this.lettering.look(this.line()?.third);
    lookLabels(this);
    this.draw();
    this.keep();
    if (this.entry.trouble) this.say(this.entry.trouble);
  }

  /** @param {string} name */
  act(name) {
    return doAct(this, name);
  }

  restore() {
    const kept = this.session.kept();
    if (kept?.entry) {
      Object.assign(this, { entry: kept.entry, stash: kept.stash || null });
      if (this.stash) this.view.moveTo(this.entry.id);
      this.view.say("live", "Saisie en cours reprise.");
    }
    this.go(kept?.at || { row: 0, col: "day" });
    const field = this.field();
    if (kept?.raw && field) {
      field.value = kept.raw;
      this.onInput();
    }
  }

  keep() {
    const empty = this.entry.lines.every(isBlank) && !this.typed && !this.entry.day && !this.stash;
    const raw = this.typed ? this.field()?.value : null;
    this.session.keep(empty ? null : { entry: this.entry, at: this.at, raw, stash: this.stash });
  }

  field() {
    return this.view.field(this.at.row, this.at.col);
  }

  line() {
    return this.entry.lines[this.at.row];
  }

  /** The session as dates are read in it. */
  days() {
    const { start, end } = this.session.data.year;
    return { month: this.root.dataset.month || "", start, end, last: this.lastDay, today: this.root.dataset.today };
  }

  nextPiece() {
    const month = (this.root.dataset.month || "").slice(5);
    return this.lastPiece ? incremented(this.lastPiece) : `${this.root.dataset.journal}${month}-001`;
  }

  /** @param {{row: number, col: string}} at */
  go(at) {
    unmark(this);
    this.picked = null;
    this.view.pick("", 0, -1);
    this.at = { row: Math.min(at.row, this.entry.lines.length - 1), col: at.col };
    if (this.at.row > 0 && (this.at.col === "day" || this.at.col === "piece")) this.at.col = "account";
    this.typed = false;
    this.closeList();
    this.draw();
    const field = this.field();
    field?.focus({ preventScroll: true });
    field?.select();
    field?.scrollIntoView({ block: "nearest" });
    this.card();
  }

  draw() {
    this.view.drawEntry(this.entry, this.at, this.typed, this.locked);
  }

  closeList() {
    this.hits = [];
    this.chosen = -1;
    this.view.drawList([], -1, this.field());
  }

  /** @param {"third"} [only] */
  openList(only) {
    const text = this.typed ? this.field()?.value || "" : "";
    this.hits = this.hitsOf(text, only);
    if (!text && !only) this.hits = this.mostUsed();
    this.chosen = this.hits.length ? 0 : -1;
    this.view.drawList(this.hits, this.chosen, this.field());
  }

  /** @param {string} text @param {"third"} [only] */
  hitsOf(text, only) {
    const { items, width, data } = this.session;
    return candidates(items, text, { shortcuts: data.shortcuts, width, only });
  }

  mostUsed() {
    return [...this.session.items].sort((a, b) => b.uses - a.uses).slice(0, 12).map((item) => ({ item, rank: 6 }));
  }

  onInput() {
    this.typed = true;
    this.say("");
    const field = this.field();
    if (this.at.col === "account") {
      this.openList();
      if (field) lookThirds(this, field.value);
      if (field && field.value.length > 1) this.lettering.look(this.hits[0]?.item.number);
    }
    if ((this.at.col === "debit" || this.at.col === "credit") && field) {
      const found = amountOf(field.value);
      this.view.say("card", "cents" in found && found.computed ? `= ${shown(found.cents)}` : "");
    }
    this.keep();
    if (this.at.col === "day" && this.root.dataset.jump && /^\d{2}$/.test(field?.value || "")) doAct(this, "next_stop");
  }

  /** Takes what the cell holds. @param {boolean} proposals accepts what is only shown; an empty cell is then refused @returns {boolean} */
  leave(proposals) {
    const { row, col } = this.at;
    const now = { entry: this.entry, books: this.books, session: this.days(), hits: this.hits, chosen: this.chosen };
    const label = this.field();
    if (label && col === "label" && this.chosen >= 0 && !this.typed && proposals) takeLabel(this, label);
    if (this.locked || (!this.typed && !proposals)) return true;
    this.history.note(this.entry);
    const picked = col === "account" && this.hits.length > 0 && this.chosen >= 0 && (this.typed || this.chosen > 0);
    const problem = this.typed || picked
      ? takeTyped(now, row, col, this.field()?.value || "") : takeShown(now, row, col);
    if (problem === "collective") {
      this.openThirds();
      return false;
    }
    if (problem === "create" && isAsking()) {
      this.say("Recherche du tiers en cours : la liste s’ouvre dans un instant.");
      return false;
    }
    if (problem === "create") {
      openCreate(this, this.field()?.value || "");
      return false;
    }
    if (problem) {
      this.say(problem);
      return false;
    }
    this.typed = false;
    this.closeList();
    this.say("");
    this.settle();
    return true;
  }

  /** A collective account alone does not pass: the list of its third parties. */
  openThirds() {
    const collective = this.hits[Math.max(this.chosen, 0)].item.number;
    const field = this.field();
    const items = this.session.items.filter((one) =>
      one.kind === "third" && this.books.thirds.get(one.number)?.collective === collective);
    if (field) field.value = "";
    this.hits = candidates(items, "", { only: "third" });
    this.chosen = this.hits.length ? 0 : -1;
    this.view.drawList(this.hits, this.chosen, field);
    this.say("Ce compte est collectif : choisissez le tiers.");
  }

  /** @param {string} text @param {"warn"} [kind] a remark, not a refusal */
  say(text, kind) {
    this.view.say("message", text);
    this.view.part("message").classList.toggle("is-warn", kind === "warn");
    for (const old of this.view.body.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
    if (text && !kind) this.field()?.setAttribute("aria-invalid", "true");
  }

  card() {
    drawCard(this);
  }

  showSums() {
    drawSums(this);
  }

  /** Sends the entry, lists it, starts the next one; the cursor is free at once. */
  submit() {
    const sent = forGate(this.entry, this.root.dataset.journal || "");
    this.session.outbox.drop(this.entry.id);
    this.session.send(sent);
    this.lettering.left(sent);
    this.list({ ...sent, version: sent.version + 1, status: "waiting" });
    this.lastDay = this.entry.day;
    this.lastSaved = this.entry.id;
    this.taken = null;
    const back = this.stash;
    this.begin(back ? back.entry : newEntry(newId()), back?.at);
    this.view.say("live", `Écriture du ${long(sent.date)} enregistrée.`);
  }

  /** @param {any} entry @param {{row: number, col: string}} [at] */
  begin(entry, at) {
    Object.assign(this, { entry, stash: null, locked: false, history: new History() });
    this.view.moveTo("");
    this.typed = false;
    this.go(at || { row: 0, col: "day" });
    this.say("");
    this.keep();
  }

  /** Opens a saved entry in its place; the new one waits. @param {string} id @param {boolean} [last] the cursor on its last line */
  open(id, last = true) {
    const kept = this.entries.find((one) => one.public_id === id);
    if (!kept || !kept.lines?.length) return;
    if (kept.status === "conflict") {
      showConflict(this, kept);
      return;
    }
    if (kept.lines.length > LINES_MOST) {
      this.say(`Cette écriture a plus de ${LINES_MOST} lignes : elle ne s’ouvre pas dans la grille.`);
      return;
    }
    if (!this.stash) this.stash = { entry: this.entry, at: this.at };
    this.entry = fromGate(kept);
    relate(this.entry, this.books);
    this.locked = kept.status === "valid";
    Object.assign(this, { history: new History() });
    this.view.moveTo(id);
    this.go({ row: last ? this.entry.lines.length - 1 : 0, col: "account" });
    if (this.locked) this.say(`Écriture validée ${kept.number || ""} : Alt X la contrepasse.`);
    else this.say((kept.reasons || []).join(" "));
    if (!this.locked) this.keep();
  }

  listen() {
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.root.addEventListener("input", (event) => {
      if (event.target === this.field()) this.onInput();
    });
    this.view.body.addEventListener("mousedown", (event) => {
      const { row, col } = /** @type {HTMLElement} */ (event.target).dataset;
      if (row === undefined || !col || event.target === this.field()) return;
      event.preventDefault();
      if (this.leave(false)) this.go({ row: Number(row), col });
    });
    this.view.table.addEventListener("click", (event) => {
      const body = /** @type {HTMLElement} */ (event.target).closest("tbody");
      if (body?.dataset.entry && this.leave(false)) this.open(body.dataset.entry);
    });
    this.view.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.chosen = Number(/** @type {HTMLElement} */ (event.target).closest("li")?.dataset.at ?? -1);
      this.typed = true;
      if (this.chosen >= 0) doAct(this, "next_stop");
    });
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.defaultPrevented || /** @type {HTMLElement} */ (event.target).closest("[data-ask], [data-create-form], dialog")) return;
    const field = this.field();
    const digit = document.activeElement === field ? digitOf(event, this.at.col) : "";
    if (digit && field) {
      event.preventDefault();
      field.setRangeText(digit, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
      this.onInput();
      return;
    }
    if (this.typed && isPadArrow(event)) this.say("Verr. num. est désactivé.");
    const cell = { col: this.at.col, empty: !this.typed };
    const act = actOf(this.map, event, cell);
    if (act && (doAct(this, act) || event.key === "F5")) event.preventDefault();
  }

  /** The value of a cell as text. @param {number} row @param {string} col */
  text(row, col) {
    return textOf(this.entry, row, col);
  }
}

const root = /** @type {HTMLElement|null} */ (document.querySelector("[data-saisie]"));
if (root) {
  const grid = new Grid(root);
  grid.start().catch(() => grid.view.say("wait", "Les données n’ont pas pu être chargées. Rechargez la page ; ce qui était en cours est gardé."));
}
