// The simple entry: what is typed stays in this browser until it is saved, and says its VAT.

const AGE = 7 * 24 * 3600 * 1000;
const form = /** @type {HTMLFormElement|null} */ (document.querySelector("form[data-simple]"));

/** Where the answers of this person, Dossier and kind wait. @param {HTMLFormElement} from */
function place(from) {
  const { user, dossier } = document.body.dataset;
  return `boucle.simple.${user}.${dossier}.${from.dataset.simple}`;
}

/** @param {HTMLFormElement} from @param {string} name */
function said(from, name) {
  return String(new FormData(from).get(name) || "");
}

/** Put kept answers back. @param {HTMLFormElement} into @param {Record<string, string>} values */
function fill(into, values) {
  for (const [name, value] of Object.entries(values)) {
    const found = into.elements.namedItem(name);
    if (found instanceof RadioNodeList || found instanceof HTMLInputElement || found instanceof HTMLSelectElement) found.value = value;
  }
}

/** @param {HTMLFormElement} from */
function hint(from) {
  const chosen = /** @type {HTMLSelectElement|null} */ (from.querySelector("#category"))?.selectedOptions[0];
  const where = from.querySelector("[data-category-hint].hint");
  const auto = from.querySelector("[data-auto]");
  if (where) where.textContent = chosen?.dataset.hint || "";
  if (auto) auto.textContent = chosen?.dataset.vat ? `Selon la nature : ${chosen.dataset.vat}` : "Celle de la nature choisie";
}

/** @param {HTMLFormElement} one */
function start(one) {
  const key = place(one);
  const version = said(one, "version");
  const wrong = /** @type {HTMLElement|null} */ (one.querySelector('[aria-invalid="true"], fieldset[aria-describedby] input'));
  const kept = JSON.parse(localStorage.getItem(key) || "null");
  const notice = /** @type {HTMLElement|null} */ (document.querySelector("[data-restored]"));

  if (kept && version === "0" && !wrong && Date.now() - kept.at < AGE) {
    fill(one, kept.values);
    if (notice) notice.hidden = false;
  }
  one.addEventListener("input", () => {
    hint(one);
    if (version !== "0") return;
    const values = Object.fromEntries([...new FormData(one)].filter(([name, value]) => !name.startsWith("csrf") && typeof value === "string"));
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
  });
  document.querySelector("[data-forget]")?.addEventListener("click", () => {
    localStorage.removeItem(key);
    location.reload();
  });
  hint(one);
  (wrong || /** @type {HTMLElement|null} */ (one.querySelector("#amount")))?.focus();
}

const done = new URLSearchParams(location.search).get("fait");
if (form) start(form);
else if (done) {
  const { user, dossier } = document.body.dataset;
  localStorage.removeItem(`boucle.simple.${user}.${dossier}.${done}`);
  history.replaceState(null, "", location.pathname);
}
