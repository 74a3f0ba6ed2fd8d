// The plain entry form: lines come and go, the gap shows while one types, Enter goes on, + balances.
import { cents, shown } from "./amounts.js";
import { startComplete } from "./complete.js";

const LINES_MAX = 400;
const COPIED = ["piece_ref", "piece_date", "label"];

/** @param {HTMLElement} form */
function start(form) {
  const body = /** @type {HTMLElement} */ (form.querySelector("[data-lines]"));
  const model = /** @type {HTMLTemplateElement} */ (form.querySelector("template[data-line]"));

  /** @returns {HTMLElement[]} */
  const rows = () => [.../** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll("[data-line-row]"))];

  /** @param {Element} row @param {string} name */
  const input = (row, name) => /** @type {HTMLInputElement} */ (row.querySelector(`[name="${name}"]`));

  /** @param {string} name */
  const sum = (name) => rows().reduce((total, row) => total + (cents(input(row, name).value) || 0), 0);

  function count() {
    const debit = sum("debit");
    const credit = sum("credit");
    const gap = debit - credit;
    for (const [name, value] of /** @type {[string, number][]} */ ([["debit", debit], ["credit", credit]])) {
      const output = form.querySelector(`[data-${name}]`);
      if (output) output.textContent = shown(value);
    }
    const line = form.querySelector("[data-gap]");
    if (!line) return gap;
    const counted = rows().some((row) => ["debit", "credit"].some((name) => Number.isNaN(cents(input(row, name).value))));
    const text = counted ? "Montants comptés à l’enregistrement" : gap ? `Écart : ${shown(Math.abs(gap))}\u00a0${gap > 0 ? "D" : "C"}` : debit ? "Équilibrée" : "";
    line.classList.toggle("is-off", gap !== 0 && !counted);
    if (line.textContent !== text) line.textContent = text;
    return gap;
  }

  function number() {
    rows().forEach((row, at) => {
      const cell = row.querySelector("[data-number]");
      if (cell) cell.textContent = String(at + 1);
      for (const one of row.querySelectorAll("[aria-label]")) {
        const label = one.getAttribute("aria-label") || "";
        one.setAttribute("aria-label", label.replace(/ligne.*$/, `ligne ${at + 1}`));
      }
      const button = row.querySelector("[data-remove]");
      if (button instanceof HTMLElement) button.hidden = false;
    });
  }

  function add() {
    const full = /** @type {HTMLElement|null} */ (form.querySelector("[data-full]"));
    if (rows().length >= LINES_MAX) {
      if (full) full.hidden = false;
      return /** @type {HTMLElement} */ (rows().at(-1));
    }
    const made = /** @type {DocumentFragment} */ (model.content.cloneNode(true));
    body.append(made);
    number();
    return /** @type {HTMLElement} */ (rows().at(-1));
  }

  /** The line takes piece and label of the one above, once it has an account. @param {HTMLElement} row */
  function inherit(row) {
    const above = rows()[rows().indexOf(row) - 1];
    if (!above || !input(row, "account").value.trim()) return;
    for (const name of COPIED) if (!input(row, name).value) input(row, name).value = input(above, name).value;
  }

  /** What is missing goes to this line, on the side where it is missing. @param {HTMLElement} row */
  function balance(row) {
    const own = (cents(input(row, "debit").value) || 0) - (cents(input(row, "credit").value) || 0);
    const gap = sum("debit") - sum("credit") - own;
    input(row, "debit").value = gap < 0 ? shown(-gap) : "";
    input(row, "credit").value = gap > 0 ? shown(gap) : "";
    input(row, gap < 0 ? "debit" : "credit").focus();
    count();
  }

  /** @returns {HTMLElement[]} */
  const stops = () => [.../** @type {NodeListOf<HTMLElement>} */ (
    form.querySelectorAll('.entry-head select, .entry-head input, [data-lines] input:not([type="hidden"])')
  )].filter((one) => !one.closest("details:not([open])"));

  /** @param {HTMLElement} from */
  function onward(from) {
    const row = /** @type {HTMLElement|null} */ (from.closest("[data-line-row]"));
    if (row) inherit(row);
    const isLast = from.matches('[name="credit"]');
    const done = isLast && count() === 0 && sum("debit") !== 0;
    const rest = row ? rows().slice(rows().indexOf(row) + 1) : [];
    const blank = rest.every((one) => !input(one, "account").value && !input(one, "debit").value && !input(one, "credit").value);
    if (done && blank) return /** @type {HTMLElement|null} */ (form.querySelector("[data-main]"))?.focus();
    if (isLast && !rest.length) return input(add(), "account").focus();
    const next = stops()[stops().indexOf(from) + 1];
    next?.focus();
    if (next instanceof HTMLInputElement) next.select();
  }

  form.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    const row = /** @type {HTMLElement|null} */ (target.closest("[data-line-row]"));
    const held = event.ctrlKey || event.metaKey || event.altKey;
    if (event.key === "Enter" && !held && target.matches("input, select")) {
      event.preventDefault();
      onward(target);
    } else if (event.key === "+" && !held && row && target.matches('[name="debit"], [name="credit"]') && !Number.isNaN(cents(target.value))) {
      event.preventDefault();
      balance(row);
    }
  });

  form.addEventListener("input", (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    const row = target.closest("[data-line-row]");
    const other = { debit: "credit", credit: "debit" }[target.name];
    if (row && other && target.value.trim()) input(row, other).value = "";
    if (other) count();
  });

  form.addEventListener("focusout", (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    const value = target.matches?.("input.amount") ? cents(target.value) : NaN;
    if (value) target.value = shown(value);
    const row = /** @type {HTMLElement|null} */ (target.closest?.("[data-line-row]"));
    if (row && target.name === "account") inherit(row);
  });

  form.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("[data-add]")) {
      event.preventDefault();
      input(add(), "account").focus();
    }
    const gone = target.closest("[data-remove]")?.closest("[data-line-row]");
    if (gone) {
      const next = /** @type {HTMLElement|null} */ (gone.nextElementSibling || gone.previousElementSibling);
      gone.remove();
      form.querySelector("[data-full]")?.setAttribute("hidden", "");
      input(next || add(), "account").focus();
      number();
      count();
    }
  });

  number();
  count();
  const wrong = /** @type {HTMLElement|null} */ (form.querySelector('[aria-invalid="true"]'));
  const journal = /** @type {HTMLSelectElement|null} */ (form.querySelector('[name="journal"]'));
  (wrong || (journal?.value ? form.querySelector("#date") : journal))?.focus();
  if (!wrong && journal?.value) /** @type {HTMLInputElement} */ (form.querySelector("#date")).select();
}

startComplete();
for (const form of document.querySelectorAll("form[data-entry]")) start(/** @type {HTMLElement} */ (form));
