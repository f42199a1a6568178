// The stores: how the row of a session is read, and swapped when nobody else has written it. Must not know what a body
// means, and must tell no secret: an error names what failed and quotes nothing.

const { crypto, AbortSignal } = globalThis;
const subtle = crypto?.subtle; // in a secure context only
let indexedDB;
try {
  ({ indexedDB } = globalThis);
} catch {
  // Firefox forbids even to look where the user blocks site data. An operation says so, not the import.
}

const VERSION = 1;
const LIMIT = 2000; // milliseconds
const MAX_REVISION = 2 ** 31; // the engine counts in 32 bits
const SIXTY_DAYS = 60 * 24 * 3600 * 1000;
const AES = "AES-GCM";
const USES = ["encrypt", "decrypt"];
const LINEAGE_LENGTH = 24; // 18 bytes in base64

// `storage` is the option of that name. Never throws: what is wrong with a storage, its operations say. Each settles within
// two seconds, and one that has failed by then writes nothing later unless it was already writing.
export function openStore(storage, name) {
  const own = storage === "memory" ? createMemory() : typeof storage === "string" ? null : storage;
  // Looked at late: where the user blocks site data, even to look throws.
  const place = () => own ?? globalThis[`${storage}Storage`];
  const isPlain = own || (!subtle && storage !== "indexeddb");
  const { read, swap } = (isPlain ? plainStore : sealedStore)(place, `jotpass:${name}`, storage);
  return {
    isShared: storage !== "memory",
    // What there is to read, where that is known without asking.
    peek: () => (storage === "memory" && !own.getItem() ? found(null) : null),
    read: () => bounded(() => read()),
    swap: (revision, body) => bounded((call) => swap(call, revision, body)),
  };
}

function createMemory() {
  let text;
  return {
    getItem: () => text,
    setItem(_, value) {
      text = value;
    },
  };
}

// Text under one key of anything with getItem and setItem, which cannot compare and write in one step: the operations of
// this page take turns, those of another may come between.
const turns = new WeakMap();

function plainStore(place, id) {
  const read = async () => {
    const text = await place().getItem(id);
    let row;
    try {
      row = JSON.parse(text);
    } catch {}
    return found(row, isUsable(row) ? row.body : null);
  };
  const swap = async (call, revision, body) => {
    const storage = place();
    const turn = turns.get(storage);
    turns.set(storage, call.ended);
    await turn?.catch(() => {});
    if ((await read()).revision !== revision || call.aborted) {
      // A storage that says something else each time would otherwise keep the page busy for ever.
      await new Promise((resolve) => setTimeout(resolve));
      return false;
    }
    await storage.setItem(id, JSON.stringify({ version: VERSION, revision: revision + 1, body }));
    // What it dropped without a word would be written over and over.
    if ((await read()).revision <= revision) throw new DOMException("", "it does not keep what is written");
    return true;
  };
  return { read, swap };
}

