/** The card of a token in a worker: what a script gets to see of it, and what the worker tells of it. */

import { createClaims } from "./claims.js";
import { byId, setText } from "./dom.js";
import { createLooks } from "./looks.js";

const card = byId("token");
const text = byId("token-text");

/** Shows it; the returned `tick` keeps the remaining life in the claims up to date. */
export function mountIsolated(auth) {
  byId("token-shown").hidden = true;
  byId("token-isolated").hidden = false;
  const claims = createClaims(byId("isolated-claims"));
  const look = createLooks(byId("isolated-sees"), {
    "auth.token()": () => auth.token(),
    "auth.url(…)": () => auth.url("/api/something"),
    "auth.session": () => (auth.session ? "its claims, below" : null),
  });
  let session;
  auth.subscribe(update);
  update();
  return { tick: claims.tick };

  function update() {
    const isHeld = auth.status === "signed-in" || auth.status === "expired";
    card.dataset.state = isHeld ? "kept" : "none";
    setText(text, isHeld ? "In a worker that no script of this page can look into." : "Sign in, and a worker keeps it.");
    // What was read stays readable when the token ends.
    if (session !== auth.session && auth.status !== "expired") claims.show((session = auth.session)?.claims ?? null);
    byId("isolated-tells").hidden = !session;
    look();
  }
}
