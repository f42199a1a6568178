/**
 * The token's three parts, decoded and explained. Must not present anything here as verified.
 */

import { decodeJwt } from "/pkg/index.js";
import { createClaims } from "./claims.js";
import { byId, setText } from "./dom.js";
import { signatureInWords } from "./words.js";

const card = byId("token");
const text = byId("token-text");
const encoded = byId("token-encoded").querySelectorAll("span");
const header = byId("token-header");
const payload = byId("token-payload");
const signature = byId("token-signature");
const signatureAtRest = signature.textContent;

/** Shows the token of `auth`; the returned `tick` keeps the remaining life in the claims up to date. */
export function mountToken(auth) {
  let session = null;
  const claims = createClaims(byId("token-claims"));

  auth.subscribe(update);
  update();
  return { tick: claims.tick };

  async function update() {
    const { status } = auth;
    if (status === "expired") return end();
    if (status !== "signed-in") return clear();
    if (session === auth.session) return;

    const mine = (session = auth.session);
    const token = await auth.token();
    const decoded = token === null ? null : await decodeJwt(token).catch(() => null);
    // Another session may have begun meanwhile.
    if (token === null || mine !== session) return;
    show(token, decoded);
  }

  function show(token, decoded) {
    card.dataset.state = "shown";
    const parts = decoded ? inThree(token) : ["", token, ""];
    encoded.forEach((span, i) => setText(span, parts[i]));
    setText(text, decoded ? "As it travels: base64url, a dot between the parts." : "Only the server can read this one.");
    showJson(header, decoded?.header);
    showJson(payload, decoded?.claims);
    setText(signature, decoded ? signatureInWords(decoded.header.alg, parts[2].length) : signatureAtRest);
    claims.show(decoded?.claims ?? null);
  }

  /** What was read stays readable; it only counts no more. */
  function end() {
    session = null;
    if (card.dataset.state === "none") return;
    card.dataset.state = "ended";
    setText(text, "This one has ended. Jotpass shows it nowhere any more.");
  }

  function clear() {
    session = null;
    card.dataset.state = "none";
    setText(text, "Sign in, and its three parts appear here.");
    encoded.forEach((span) => setText(span, ""));
    showJson(header, null);
    showJson(payload, null);
    setText(signature, signatureAtRest);
    claims.show(null);
  }
}

/** First, middle, last; an encrypted token has three parts in the middle. */
function inThree(token) {
  const [first, ...rest] = token.split(".");
  const last = rest.pop() ?? "";
  return [first, rest.join("."), last];
}

function showJson(element, value) {
  element.hidden = !value;
  setText(element, value ? JSON.stringify(value, null, 2) : "");
}
