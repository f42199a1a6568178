// Puts the modules themselves on `window`, as they are in the source, and looks behind the stores. The tests serve
// /src/browser.
import { openStore } from "/src/browser/store.js";
import { openTabs } from "/src/browser/tabs.js";

Object.assign(window, { openStore, openTabs, increment, rowsOf, changeRow, storedText, failure, once });

/** Adds one to the number in the row, however often another tab comes first. */
async function increment(store) {
  for (;;) {
    const { revision, body } = await store.read();
    if (await store.swap(revision, [(body?.[0] ?? 0) + 1])) return;
  }
}

/** All that the database holds: `[id, value]` each. */
async function rowsOf() {
  const rows = await transaction("readonly");
  const [ids, values] = await Promise.all([answer(rows.getAllKeys()), answer(rows.getAll())]);
  return ids.map((id, i) => [id, values[i]]);
}

/** Replaces what is kept under the one id of this kind (a store's name, or `key`); undefined deletes it. */
async function changeRow(kind, change) {
  const [[id, value]] = (await rowsOf()).filter(([id]) => id[0] === kind);
  const changed = await change(value);
  const rows = await transaction("readwrite");
  await answer(changed === undefined ? rows.delete(id) : rows.put(changed, id));
}

async function transaction(mode) {
  const database = await answer(indexedDB.open("jotpass", 1));
  const rows = database.transaction("rows", mode).objectStore("rows");
  database.close();
  return rows;
}

const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Everything at rest on this origin, bytes as the characters they may be. */
async function storedText() {
  const asText = (key, value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder("latin1").decode(value);
    return value instanceof CryptoKey ? `key, extractable: ${value.extractable}` : value;
  };
  return JSON.stringify([await rowsOf(), { ...localStorage }, { ...sessionStorage }], asText);
}

/** All that a log could take from what a promise was rejected with. */
async function failure(promise) {
  const started = performance.now();
  try {
    return `no failure, but ${JSON.stringify(await promise)}`;
  } catch (error) {
    const { message, stack, cause } = error;
    const own = Object.getOwnPropertyNames(error).map((name) => `${name}: ${error[name]}`);
    return {
      isError: error instanceof Error,
      message,
      all: [...own, stack, cause].join("\n"),
      after: performance.now() - started,
    };
  }
}

function once(target, type) {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}
