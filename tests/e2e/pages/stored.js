// Behind the stores: what lies in the browser's storages, and how to damage it.

/** All that the database holds: `[id, value]` each. */
export async function rowsOf() {
  const rows = await transaction("readonly");
  const [ids, values] = await Promise.all([answer(rows.getAllKeys()), answer(rows.getAll())]);
  return ids.map((id, i) => [id, values[i]]);
}

/** Replaces what is kept under the one id of this kind (a store's name, or `key`); undefined deletes it. */
export async function changeRow(kind, change) {
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
export async function storedText() {
  const asText = (key, value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder("latin1").decode(value);
    return value instanceof CryptoKey ? `key, extractable: ${value.extractable}` : value;
  };
  return JSON.stringify([await rowsOf(), { ...localStorage }, { ...sessionStorage }], asText);
}
