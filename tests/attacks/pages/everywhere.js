// Lets a token pass through everything a page has, so that an attack which finds it here, and finds nothing with Jotpass, is known
// to look right. Each line is a place.

export async function leave(token) {
  const text = `token=${token}`;
  // What outlives the page, or remembers.
  document.cookie = text;
  document.body.dataset.token = token;
  history.replaceState({ token }, "");
  performance.mark(token);
  console.debug("token", token);
  await (await caches.open("tokens")).put("/token", new Response(token));
  const file = await (await navigator.storage.getDirectory()).getFileHandle("token", { create: true });
  const writer = await file.createWritable();
  await writer.write(token);
  await writer.close();
  await keep(token);
  // What others hear.
  new BroadcastChannel("tokens").postMessage({ token });
  dispatchEvent(new CustomEvent("signed-in", { detail: { token } }));
  await navigator.locks.request(token, async () => {});
  const { port1, port2 } = new MessageChannel();
  port1.postMessage({ token });
  port1.close(), port2.close();
  setTimeout(() => {}, 0, token);
  queueMicrotask(() => {});
  // What is done with text and with objects.
  await Promise.resolve(token).then((same) => same);
  atob(btoa(token));
  text.split("=")[1].replace(/x/, "y");
  new TextDecoder().decode(new TextEncoder().encode(token));
  [token].map((one) => one);
  for (const one of [token]) new Map([["token", one]]).get("token");
  Object.entries({ token });
  (() => {}).call(null, token);
  structuredClone({ token });
  new URL(`/?${text}`, location.href).searchParams.get("token");
  new AbortController().abort(token);
  await new Response(token).body.pipeThrough(new TransformStream()).getReader().read();
  // WebAssembly: a module that exports a memory, and one that calls what it imports.
  const { instance } = await WebAssembly.instantiate(MEMORY);
  new TextEncoder().encodeInto(token, new Uint8Array(instance.exports.m.buffer));
  (await WebAssembly.instantiate(CALL, { i: { f: () => token } })).instance.exports.c();
}

function keep(token) {
  const opening = indexedDB.open("tokens", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("tokens");
  return new Promise((resolve) => {
    opening.onsuccess = () => {
      const transaction = opening.result.transaction("tokens", "readwrite");
      transaction.objectStore("tokens").put({ token }, "token");
      transaction.oncomplete = () => resolve(opening.result.close());
    };
  });
}

const wasm = (...sections) => new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, ...sections.flat()]);
// (module (memory (export "m") 1))
const MEMORY = wasm([5, 3, 1, 0, 1], [7, 5, 1, 1, 109, 2, 0]);
// (module (import "i" "f" (func)) (export "c" (func 0)))
const CALL = wasm([1, 4, 1, 96, 0, 0], [2, 7, 1, 1, 105, 1, 102, 0, 0], [7, 5, 1, 1, 99, 0, 0]);
