// Puts the modules themselves on `window`, as they are in the source, and looks behind the stores. The tests serve
// /src/browser.
import { openStore } from "/src/browser/store.js";
import { openTabs } from "/src/browser/tabs.js";
import { changeRow, rowsOf, storedText } from "./stored.js";

Object.assign(window, { openStore, openTabs, increment, rowsOf, changeRow, storedText, failure, once });

/** Adds one to the number in the row, however often another tab comes first. */
async function increment(store) {
  for (;;) {
    const { revision, body } = await store.read();
    if (await store.swap(revision, [(body?.[0] ?? 0) + 1])) return;
  }
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
