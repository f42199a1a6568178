// The way of a request whose token a redirect would take along: it follows none by itself, and the token goes only where the
// engine says that it may.

import { AuthError } from "../src/browser/auth_error.js";
import { targetOf } from "./places.js";
import { discard, withTraits } from "./responses.js";

// The engine's guards, by their numbers.
const LEARN = 2;

// Fetch standard, HTTP-redirect fetch.
const MOST = 20;

// `ask` gives the answer, and what was relied on where the token was shown for it, or 0. `renew` gives what to show now and what
// that relies on.
export function createRedirects({ carrier, guardOf, isOurs, renew }) {
  return async function ask(next, call, value, mark) {
    const guard = call.redirect === "follow" ? guardOf(call.method, carrier.isFormCall(call)) : 0;
    for (let count = 0; ; count++) {
      const [sent, isShown] = await carrier.send(next, call, value, guard > 0);
      const response = await sent;
      if (!guard || !isShown || response.type !== "opaqueredirect") {
        return [count ? withTraits(response, { redirected: true }) : response, isShown ? mark : 0];
      }
      if (guard !== LEARN || count === MOST) throw refused();
      const bare = await call.send(next);
      if (bare.redirected && !isOurs(targetOf(bare.url))) return [bare, 0];
      discard(bare);
      // Who shows the way only to the token shows it to nobody.
      if (!bare.redirected) throw refused();
      call = call.at(bare.url);
      // Meanwhile somebody may have signed out.
      [value, mark] = await renew(call.signal, mark);
      if (!mark) throw refused();
    }
  };
}

const refused = () =>
  new AuthError(
    "redirect-refused",
    "The server redirects, and nothing tells that the token may go there: ask where it leads, or set attach.redirects",
  );
