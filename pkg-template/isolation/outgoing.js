// A call of fetch as a message, taken in at once: what the caller does to its objects afterwards changes nothing.

import { copyOf, isBuffer, isDocument, tagOf, textOf } from "../body.js";
import { isPlain, isStreamed } from "../call.js";

const { Headers: NativeHeaders, Request: NativeRequest } = globalThis;

// The message but for its number, the stream that follows it or the function that reads its body, and the call's signal; `again`
// is what to send natively in its place. Null where the native fetch has an error to give: it says so in its own words.
export function takeRequest(target, args) {
  try {
    return target.isRequest || !isPlain(args[1]) ? ofRequest(target, args) : ofInit(target, args);
  } catch {
    return null;
  }
}

function ofInit(target, args) {
  const { headers, body: given, signal, priority, ...others } = args[1] ?? {};
  const pairs = pairsOf(headers);
  const text = textOf(given);
  const body = bodyOf(copyOf(isDocument(text) ? `${text}` : text));
  const request = new NativeRequest(target.href, { ...others, headers: pairs, body: body ? "" : undefined });
  const message = { url: target.href, init: { ...settingsOf(request), headers: pairs, ...(priority && { priority }) }, body };
  return { message, headers: request.headers, stream: body?.[0] === "stream" && given, signal, again: [args, target] };
}

function ofRequest(target, [input, init]) {
  const request = new NativeRequest(target.isRequest ? input : target.href, init);
  const message = { url: request.url, init: { ...settingsOf(request), headers: [...request.headers] }, body: null };
  const taken = { message, headers: request.headers, signal: request.signal, again: [[request], { ...target, isRequest: true }] };
  // Not every browser tells whether a request has a body.
  if (/^(GET|HEAD)$/.test(request.method)) return taken;
  if (isStreamed(request)) return { ...taken, message: { ...message, body: ["stream"] }, stream: request.body };
  const readBody = async () => {
    const blob = await request.blob();
    // Its type is among the headers.
    return blob.size ? ["blob", blob.slice()] : null;
  };
  return { ...taken, readBody };
}

// In the caller's order and spelling, converted once.
function pairsOf(headers = []) {
  if (tagOf(headers) === "Headers") return [...new NativeHeaders(headers)];
  const pairs = headers[Symbol.iterator] ? [...headers] : Object.entries(headers);
  return pairs.map((pair) => [...pair].map((part) => `${part}`));
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
