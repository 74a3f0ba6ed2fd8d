// A field that proposes accounts or third parties while one types. Enter or Tab takes the choice.

/** @typedef {{number: string, label: string}} Hit */

const WAIT = 60;
let box = /** @type {HTMLUListElement|null} */ (null);
let field = /** @type {HTMLInputElement|null} */ (null);
let hits = /** @type {Hit[]} */ ([]);
let chosen = -1;
let timer = 0;
let running = /** @type {AbortController|null} */ (null);

function listBox() {
  if (box) return box;
  box = document.createElement("ul");
  box.id = "complete";
  box.className = "complete";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", "Propositions");
  box.hidden = true;
  box.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const line = /** @type {HTMLElement} */ (event.target).closest("li");
    if (line?.dataset.at) take(Number(line.dataset.at));
  });
  document.body.append(box);
  return box;
}

/** @param {unknown} answer @returns {Hit[]} */
function hitsOf(answer) {
  if (Array.isArray(answer)) return answer.filter((one) => one && typeof one.number === "string");
  const inside = answer && typeof answer === "object" ? Object.values(answer).find(Array.isArray) : [];
  return inside ? hitsOf(inside) : [];
}

/** @param {HTMLInputElement} input */
async function ask(input) {
  running?.abort();
  const form = input.form;
  const address = input.dataset.complete === "thirds" ? form?.dataset.thirds : form?.dataset.accounts;
  if (!address || !input.value.trim()) return close();
  running = new AbortController();
  const { signal } = running;
  const query = new URLSearchParams({ q: input.value.trim() });
  try {
    const answer = await fetch(`${address}?${query}`, { headers: { Accept: "application/json" }, signal });
    if (!answer.ok || document.activeElement !== input) return;
    open(input, hitsOf(await answer.json()).slice(0, 12));
  } catch (error) {
    if (!signal.aborted) close();
  }
}

/** @param {HTMLInputElement} input @param {Hit[]} found */
function open(input, found) {
  field = input;
  hits = found;
  chosen = found.length ? 0 : -1;
  if (!found.length) return close();
  listBox().replaceChildren(...found.map((hit, at) => {
    const line = document.createElement("li");
    line.id = `complete-${at}`;
    line.dataset.at = String(at);
    line.setAttribute("role", "option");
    line.append(Object.assign(document.createElement("strong"), { textContent: hit.number }), ` ${hit.label}`);
    return line;
  }));
  const place = input.getBoundingClientRect();
  listBox().hidden = false;
  listBox().style.left = `${Math.max(8, Math.min(place.left, innerWidth - 368)) + scrollX}px`;
  listBox().style.top = `${place.bottom + scrollY + 2}px`;
  input.setAttribute("aria-expanded", "true");
  mark();
}

function mark() {
  for (const line of listBox().children) {
    const on = line.id === `complete-${chosen}`;
    line.setAttribute("aria-selected", String(on));
    if (on) line.scrollIntoView({ block: "nearest" });
  }
  if (chosen >= 0) field?.setAttribute("aria-activedescendant", `complete-${chosen}`);
}

function close() {
  clearTimeout(timer);
  running?.abort();
  listBox().hidden = true;
  field?.setAttribute("aria-expanded", "false");
  field?.removeAttribute("aria-activedescendant");
  hits = [];
  chosen = -1;
}

/** @param {number} at */
function take(at) {
  const hit = hits[at];
  if (!hit || !field) return;
  field.value = hit.number;
  field.title = hit.label;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  close();
}

/** An exact number stays what it is; else the first proposal is meant. */
function settle() {
  if (!field || listBox().hidden) return;
  const typed = field.value.trim().toUpperCase();
  if (typed && !hits.some((hit) => hit.number.toUpperCase() === typed)) take(chosen);
  else close();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  if (!input.dataset?.complete || listBox().hidden) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length;
    mark();
    event.preventDefault();
  } else if (event.key === "Escape") {
    close();
    event.preventDefault();
    event.stopPropagation();
  } else if (event.key === "Enter" && !event.ctrlKey) {
    take(chosen);
  } else if (event.key === "Tab") {
    settle();
  }
}

/** Starts the proposals of every `data-complete` field of the page, now and later. */
export function startComplete() {
  document.addEventListener("input", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (!input.dataset?.complete || !event.isTrusted) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(input), WAIT);
  });
  document.addEventListener("keydown", onKey, true);
  addEventListener("resize", close);
  document.addEventListener("focusout", (event) => {
    if (event.target === field) close();
  });
  document.addEventListener("focusin", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (!input.dataset?.complete) return;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", listBox().id);
    input.setAttribute("aria-expanded", "false");
  });
}