// A row in IndexedDB that only its key opens. The key of `indexeddb` lies beside it and never shows its bytes. That of
// `local` and `session` lies in the Web Storage of that name, whose life is therefore the life of the row: the text there
// is the lineage and the key. To the rows of `session` belongs their lineage: a duplicated tab inherits it, a new one has
// another.
function sealedStore(place, id, kind) {
  const isInDatabase = kind === "indexeddb";
  const keyId = ["key", id];

  const load = async () => {
    if (!subtle) throw new DOMException("", "not a secure context, use https");
    let text = (!isInDatabase && place().getItem(id)) || "";
    // Kept at once, so that whatever else runs in this tab, or is duplicated from it, has the same.
    if (kind === "session" && text.length < LINEAGE_LENGTH) place().setItem(id, (text = newText()));
    const lineage = kind === "session" ? text.slice(0, LINEAGE_LENGTH) : "";
    const rowId = [kind, id, lineage];
    const both = (rows) => Promise.all([done(rows.get(rowId)), done(rows.get(keyId))]);
    const [row, kept] = await transact("readonly", both);
    const key = isInDatabase ? kept : await importKey(text).catch(() => {});
    return { row, rowId, key, text, lineage };
  };

  const read = async (isLastTry) => {
    const { row, key } = await load();
    let body;
    try {
      if (isUsable(row)) {
        const opened = await subtle.decrypt({ name: AES, iv: row.iv }, key, row.sealed);
        body = JSON.parse(new TextDecoder().decode(opened));
      }
    } catch {
      // Another process sees what is written to localStorage a little later than what is written to IndexedDB, so the
      // key of a new row may be under way.
      if (kind === "local" && !isLastTry) {
        await storageEvent(100);
        return read(true);
      }
    }
    return found(row, body);
  };

  const swap = async (call, revision, body) => {
    let { rowId, key, text, lineage } = await load();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const seal = () => subtle.encrypt({ name: AES, iv }, key, new TextEncoder().encode(JSON.stringify(body)));
    let sealed;
    try {
      sealed = await seal();
    } catch {
      // No key, or none that can be used.
      if (isInDatabase) key = await subtle.generateKey({ name: AES, length: 256 }, false, USES);
      else key = await importKey((text = lineage + newText().slice(lineage.length)));
      sealed = await seal();
    }
    return transact("readwrite", async (rows) => {
      if (revisionOf(await done(rows.get(rowId))) !== revision || call.aborted) return false;
      // In here, and only by the one who wins: of two tabs that make a key at the same time, one key remains.
      if (isInDatabase) rows.put(key, keyId);
      else place().setItem(id, text);
      rows.put({ version: VERSION, revision: revision + 1, iv, sealed, touched: Date.now() }, rowId);
      return true;
    });
  };

  if (kind === "session") bounded(() => transact("readwrite", sweep)).catch(() => {});
  return { read, swap };
}

const newText = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(50))));
const importKey = async (text) =>
  subtle.importKey("raw", Uint8Array.from(atob(text.slice(LINEAGE_LENGTH)), (c) => c.charCodeAt()), AES, false, USES);

// Nobody can tell when a tab is gone for good, so the rows of tabs are kept for a while and then deleted.
async function sweep(rows) {
  const [ids, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
  ids.forEach((id, i) => id[0] === "session" && !(values[i]?.touched > Date.now() - SIXTY_DAYS) && rows.delete(id));
}

// Read and swap agree on this, so that damaged data can be written over.
const revisionOf = (row) => {
  const revision = row?.revision;
  return Number.isInteger(revision) && revision > 0 && revision < MAX_REVISION ? revision : 0;
};
const isUsable = (row) => row?.version === VERSION && revisionOf(row);
const found = (row, body = null) => ({ revision: revisionOf(row), body });

// One transaction on a connection of its own. A connection kept would stand in the way of another tab that deletes the
// database, and would have to be watched for its end; opening one takes a millisecond.
async function transact(mode, work) {
  const request = indexedDB.open("jotpass", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("rows");
  const database = await done(request);
  try {
    // Relaxed: a row that a power failure takes costs a login, a flush to the disk would cost every renewal its time.
    const transaction = database.transaction("rows", mode, { durability: "relaxed" });
    const committed = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    return (await Promise.all([work(transaction.objectStore("rows")), committed]))[0];
  } finally {
    database.close();
  }
}

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const storageEvent = (limit) =>
  new Promise((resolve) => {
    const signal = AbortSignal.timeout(limit);
    signal.onabort = resolve;
    addEventListener("storage", resolve, { signal });
  });

// Runs the work within the limit. What it gets is aborted when that is over, and knows when this call has ended.
function bounded(work) {
  const call = AbortSignal.timeout(LIMIT);
  const over = new Promise((_, reject) => {
    call.onabort = () => reject(call.reason);
  });
  // Not at once: the call does not know its end yet.
  call.ended = Promise.race([over, Promise.resolve(call).then(work)]).catch((error) => {
    throw new Error(`This storage cannot be used: ${error?.name}`);
  });
  return call.ended;
}
