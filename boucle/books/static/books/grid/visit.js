// Questions in the footer, other journals and months.
import { monthName } from "./days.js";

/** @typedef {any} Grid */

/**
 * A question in the footer: a code, then Entrée. `choices`: what may be answered, gone through with ↑ ↓.
 * @param {Grid} grid @param {string} label @param {(text: string) => string} done answers a refusal
 * @param {{text: string, label: string}[]} [choices]
 */
export function ask(grid, label, done, choices = []) {
  const form = /** @type {HTMLFormElement} */ (grid.view.part("ask"));
  const field = /** @type {HTMLInputElement} */ (grid.view.part("ask-field"));
  grid.view.say("ask-label", label);
  form.hidden = false;
  field.value = "";
  const list = grid.view.part("ask-choices");
  list.replaceChildren(...choices.map(({ text, label: name }, at) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn small", textContent: name, tabIndex: -1 });
    button.addEventListener("click", () => answer(text));
    button.dataset.at = String(at);
    return button;
  }));
  field.focus();
  const close = () => {
    form.hidden = true;
    if (grid.marked) grid.view.box.focus();
    else grid.go(grid.at);
  };
  /** @param {string} text */
  const answer = (text) => {
    const problem = done(text);
    if (problem) grid.say(problem);
    else if (!form.hidden) form.hidden = true;
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    answer(field.value.trim());
  };
  let at = -1;
  form.onkeydown = (event) => {
    if (event.key === "Escape") close();
    const by = event.key === "ArrowDown" || event.key === "ArrowRight" ? 1 : event.key === "ArrowUp" || event.key === "ArrowLeft" ? -1 : 0;
    if (!by || !choices.length) return;
    event.preventDefault();
    at = (at + by + choices.length) % choices.length;
    field.value = choices[at].text;
    [...list.children].forEach((one, rank) => one.classList.toggle("is-on", rank === at));
  };
  return true;
}

/** @param {Grid} grid @param {string} journal @param {string} month */
export function visit(grid, journal, month) {
  location.assign(`${grid.root.dataset.base}/${encodeURIComponent(journal)}/${month}`);
  return "";
}

/** `4`, `04`, `0425`: the month meant, in the exercice. @param {Grid} grid @param {string} text @returns {{month: string} | {problem: string}} */
export function monthOf(grid, text) {
  const found = /^(0?[1-9]|1[0-2])[/]?(\d{2}|\d{4})?$/.exec(text);
  if (!found) return { problem: "Un mois s’écrit 4, 04 ou 0425." };
  const { start, end } = grid.session.data.year;
  const month = found[1].padStart(2, "0");
  const years = found[2] ? [found[2].padStart(4, "20")] : [start.slice(0, 4), end.slice(0, 4)];
  const one = years.map((year) => `${year}-${month}`).find((each) => each >= start.slice(0, 7) && each <= end.slice(0, 7));
  return one ? { month: one } : { problem: "Ce mois n’est pas dans l’exercice." };
}

/** The months of the exercice that are open to a journal, as answers. @param {Grid} grid */
export function openMonths(grid) {
  return (grid.session.data.open || []).map((/** @type {string} */ month) => ({ text: month.slice(5) + month.slice(2, 4), label: monthName(month) }));
}

/** @param {Grid} grid @param {string} text */
export function period(grid, text) {
  const found = monthOf(grid, text);
  return "month" in found ? visit(grid, grid.root.dataset.journal || "", found.month) : found.problem;
}

/** @param {Grid} grid @param {number} by */
export function otherMonth(grid, by) {
  const [year, month] = (grid.root.dataset.month || "").split("-").map(Number);
  const there = new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 7);
  const { start, end } = grid.session.data.year;
  if (there < start.slice(0, 7) || there > end.slice(0, 7)) grid.say("Ce mois n’est pas dans l’exercice.");
  else visit(grid, grid.root.dataset.journal || "", there);
  return true;
}
