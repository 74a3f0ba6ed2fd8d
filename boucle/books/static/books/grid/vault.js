// What is kept in the browser, written through to its disk: local storage alone may wait some seconds.

const [BASE, STORE] = ["boucle", "kept"];

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(BASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

/** A storage like local storage, of which each change is also on the disk a moment later. */
export class Vault {
  /** @param {Storage} [storage] */
  constructor(storage = localStorage) {
    this.storage = storage;
    /** @type {Promise<IDBDatabase|null>} */
    this.base = globalThis.indexedDB ? open().catch(() => null) : Promise.resolve(null);
    /** @type {Map<string, string>} what is still to be written; the last text of a key is enough */
    this.due = new Map();
    this.writing = false;
  }

  get length() {
    return this.storage.length;
  }

  /** @param {number} at */
  key(at) {
    return this.storage.key(at);
  }

  /** @param {string} key */
  getItem(key) {
    return this.storage.getItem(key);
  }

  /** @param {string} key @param {string} text */
  setItem(key, text) {
    this.storage.setItem(key, text);
    this.put(key, text);
  }

  /** @param {string} key */
  removeItem(key) {
    this.storage.removeItem(key);
    this.put(key, "");
  }

  /** @param {string} key @param {string} text "" = forgotten */
  put(key, text) {
    this.due.set(key, text);
    document.documentElement.dataset.kept = "";
    if (!this.writing) this.write();
  }

  /** Writes what is due, and what comes meanwhile. */
  async write() {
    this.writing = true;
    const base = await this.base;
    while (base && this.due.size) {
      const due = [...this.due];
      this.due.clear();
      await new Promise((done) => {
        const change = base.transaction(STORE, "readwrite", { durability: "strict" });
        for (const [key, text] of due) change.objectStore(STORE).put(text, key);
        change.oncomplete = change.onabort = () => done(0);
      });
    }
    this.writing = false;
    document.documentElement.dataset.kept = "1";
  }

  /** What the disk has is what was kept last: local storage, which may have lost some seconds, follows. @param {string[]} prefixes */
  async recover(prefixes) {
    const base = await this.base;
    if (!base) return;
    for (const prefix of prefixes) {
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      await new Promise((done) => {
        const change = base.transaction(STORE, "readwrite");
        const place = change.objectStore(STORE);
        change.oncomplete = change.onabort = () => done(0);
        place.openCursor(range).onsuccess = (event) => {
          const cursor = /** @type {IDBRequest<IDBCursorWithValue|null>} */ (event.target).result;
          if (!cursor) return;
          const [key, text] = [String(cursor.key), String(cursor.value)];
          if (text) this.storage.setItem(key, text);
          else {
            this.storage.removeItem(key);
            cursor.delete();
          }
          cursor.continue();
        };
      });
    }
  }
}
