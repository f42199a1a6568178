/**
 * Where this page keeps its session, as its address says: a tab opened at the same address shares it. Must not touch any
 * storage itself.
 */

import { byId } from "./dom.js";
import { storageInWords } from "./words.js";

const wanted = new URLSearchParams(location.search).get("storage");

/** One of the choices. */
export const storage = Object.hasOwn(storageInWords, wanted) ? wanted : "indexeddb";

/** The options of `createAuth` that it takes. Tabs that keep theirs elsewhere have a session of their own. */
export const storageOptions =
  storage === "cookie"
    ? { tokenUrl: "/api/token?cookie=all", attach: { to: ["/api"], cookie: true }, name: storage }
    : { tokenUrl: "/api/token", attach: { to: ["/api"], query: "access_token" }, storage, name: storage };

/** Marks the choice among the links, and says what it comes to. */
export function mountStorage() {
  document.querySelector(`.storages a[href="?storage=${storage}"]`).setAttribute("aria-current", "true");
  byId("about-storage").textContent = storageInWords[storage];
}
