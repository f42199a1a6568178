// Addresses, parsed by the platform's own parser. What they mean for a token is decided in WebAssembly.

import { AuthError } from "../src/browser/auth_error.js";

export const invalid = (name, why) => new AuthError("invalid-options", `Not usable: \`${name}\` ${why}`);

// The native getter: a subclass or a patched prototype cannot show one URL here and send another. Where tests run without a browser, the
// global may be a subclass itself.
const requestUrl = getterOf(globalThis.Request?.prototype, "url");

function getterOf(prototype, name) {
  const property = prototype && Object.getOwnPropertyDescriptor(prototype, name);
  return property || !prototype ? property?.get : getterOf(Object.getPrototypeOf(prototype), name);
}

// On a server, where a page is rendered and nothing is sent, any base will do.
const base = () => globalThis.document?.baseURI ?? globalThis.location?.href ?? "http://localhost";

// A server renders what a page shows before anything has loaded, and loads nothing.
export const isBrowser = typeof document !== "undefined" || typeof WorkerGlobalScope !== "undefined";

// What a call of fetch is aimed at, or null where the native fetch has an error to give. One object for one address, as long as it
// is remembered.
export function targetOf(input) {
  try {
    const address = urlOf(input);
    // In WebKit, a Request whose frame is gone no longer says where it goes; to this page it is not.
    return address === "" ? null : parse(address ?? `${input}`);
  } catch {
    return null;
  }
}

// That of a Request; of what is none, nothing.
export function urlOf(input) {
  try {
    // Text is none, and what the getter throws at it would cost more than all the rest of a call.
    return typeof input === "string" ? undefined : requestUrl.call(input);
  } catch {}
}

// What was parsed last, and from where: an app asks the same addresses again and again, and parsing takes longer than all else that
// becomes of a request with a token at hand.
const parsed = new Map();
let parsedFrom;

// Most apps ask fewer addresses, some ever new ones; and a URL may hold a whole file.
const [MOST_PARSED, LONGEST] = [500, 2000];

function parse(address) {
  const from = base();
  if (from !== parsedFrom || parsed.size > MOST_PARSED) parsed.clear();
  parsedFrom = from;
  const known = parsed.get(address);
  if (known) return known;
  const url = new URL(address, from);
  const target = { href: url.href, origin: originOf(url), path: url.pathname };
  if (address.length < LONGEST) parsed.set(address, target);
  return target;
}

// Not `url.origin`, which for a blob: URL is the origin of the page that made it.
const originOf = (url) => `${url.protocol}//${url.host}`;

// How much of the target the list may name: 0 if it surely does not. What cannot be listed never waits for the engine.
export function rankOf(places, { origin, path }) {
  let most = 0;
  for (const [place, start] of places) if (origin === place && path.startsWith(start)) most = Math.max(most, start.length);
  return most;
}

// An address among the options.
export function resolve(name, address, from = base()) {
  let url;
  try {
    url = new URL(address || "//", from);
  } catch {}
  if (!/^https?:$/.test(url?.protocol) || url.username || url.password) {
    throw invalid(name, "must be http or https, without a password");
  }
  return url;
}

// As origin and path.
export function placeOf(address) {
  const url = new URL(address);
  return [originOf(url), url.pathname];
}

// An entry of `attach.to`.
export function toPlace(entry) {
  const refuse = () => {
    throw invalid(`attach.to: ${entry}`, "must be a path, or an origin with or without one, and no wildcard");
  };
  // Without a scheme, `api.example.com` would quietly mean a path of this page; what the parser drops could hide a slash.
  if (!/^(https?:\/\/|\/(?![/\\]))[^*\t\n\r]*$/i.test(entry)) refuse();
  // A path is one of the page's own origin, wherever a <base> points.
  const url = resolve("attach.to", entry, `${entry}`[0] === "/" ? globalThis.origin : undefined);
  if (url.search || url.hash) refuse();
  return placeOf(url);
}
