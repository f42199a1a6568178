/**
 * Where this page keeps its session, as its address says: a tab opened at the same address shares it. Must not touch any
 * storage itself.
 */

import { byId } from "./dom.js";
import { storageInWords } from "./words.js";

const wanted = new URLSearchParams(location.search).get("storage");

/** The `storage` option of `createAuth`. */
export const storage = Object.hasOwn(storageInWords, wanted) ? wanted : "indexeddb";

/** Marks the choice among the links, and says what it comes to. */
export function mountStorage() {
  document.querySelector(`.storages a[href="?storage=${storage}"]`).setAttribute("aria-current", "true");
  byId("about-storage").textContent = storageInWords[storage];
}
