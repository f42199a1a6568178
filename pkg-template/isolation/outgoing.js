// A call of fetch as a message, taken in at once: what the caller does to its objects afterwards changes nothing.

import { copyOf, isBuffer, isDocument, tagOf, textOf } from "../body.js";
import { isPlain, isStreamed, pairsOf } from "../call.js";
import { urlOf } from "../places.js";

const { Request: NativeRequest } = globalThis;

// The message but for number and body, the function that gives the body and the stream that follows it, if any, and the call's
// signal; `again` is what to send natively in its place. Null where the native fetch has an error to give: it says so in its own
// words.
export function takeMessage(target, args) {
  try {
    if (!urlOf(args[0]) && isPlain(args[1])) return ofInit(target, args);
  } catch {
    // It has a member of no interest to fetch, perhaps.
  }
  try {
    return ofRequest(target, args);
  } catch {
    return null;
  }
}

function ofInit(target, args) {
  const { headers, body: given, ...others } = args[1] ?? {};
  const { priority, signal } = others;
  const pairs = pairsOf(headers);
  const text = textOf(given);
  const copy = copyOf(isDocument(text) ? `${text}` : text);
  const body = bodyOf(copy);
  const isStream = body?.[0] === "stream";
  const request = new NativeRequest(target.href, { ...others, headers: pairs, body: isStream ? given : body && "" });
  const settings = { ...settingsOf(request), ...(priority && { priority: `${priority}` }) };
  const taken = {
    message: { url: target.href, init: { ...settings, headers: pairs } },
    headers: request.headers,
    // Not every browser minds what is none.
    signal: tagOf(signal) === "AbortSignal" ? signal : null,
  };
  if (!isStream) return { ...taken, readBody: () => ({ body }), again: [[target.href, { ...others, headers: pairs, body: copy }], target] };
  // Where a browser knows no streams in requests, it sends their name.
  const readBody = () => (request.body ? { body, stream: request.body } : { body: ["text", `${given}`] });
  return { ...taken, readBody, again: [[request], target] };
}

function ofRequest(target, [input, init]) {
  const request = new NativeRequest(urlOf(input) ? input : target.href, init);
  const { url, headers, signal } = request;
  const readBody = async () => {
    // Not every browser tells whether a request has a body.
    if (request.body === null || /^(GET|HEAD)$/.test(request.method)) return { body: null };
    if (isStreamed(request)) return { body: ["stream"], stream: request.body };
    const blob = await request.blob();
    // Its type is among the headers.
    if (blob.size) return { body: ["blob", blob.slice()] };
    return { body: request.body ? ["bytes", new Uint8Array()] : null };
  };
  const message = { url, init: { ...settingsOf(request), headers: [...headers] } };
  return { message, headers, signal, readBody, again: [[request], target] };
}

function bodyOf(body) {
  const tag = tagOf(body);
  if (body == null) return null;
  if (tag === "ReadableStream") return ["stream"];
  if (tag === "URLSearchParams") return ["params", `${body}`];
  if (tag === "FormData") return ["form", [...body]];
  if (tag === "Blob" || tag === "File") return ["blob", body];
  return isBuffer(body) ? ["bytes", body] : ["text", body];
}

function settingsOf({ method, mode, credentials, cache, redirect, referrer, referrerPolicy, integrity, keepalive }) {
  const settings = { method, mode, credentials, cache, redirect, integrity, keepalive };
  // A worker has an address of its own, and may have another policy.
  settings.referrer = referrer === "about:client" ? addressOfPage() : referrer;
  settings.referrerPolicy = referrerPolicy || policyOfPage();
  return settings;
}

const addressOfPage = () => {
  const { URL: address, baseURI } = document;
  return /^https?:/.test(address) ? address : baseURI;
};

const POLICIES = /^(no-referrer|no-referrer-when-downgrade|same-origin|origin|strict-origin|origin-when-cross-origin|strict-origin-when-cross-origin|unsafe-url)$/;

// As far as a script can know it.
const policyOfPage = () => {
  const named = [...document.querySelectorAll("meta[name=referrer i]")].map(({ content }) => content.trim().toLowerCase());
  return named.filter((policy) => POLICIES.test(policy)).at(-1) ?? "";
};
