// Lettrage: what is ticked is summed; L, Maj+L, E, =, D act on it, Ctrl+Z takes the last act back.
import { shown } from "./amounts.js";
import { remembered, Settling, sumOf } from "./settling.js";

const FIELDS = "input:not([type=checkbox]), select, textarea";

export class Screen {
  /** @param {HTMLElement} root @param {{address?: string, signal?: AbortSignal, drawn?: (part: HTMLElement) => void}} [more] for a screen inside another one */
  constructor(root, { address = location.href, signal, drawn } = {}) {
    Object.assign(this, { root, address, drawn });
    this.root = root;
    this.settling = new Settling(root.dataset);
    /** @type {string[][]} */
    this.found = [];
    this.waiting = 0;
    /** @type {string[]} lines whose lettrage made VAT due */
    this.vat = [];
    root.addEventListener("change", () => this.count());
    root.addEventListener("click", (event) => this.onClick(event));
    document.addEventListener("keydown", (event) => this.onKey(event), { capture: true, signal });
    this.count();
  }

  /** @returns {HTMLInputElement[]} */
  boxes() {
    return [.../** @type {NodeListOf<HTMLInputElement>} */ (this.root.querySelectorAll("td input[type=checkbox]"))];
  }

  ticked() {
    return this.boxes().filter((box) => box.checked);
  }

  /** @param {string} name @returns {HTMLElement} */
  part(name) {
    return /** @type {HTMLElement} */ (this.root.querySelector(`[data-${name}]`));
  }

  count() {
    const ticked = this.ticked();
    const { sum, closed, both } = sumOf(ticked);
    const many = ticked.length > 1 ? "s" : "";
    const text = !ticked.length ? "Rien de coché"
      : `${ticked.length} ligne${many} cochée${many} · ${sum ? `${shown(Math.abs(sum))} ${sum > 0 ? "D" : "C"}` : "soldé : L lettre"}`;
    this.part("sum").textContent = closed ? `${text} · déjà lettrée : D délettre` : text;
    const button = (/** @type {string} */ name) => /** @type {HTMLButtonElement|null} */ (this.root.querySelector(`[data-do="${name}"]`));
    const limit = Number(this.root.dataset.limit);
    const can = {
      letter: ticked.length > 1 && !sum && !closed, partial: both && sum !== 0 && !closed,
      gap: ticked.length > 0 && sum !== 0 && Math.abs(sum) <= limit && !closed, find: ticked.length > 0 && sum !== 0 && !closed,
      unletter: ticked.some((box) => box.dataset.closed || box.dataset.group), undo: Boolean(remembered(this.settling.key)), vat: this.vat.length > 0,
    };
    button("vat")?.toggleAttribute("hidden", !can.vat);
    for (const [name, yes] of Object.entries(can)) button(name)?.toggleAttribute("disabled", !yes);
  }

  /** @param {Event} event */
  onClick(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const act = target.closest("[data-do]");
    const choice = target.closest("[data-choice]");
    if (act instanceof HTMLElement) this.act(act.dataset.do || "");
    if (choice instanceof HTMLElement) this.choose(Number(choice.dataset.choice));
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    clearTimeout(this.waiting);
    const free = !document.activeElement?.matches(FIELDS) && !document.querySelector("dialog[open]");
    if (event.defaultPrevented || event.isComposing || !free) return;
    const held = event.altKey || event.metaKey;
    const digit = Number(/^(?:Digit|Numpad)([1-5])$/.exec(event.code)?.[1]);
    if (this.found.length && digit && !held && !event.ctrlKey) this.choose(digit - 1);
    else if (event.key === "L" && event.shiftKey && !held) this.act("partial");
    else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) this.act("undo");
    else if (event.key === "g" && !held && !event.ctrlKey && !event.repeat) {
      this.waiting = setTimeout(() => /** @type {HTMLElement|null} */ (document.querySelector("[data-ledger]"))?.click(), 700);
      return;
    } else return;
    event.preventDefault();
  }

  /** @param {string} name */
  async act(name) {
    const button = this.root.querySelector(`[data-do="${name}"]`);
    if (!button || button.hasAttribute("disabled") || this.busy) return;
    this.busy = true;
    try {
      if (name === "find") await this.find();
      else await this.send(name);
    } finally {
      this.busy = false;
    }
  }

  /** @param {string} name */
  async send(name) {
    const lines = name === "vat" ? this.vat : this.ticked().map((box) => box.value);
    const said = await this.settling.send(name, lines);
    if (said.done) this.vat = said.vat?.lines || [];
    if (said.done) await this.refresh();
    this.part("said").textContent = said.text;
  }

  async find() {
    const ticked = this.ticked().map((box) => box.value);
    const among = this.boxes().filter((box) => !box.checked && !box.dataset.closed).map((box) => box.value);
    this.found = await this.settling.find(ticked, among);
    if (this.found.length === 1) this.choose(0);
    else this.show();
    if (!this.found.length) this.part("said").textContent = "Aucune combinaison trouvée parmi les lignes affichées.";
  }

  show() {
    const list = this.part("found");
    const named = new Map(this.boxes().map((box) => [box.value, box.closest("tr")]));
    list.hidden = !this.found.length;
    list.replaceChildren(...this.found.map((lines, at) => {
      const text = lines.map((line) => named.get(line)?.querySelector(".label")?.textContent || line).join(" + ");
      const item = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { className: "btn small", type: "button", textContent: `${lines.length} ligne${lines.length > 1 ? "s" : ""} : ${text}` });
      button.dataset.choice = String(at);
      item.append(button);
      return item;
    }));
  }

  /** @param {number} at */
  choose(at) {
    const lines = new Set(this.found[at] || []);
    for (const box of this.boxes()) {
      if (lines.has(box.value) && !box.checked) box.click();
    }
    this.found = [];
    this.show();
    this.part("said").textContent = "";
    this.count();
  }

  /** Draws the screen again; the cursor stays at its height. */
  async refresh() {
    const rows = [...this.root.querySelectorAll("tbody tr")];
    const at = Math.max(0, rows.findIndex((row) => row.classList.contains("is-cursor")));
    const answer = await fetch(this.address, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.drawn?.(/** @type {HTMLElement} */ (page.querySelector("[data-lettrage]")));
    for (const name of [".lettrage-list", "[data-lines]"]) {
      const [old, fresh] = [this.root.querySelector(name), page.querySelector(name)];
      if (old && fresh) old.replaceWith(fresh);
    }
    this.found = [];
    this.count();
    const row = /** @type {HTMLElement|undefined} */ ([...this.root.querySelectorAll("tbody tr")][at]);
    row?.classList.add("is-cursor");
    row?.setAttribute("tabindex", "0");
    row?.focus();
  }
}

const root = /** @type {HTMLElement|null} */ (document.querySelector("[data-lettrage]"));
if (root) new Screen(root);
