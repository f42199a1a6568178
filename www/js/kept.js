/**
 * What a script gets to see of a session in cookies. Must look as any script of the page would, and find what it finds.
 */

import { byId, setText } from "./dom.js";

const card = byId("token");
const text = byId("token-text");
const list = byId("token-sees");

/** Where a script would look for a token, as it would write it. */
const looks = {
  "auth.token()": (auth) => auth.token(),
  "session.claims": (auth) => auth.session?.claims ?? null,
  "document.cookie": () => document.cookie,
};

/** Shows it; the returned `look` looks again. No end can be read, so `tick` has nothing to keep up to date. */
export function mountKept(auth) {
  byId("token-shown").hidden = true;
  byId("token-kept").hidden = false;
  const views = Object.keys(looks).map(view);
  list.replaceChildren(...views.map(({ element }) => element));
  auth.subscribe(update);
  update();
  return { tick: () => {}, look: update };

  async function update() {
    const isKept = auth.status === "signed-in" || auth.status === "expired";
    card.dataset.state = isKept ? "kept" : "none";
    setText(text, isKept ? "In a cookie that no script can read, not even ours." : "Sign in, and the server puts it in a cookie.");
    for (const { name, value } of views) setText(value, inWords(await looks[name](auth)));
  }
}

function view(name) {
  const element = document.createElement("div");
  const term = document.createElement("dt");
  const value = document.createElement("dd");
  term.textContent = name;
  element.append(term, value);
  return { name, element, value };
}

const inWords = (value) => (value === "" ? "(empty)" : String(value));
