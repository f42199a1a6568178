// A call of fetch, taken in once: what the caller does to its objects afterwards changes nothing, and it can be sent more than
// once, each time as the caller wanted it but for what is asked to be changed. Must not know of tokens.
//
// Natives are kept as they were when this module loaded. `next`, which sends, gets what it could have got from the caller.

import { copyOf, isBuffer, isDocument, tagOf, textOf } from "./body.js";
import { urlOf } from "./places.js";

const { Headers: NativeHeaders, Request: NativeRequest, Response: NativeResponse } = globalThis;

const FORM = "application/x-www-form-urlencoded;charset=UTF-8";
const BLOB = /^(Blob|File)$/;

// Fetch standard, normalize a method.
const NORMALIZED = /^(delete|get|head|options|post|put)$/i;

// Those of most calls.
const NO_HEADERS = { has: () => false, get: () => null };

// Null where the native fetch has an error to give: it says so in its own words.
export function takeCall({ href }, { 0: input, 1: init }) {
  const isRequest = urlOf(input) !== undefined;
  try {
    if (!isRequest && isPlain(init)) return ofInit(href, init);
  } catch {
    // It has a member of no interest to fetch, perhaps.
  }
  try {
    return ofRequest(new NativeRequest(isRequest ? input : href, init), isStream(init?.body));
  } catch {
    return null;
  }
}

// Whether all members are the object's own and can be copied. Of a Request or an instance of a class they cannot.
export function isPlain(init) {
  if (init == null) return true;
  if (typeof init !== "object") return false;
  const parent = Object.getPrototypeOf(init);
  const isRoot = parent === null || Object.hasOwn(parent, "isPrototypeOf");
  return isRoot && Object.getOwnPropertyNames(init).length === Object.keys(init).length;
}

// The members are read once, and the request is not built but by the native fetch: a body would have to be built for each time
// it is sent, which costs a hundred times what all the rest does.
function ofInit(href, init) {
  const own = { ...init };
  const pairs = pairsOf(own.headers);
  const inKind = kindOf(own.headers);
  if (own.headers !== undefined) own.headers = inKind(pairs);
  // What is looked at here must be what the native fetch makes of it.
  for (const name of ["method", "mode", "redirect"]) if (own[name] !== undefined) own[name] = `${own[name]}`;
  if (own.body != null) {
    const body = textOf(own.body);
    own.body = copyOf(isDocument(body) ? `${body}` : body);
  }
  const headers = pairs[0] ? new NativeHeaders(pairs) : NO_HEADERS;
  const { method = "GET" } = own;

  return {
    headers,
    // What the native fetch takes from the body itself (Fetch standard, extract a body).
    type() {
      const tag = tagOf(own.body);
      return headers.get("content-type") ?? (tag === "URLSearchParams" ? FORM : BLOB.test(tag) ? own.body.type : "");
    },
    method: NORMALIZED.test(method) ? method.toUpperCase() : method,
    mode: own.mode,
    redirect: own.redirect ?? "follow",
    signal: own.signal ?? undefined,
    isStream: () => isStream(own.body),
    canBeText: () => !/^(ReadableStream|FormData)$/.test(tagOf(own.body)),
    text: () => (BLOB.test(tagOf(own.body)) || isBuffer(own.body) ? new NativeResponse(own.body).text() : `${own.body ?? ""}`),
    send(next, header, changes) {
      const others = header && pairs.filter(([name]) => name.toLowerCase() !== header[0].toLowerCase());
      return next(href, { ...own, ...(header && { headers: inKind([...others, header]) }), ...changes });
    },
    pass: (pass, target) => pass([href, own], target),
    at: (url) => ofInit(url, own),
  };
}

// In the caller's order and spelling, converted once.
export function pairsOf(headers) {
  if (headers === undefined) return [];
  // A name that is a symbol, the native fetch refuses.
  if (Object(headers) !== headers || Object.getOwnPropertySymbols(headers).length) throw new TypeError();
  const pairs = headers[Symbol.iterator] ? [...headers] : Object.entries(headers);
  return pairs.map((pair) => [...pair].map((part) => `${part}`));
}

// Gives pairs as the kind of headers that the caller gave, or as an object: whoever has wrapped the native fetch may know no other.
const kindOf = (headers) => {
  if (tagOf(headers) === "Headers") return (pairs) => new NativeHeaders(pairs);
  return headers?.[Symbol.iterator] ? (pairs) => pairs : (pairs) => Object.fromEntries(pairs);
};

function ofRequest(request, isOfStream) {
  const { method, mode, redirect, signal } = request;
  const headers = new NativeHeaders(request.headers);
  // Not every browser tells whether a request has a body.
  const hasBody = !/^(GET|HEAD)$/.test(method);
  // The one is sent and the other kept, since a browser may refuse to send a stream, but not a copy of it.
  const take = () => {
    const one = request;
    if (!isOfStream) request = hasBody ? one.clone() : new NativeRequest(one);
    return one;
  };
  return {
    headers,
    type: () => headers.get("content-type") ?? "",
    method,
    mode,
    redirect,
    signal,
    isStream: () => isOfStream || (hasBody && isStreamed(request)),
    canBeText: () => true,
    text: () => request.clone().text(),
    send(next, header, changes) {
      // Whatever is changed about a request, it forgets where it came from (Fetch standard, constructor of Request).
      const { referrer, referrerPolicy } = request;
      const one = take();
      if (header) one.headers.set(...header);
      return changes ? next(one, { __proto__: null, referrer, referrerPolicy, ...changes }) : next(one);
    },
    pass: (pass, target) => pass([request], target),
    at: (url) => ofRequest(new NativeRequest(url, request)),
  };
}

const isStream = (body) => tagOf(body) === "ReadableStream";

// Whether the body came as a stream, of which nothing can be sent twice. A request does not say so, but one that is not for
// CORS must not be made of a stream (Fetch standard, constructor of Request).
export function isStreamed(request) {
  try {
    if (request.body) new NativeRequest(request.clone(), { mode: "no-cors", method: "POST", cache: "default" });
    return false;
  } catch {
    return true;
  }
}
