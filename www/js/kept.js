/** The card of a token in a cookie: what a script gets to see of it. */

import { byId, setText } from "./dom.js";
import { createLooks } from "./looks.js";

const card = byId("token");
const text = byId("token-text");

/** Shows it; the returned `look` looks again. No end can be read, so `tick` has nothing to keep up to date. */
export function mountKept(auth) {
  byId("token-shown").hidden = true;
  byId("token-kept").hidden = false;
  const look = createLooks(byId("token-sees"), {
    "auth.token()": () => auth.token(),
    "session.claims": () => auth.session?.claims ?? null,
    "document.cookie": () => document.cookie,
  });
  auth.subscribe(update);
  update();
  return { tick: () => {}, look };

  function update() {
    const isKept = auth.status === "signed-in" || auth.status === "expired";
    card.dataset.state = isKept ? "kept" : "none";
    setText(text, isKept ? "In a cookie that no script can read, not even ours." : "Sign in, and the server puts it in a cookie.");
    return look();
  }
}
