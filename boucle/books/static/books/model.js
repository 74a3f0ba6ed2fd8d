// The form of a model: lines come and go, Enter goes to the next field.
import { startComplete } from "./complete.js";

/** @param {HTMLFormElement} form */
function start(form) {
  const body = /** @type {HTMLElement} */ (form.querySelector("[data-lines]"));
  const blank = /** @type {HTMLTemplateElement} */ (form.querySelector("template[data-line]"));

  /** @returns {HTMLElement[]} */
  const rows = () => [.../** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll("[data-line-row]"))];

  function number() {
    rows().forEach((row, at) => {
      const cell = row.querySelector("[data-number]");
      if (cell) cell.textContent = `L${at + 1}`;
      for (const one of row.querySelectorAll("[aria-label]")) {
        one.setAttribute("aria-label", (one.getAttribute("aria-label") || "").replace(/ligne.*$/, `ligne ${at + 1}`));
      }
      const button = row.querySelector("[data-remove]");
      if (button instanceof HTMLElement) button.hidden = rows().length < 3;
    });
  }

  /** @param {HTMLElement|undefined} row */
  const into = (row) => /** @type {HTMLElement|null|undefined} */ (row?.querySelector("input"))?.focus();

  function add() {
    body.append(blank.content.cloneNode(true));
    number();
    into(rows().at(-1));
  }

  form.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || !target.matches("input, select")) return;
    event.preventDefault();
    const stops = [.../** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll('input:not([type="hidden"]), select'))];
    const next = stops[stops.indexOf(target) + 1];
    if (next) next.focus();
    else add();
  });
  form.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("[data-add]")) {
      event.preventDefault();
      add();
    }
    const gone = /** @type {HTMLElement|null|undefined} */ (target.closest("[data-remove]")?.closest("[data-line-row]"));
    if (!gone) return;
    const next = /** @type {HTMLElement|null} */ (gone.nextElementSibling || gone.previousElementSibling);
    gone.remove();
    number();
    into(next || undefined);
  });

  number();
  /** @type {HTMLElement|null} */ (form.querySelector('[aria-invalid="true"]'))?.focus();
}

startComplete();
for (const form of document.querySelectorAll("form[data-model]")) start(/** @type {HTMLFormElement} */ (form));
