// Breadcrumb: Alt+↓ on a part opens the list of its brothers (Dossiers, exercices,
// screens; accounts, third parties, entries: asked for at `data-brothers`).

/** @typedef {{label: string, url: string}} Brother */

/** @param {NodeListOf<Element>|Element[]} links @returns {Brother[]} */
const linksOf = (links) => [...links].map((one) => ({
  label: (one.textContent || "").replace(/\s+/g, " ").trim(),
  url: /** @type {HTMLAnchorElement} */ (one).href,
}));

/** @param {string} place @returns {Promise<any>} */
async function asked(place) {
  const answer = await fetch(place, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : {};
}

/** @returns {Promise<Brother[]>} */
async function dossiers() {
  const here = encodeURIComponent(location.pathname + location.search);
  const found = await asked(`/palette?q=&de=${here}`);
  return found.items || [];
}

/** @param {HTMLElement} part @returns {Promise<Brother[]>} */
async function brothers(part) {
  const text = (part.textContent || "").trim();
  const link = part.querySelector("a");
  if (part.matches(":first-child")) return dossiers();
  if (part.dataset.brothers) return (await asked(part.dataset.brothers)).items || [];
  if (text === document.body.dataset.exercice) return linksOf(document.querySelectorAll(".bar-year a"));
  const twin = [...document.querySelectorAll(".rail a")].find((one) =>
    (one.textContent || "").trim() === text || (link && /** @type {HTMLAnchorElement} */ (one).href === link.href));
  const section = twin?.closest("section");
  return section ? linksOf(section.querySelectorAll("a")) : [];
}

/** @param {HTMLElement} part */
async function open(part) {
  const found = await brothers(part);
  close();
  if (!found.length) return;
  const list = document.createElement("ul");
  list.className = "brothers";
  list.setAttribute("aria-label", "Au même niveau");
  for (const one of found) {
    const line = document.createElement("li");
    line.append(Object.assign(document.createElement("a"), { href: one.url, textContent: one.label }));
    list.append(line);
  }
  part.append(list);
  const here = [...list.querySelectorAll("a")].find((one) => one.pathname === location.pathname);
  here?.setAttribute("aria-current", "page");
  (here || list.querySelector("a"))?.focus();
}

/** @returns {boolean} whether a list was open */
function close() {
  const list = document.querySelector(".crumbs .brothers");
  const part = list?.parentElement;
  list?.remove();
  /** @type {HTMLElement|null|undefined} */ (part?.querySelector("a") || part)?.focus();
  return Boolean(list);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const inList = target.closest(".brothers");
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  const step = steps[/** @type {keyof typeof steps} */ (event.key)];
  if (inList && event.key === "Escape") close();
  else if (inList && step) {
    const all = /** @type {HTMLElement[]} */ ([...inList.querySelectorAll("a")]);
    all[(all.indexOf(target) + step + all.length) % all.length].focus();
  } else if (!inList && event.altKey && event.key === "ArrowDown") {
    open(/** @type {HTMLElement} */ (target.closest("li")));
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Starts listening; parts without a link take the focus too. */
export function startCrumbs() {
  const crumbs = document.querySelector(".crumbs");
  if (!(crumbs instanceof HTMLElement)) return;
  for (const part of crumbs.querySelectorAll("ol > li")) {
    const one = /** @type {HTMLElement} */ (part.querySelector("a") || part);
    one.tabIndex = 0;
    one.title = "Alt+↓ : au même niveau";
  }
  crumbs.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if (!(/** @type {Element} */ (event.target).closest(".brothers"))) document.querySelector(".brothers")?.remove();
  });
}
