// One IndexedDB database with the tables `progress` and `rows`. It may be refused, late, lost while in use, or be a
// later version's: then another one is opened, or there is none, and whoever asks gets nothing.

import { database } from "./captured.js";

// Generous: a cold disk may take this long, and nothing starts by itself without memory.
const OPEN_LIMIT = 1000;

/** `mayOpen` is asked each time; `onLate` hears of a disk that is slower than the limit, `onLost` of one that is taken away. */
export function createDatabase(name, mayOpen, onLate, onLost) {
  let opening;
  const forget = () => { opening = undefined; };

  function ready(db) {
    if (!db) return forget();
    // WebKit loses connections, and an upgrade in another tab asks for ours.
    const lose = () => {
      forget();
      db.close();
      onLost();
    };
    db.onclose = lose;
    db.onversionchange = lose;
    return db;
  }

  function open() {
    return new Promise((resolve) => {
      let timer = setTimeout(() => {
        timer = 0;
        resolve();
      }, OPEN_LIMIT);
      connect(name, 2).then((db) => {
        ready(db);
        if (!timer && db) {
          opening = Promise.resolve(db);
          onLate();
        }
        clearTimeout(timer);
        resolve(db);
      });
    });
  }

  /** What `work` asked of a table, once it is on disk; nothing where that failed. */
  async function within(table, mode, work, again = true) {
    if (!mayOpen()) return undefined;
    const db = await (opening ||= open());
    if (!db) return undefined;
    try {
      const done = transact(db, table, mode, work);
      return await (mode === "readonly" ? inTime(done) : done);
    } catch (error) {
      if (!again || (error && error.name === "QuotaExceededError")) return undefined;
      // A connection that died is not known by its face: a new one is asked once.
      forget();
      return within(table, mode, work, false);
    }
  }

  // A page that WebKit keeps for coming back can hold up the next one's reading with what it has not written.
  function inTime(done) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        onLate(done);
        resolve();
      }, OPEN_LIMIT);
      done.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  return {
    within,
    /** Whether there is one that may be used. */
    opens: async () => mayOpen() && !!(await (opening ||= open())),
    close: async () => (await opening)?.close(),
  };
}

const transact = (db, table, mode, work) => new Promise((resolve, reject) => {
  const transaction = db.transaction(table, mode);
  const request = work(transaction.objectStore(table));
  // A page that is left before its requests are answered would take what it did not commit with it.
  if (mode === "readwrite") transaction.commit();
  transaction.oncomplete = () => resolve(request?.result);
  transaction.onabort = () => reject(transaction.error);
});

// A database of a later version, or one that somebody else made without our tables, is left alone.
function connect(name, more) {
  return new Promise((resolve) => {
    const next = () => resolve(more ? connect(`${name}:${more}`, more - 1) : undefined);
    try {
      const request = database.open(name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("progress");
        request.result.createObjectStore("rows");
      };
      request.onsuccess = () => {
        const db = request.result;
        if (db.objectStoreNames.length > 1) return resolve(db);
        db.close();
        return next();
      };
      request.onblocked = () => resolve();
      request.onerror = () => (request.error.name === "VersionError" ? next() : resolve());
    } catch {
      resolve();
    }
  });
}
