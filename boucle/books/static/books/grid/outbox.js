// Entries on their way: kept in the browser until the server has answered, sent one by one.
// One item of storage per entry and version, so that two tabs never overwrite each other.

/**
 * @typedef {{entry: any, url: string, at: number, state: "waiting"|"refused"|"conflict", reasons: string[],
 *   theirs?: any, act?: "save"|"delete"}} Item
 * @typedef {{kind: "done"|"refused"|"conflict"|"later"|"login", body?: any}} Answer
 */

const LOGIN_PAUSE = 20000;
const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000];

/** @param {any} body @returns {string[]} */
function reasonsOf(body) {
  const findings = body?.findings || [];
  return findings.map((/** @type {any} */ one) => [one.message, one.help].filter(Boolean).join(" "));
}

export class Outbox {
  /**
   * @param {string} scope user, Dossier: what keeps the queues of people apart
   * @param {(item: Item) => Promise<Answer>} send
   * @param {(item: Item, answer: Answer | null) => void} told after each answer, and on each change
   * @param {Pick<Storage, "length"|"key"|"getItem"|"setItem"|"removeItem">} [storage]
   */
  constructor(scope, send, told, storage = localStorage) {
    this.prefix = `boucle.outbox.${scope}.`;
    this.send = send;
    this.told = told;
    this.storage = storage;
    this.busy = false;
    this.failures = 0;
    this.timer = 0;
    this.needsLogin = false;
    this.last = 0;
  }

  /** @param {any} entry */
  keyOf(entry) {
    return `${this.prefix}${entry.public_id}.${entry.version}`;
  }

  /** All that is kept, oldest first. @returns {Item[]} */
  items() {
    const found = [];
    for (let at = 0; at < this.storage.length; at += 1) {
      const key = this.storage.key(at);
      const text = key?.startsWith(this.prefix) && this.storage.getItem(key);
      if (text) found.push(/** @type {Item} */ (JSON.parse(text)));
    }
    return found.sort((a, b) => a.at - b.at || a.entry.version - b.entry.version);
  }

  waiting() {
    return this.items().filter((item) => item.state === "waiting");
  }

  /** Keeps an entry, and sends it as soon as can be. @param {any} entry @param {string} url @param {"save"|"delete"} [act] */
  put(entry, url, act = "save") {
    this.last ||= this.items().at(-1)?.at || 0;
    const at = Math.max(Date.now(), this.last + 1);
    this.last = at;
    this.write({ entry, url, at, state: "waiting", reasons: [], act });
    this.flush();
  }

  /** @param {Item} item */
  write(item) {
    this.storage.setItem(this.keyOf(item.entry), JSON.stringify(item));
    this.told(item, null);
  }

  /** Forgets what was refused, once its text is sent again. @param {string} id */
  drop(id) {
    for (const item of this.items()) {
      if (item.entry.public_id === id && item.state !== "waiting") this.storage.removeItem(this.keyOf(item.entry));
    }
  }

  /** Sends what waits, in order; comes back by itself while the network is away. */
  async flush() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      await this.alone(() => this.sendAll());
    } finally {
      this.busy = false;
    }
    if (this.waiting().length) {
      const pause = this.needsLogin ? LOGIN_PAUSE : PAUSES[Math.min(Math.max(this.failures - 1, 0), PAUSES.length - 1)];
      this.timer = setTimeout(() => this.flush(), this.failures ? pause : 0);
    }
  }

  /** One tab sends at a time, where the browser can hold a lock. @param {() => Promise<void>} act */
  async alone(act) {
    if (!navigator.locks) return act();
    await navigator.locks.request(this.prefix, act);
  }

  async sendAll() {
    for (let item = this.waiting()[0]; item; item = this.waiting()[0]) {
      const answer = await this.send(item);
      if (!this.settle(item, answer)) return;
    }
  }

  /** Whether to go on. @param {Item} item @param {Answer} answer */
  settle(item, answer) {
    this.needsLogin = answer.kind === "login";
    if (answer.kind === "later" || answer.kind === "login") {
      this.failures += 1;
      this.told(item, answer);
      return false;
    }
    this.failures = 0;
    this.storage.removeItem(this.keyOf(item.entry));
    const later = this.items().find((one) => one.entry.public_id === item.entry.public_id);
    if (answer.kind !== "done" && later) {
      this.storage.removeItem(this.keyOf(later.entry));
      later.entry.version = item.entry.version;
      this.storage.setItem(this.keyOf(later.entry), JSON.stringify(later));
    } else if (answer.kind !== "done") {
      item.state = answer.kind === "refused" ? "refused" : "conflict";
      item.reasons = reasonsOf(answer.body);
      item.theirs = answer.body?.theirs;
      this.storage.setItem(this.keyOf(item.entry), JSON.stringify(item));
    }
    this.told(item, answer);
    return true;
  }
}

/** The token of the page, asked again when the server has changed it. */
export async function freshToken() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const field = page.querySelector("[data-token]");
  return field?.getAttribute("data-token") || "";
}

/** Posts JSON beside the queue; status 0 = no network. @param {HTMLElement} place holds the token @param {string} url @param {any} body @returns {Promise<{status: number, body: any}>} */
export async function postJson(place, url, body, again = false) {
  try {
    const answer = await fetch(url, {
      method: "POST", credentials: "same-origin", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": place.dataset.token || "" },
    });
    const json = answer.headers.get("Content-Type")?.includes("json");
    if (answer.status === 403 && !json && !again) {
      place.dataset.token = await freshToken();
      return postJson(place, url, body, true);
    }
    return { status: answer.redirected ? 401 : answer.status, body: json ? await answer.json() : null };
  } catch {
    return { status: 0, body: null };
  }
}

/** Reads JSON; status 0 = no network. @param {string} url @returns {Promise<{status: number, body: any}>} */
export async function getJson(url) {
  try {
    const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
    const json = answer.headers.get("Content-Type")?.includes("json");
    return { status: answer.redirected ? 401 : answer.status, body: json ? await answer.json() : null };
  } catch {
    return { status: 0, body: null };
  }
}

/** Posts an item as JSON. @param {HTMLElement} place holds the token @returns {(item: Item) => Promise<Answer>} */
export function poster(place) {
  /** @param {Item} item @param {boolean} again @returns {Promise<Answer>} */
  return async function post(item, again = false) {
    let answer;
    try {
      answer = await fetch(item.url, {
        method: "POST", credentials: "same-origin", body: JSON.stringify(item.entry),
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": place.dataset.token || "" },
      });
      if (answer.status === 403 && again !== true) {
        place.dataset.token = await freshToken();
        return place.dataset.token ? await post.call(null, item, true) : { kind: "login" };
      }
      if (answer.redirected || answer.status === 401) return { kind: "login" };
      if (answer.status >= 500 || answer.status === 429) return { kind: "later" };
      const body = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
      if (answer.status === 200 && body) return { kind: "done", body };
      if (answer.status === 409) return { kind: "conflict", body };
      return { kind: "refused", body: body?.findings?.length ? body : { findings: [{ message: body?.detail || refusalOf(answer.status) }] } };
    } catch {
      return { kind: "later" };
    }
  };
}

/** @param {number} status */
function refusalOf(status) {
  if (status === 403) return "Vous n’avez plus le droit de saisir dans ce dossier.";
  return "Le serveur n’a pas pris cette écriture.";
}
