/**
 * Where this page's session is, as its address says: who holds it, and what it is kept in. A tab opened at the same address
 * chooses the same. Must not touch a worker or a storage itself.
 */

import { byId, setText } from "./dom.js";
import { cookieInWords, isolationInWords, noSharedWorker, storageInWords } from "./words.js";

const asked = new URLSearchParams(location.search);
const chosen = (name, choices, usual) => (Object.hasOwn(choices, asked.get(name)) ? asked.get(name) : usual);

/** Who holds the token, as chosen. */
export const isolation = chosen("isolation", isolationInWords, "page");

/** The entry of the package for that. */
export const entry = `/pkg/${isolation === "page" ? "index" : "worker"}.js`;

/** What the session is kept in: a choice that only the page has. */
export const storage = isolation === "page" ? chosen("storage", storageInWords, "indexeddb") : null;

const attach = { to: ["/api"] };

/** The options of `createAuth` that it takes. Tabs that choose otherwise have a session of their own. */
export const homeOptions =
  isolation !== "page"
    ? { tokenUrl: "/api/token", attach, isolation, name: isolation }
    : storage === "cookie"
      ? { tokenUrl: "/api/token?cookie=all", attach: { ...attach, cookie: true }, name: storage }
      : { tokenUrl: "/api/token", attach: { ...attach, query: "access_token" }, storage, name: storage };

/** Marks the choices among the links, and says what they come to. */
export function mountHome(auth) {
  // In a cookie is not in the page.
  if (storage !== "cookie") mark("isolation", isolation);
  if (storage) mark("storage", storage);
  byId("storages").hidden = storage === null;
  byId("about-storage").textContent = storageInWords[storage] ?? "";
  auth.subscribe(tell);
  tell();

  function tell() {
    // Not every browser has what was chosen.
    const isOther = auth.session && auth.session.isolation !== isolation;
    const sentence = isOther ? noSharedWorker : storage === "cookie" ? cookieInWords : isolationInWords[isolation];
    setText(byId("about-isolation"), sentence);
  }
}

function mark(name, value) {
  const links = document.querySelectorAll(`.choices a[href="?${name}=${value}"]`);
  for (const link of links) link.setAttribute("aria-current", "true");
}
