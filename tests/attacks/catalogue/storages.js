// Where a token may be left lying: storages, and what remembers what was done.

const open = (name) => {
  const opening = indexedDB.open(name);
  return new Promise((resolve, reject) => Object.assign(opening, { onsuccess: () => resolve(opening.result), onerror: reject }));
};
const all = (store) => {
  const asking = store.getAll();
  return new Promise((resolve, reject) => Object.assign(asking, { onsuccess: () => resolve(asking.result), onerror: reject }));
};
async function rows() {
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await open(name);
    for (const store of database.objectStoreNames) found.push(...(await all(database.transaction(store).objectStore(store))));
  }
  return found;
}

/** All values of this kind that can be reached from one. */
function within(value, isWanted, found = [], depth = 0) {
  if (isWanted(value)) found.push(value);
  else if (value !== null && typeof value === "object" && depth < 6) {
    for (const member of Object.values(value)) within(member, isWanted, found, depth + 1);
  }
  return found;
}
const isBytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);
const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

export default [
  {
    name: "localStorage and sessionStorage",
    after: "token no no no",
    pageOptions: { storage: "local" },
    run: ({ loot }) => loot({ ...localStorage }, { ...sessionStorage }),
  },
  {
    name: "IndexedDB",
    after: "token no no no",
    pageOptions: { storage: "local" },
    run: async ({ ransack, signedIn }) => ransack([await signedIn, await rows()]),
  },
  {
    name: "IndexedDB, decrypted with keys from the storages",
    after: "no token no no",
    pageOptions: { storage: "local" },
    async run({ loot }) {
      const found = await rows();
      const keys = within(found, (value) => value instanceof CryptoKey);
      for (const text of [...Object.values(localStorage), ...Object.values(sessionStorage)]) {
        for (const [part] of text.matchAll(/[\w+/=-]{20,}/g)) {
          for (const text of [part, part.slice(24)]) {
            const importing = crypto.subtle.importKey("raw", bytesOf(text), "AES-GCM", false, ["decrypt"]);
            await importing.then((key) => keys.push(key), () => {});
          }
        }
      }
      const bytes = within(found, isBytes).map((some) => new Uint8Array(some.buffer ?? some));
      const pieces = [...bytes, ...bytes.map((some) => some.subarray(12))];
      const starts = [...bytes.filter(({ length }) => length === 12), ...bytes.map((some) => some.subarray(0, 12))];
      for (const key of keys) {
        for (const iv of starts) {
          for (const piece of pieces) await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, piece).then(loot, () => {});
        }
      }
    },
  },
  {
    name: "the storage's key, caught as it is used",
    before: "no token no no",
    pageOptions: { storage: "indexeddb" },
    run({ spyAll, worked }) {
      spyAll(SubtleCrypto.prototype);
      return worked;
    },
  },
  {
    name: "Cache Storage",
    after: "token no no no",
    async run({ loot, signedIn }) {
      await signedIn;
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) loot(request, await (await cache.match(request)).text());
      }
    },
  },
  {
    name: "cookies",
    after: "token no no no",
    run: async ({ loot }) => loot(document.cookie, await globalThis.cookieStore?.getAll()),
  },
  {
    name: "the private file system",
    after: "token no no no",
    async run({ loot }) {
      const folder = await navigator.storage.getDirectory();
      for await (const [name, handle] of folder) loot(name, await (await handle.getFile()).text());
    },
  },
  {
    name: "the document, its forms and its attributes",
    after: "token no no no",
    async run({ loot, worked }) {
      await worked;
      loot(document.documentElement.outerHTML, [...document.querySelectorAll("input")].map(({ value }) => value));
    },
  },
  {
    name: "history, addresses and referrer",
    after: "token no no no",
    run({ loot }) {
      loot(history.state, location.href, document.referrer, document.URL, window.name);
      loot(globalThis.navigation?.entries().map((entry) => [entry.url, entry.getState()]));
    },
  },
  {
    name: "performance entries",
    after: "token no no no",
    async run({ loot, worked }) {
      await worked;
      loot(JSON.stringify(performance.getEntries()));
    },
  },
  {
    name: "console",
    before: "token no no no",
    run({ spyAll, worked }) {
      spyAll(console);
      return worked;
    },
  },
  {
    name: "errors: messages, stacks and causes",
    options: { refresh: { url: "/api/quote" } },
    before: "token no no no",
    after: "token no no no",
    async run({ loot, spyAll, signedIn, outcome }) {
      for (const type of ["error", "unhandledrejection"]) addEventListener(type, (event) => loot(event.error, event.reason));
      Error.prepareStackTrace = (error, frames) => loot(error, frames.map((frame) => [frame.getThis?.(), `${frame}`]));
      spyAll(window, "Error", "TypeError", "DOMException");
      await signedIn;
      const { auth } = window;
      const bad = [
        () => auth.login({ username: "ann", password: "wrong" }),
        () => auth.fetch("/api/something", { headers: { "x\n": "y" } }),
        () => auth.fetch("/api/something", { method: "GET", body: "x" }),
        () => auth.fetch("/api/something", { mode: "navigate" }),
        () => auth.fetch("http://user:password@localhost/"),
        () => auth.fetch("/api/something", { signal: {} }),
        () => auth.login({ toJSON: () => loot("asked") }),
      ];
      for (const call of bad) loot(await outcome((async () => call())()));
      // Is refused, with words that quote the refresh token.
      loot(await outcome(auth.refresh()));
    },
  },
  {
    name: "BroadcastChannel: what tabs tell each other",
    before: "token no no no",
    after: "token no no no",
    async run({ loot, spyAll, worked }) {
      const listen = (name) => new NativeChannel(name).addEventListener("message", ({ data }) => loot(data));
      const NativeChannel = BroadcastChannel;
      window.BroadcastChannel = class extends NativeChannel {
        constructor(name) {
          super(name);
          listen(name);
        }
      };
      ["tokens", "jotpass", "jotpass:", "jotpass:default", `jotpass:${location.origin}/api/token`].forEach(listen);
      spyAll(NativeChannel.prototype, "postMessage");
      await worked;
    },
  },
];
