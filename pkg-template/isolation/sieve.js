// Keeps a response that repeats a token from the page: an API that answers with the headers it was sent, say. Knows the tokens as
// they stand; one that is written otherwise, or spread over several answers, it does not see.

import { AuthError } from "../../src/browser/auth_error.js";
import { isObject } from "../../src/browser/platform.js";

const REDACTED = "[a token]";

// A text of less is no secret, and would be found everywhere.
const MIN_LENGTH = 8;

// How many tokens are remembered at most when no call is under way, the newest last.
const MOST = 6;

// `held` gives the tokens of this moment.
export function createSieve(held) {
  let known = [];
  let looks = new Map();
  let underWay = 0;
  const secrets = () => {
    const now = held().filter(({ length }) => length >= MIN_LENGTH);
    const all = [...known.filter((secret) => !now.includes(secret)), ...now];
    return (known = underWay ? all : all.slice(-MOST));
  };
  // How a secret looks in a body, found out once.
  const inBody = (secret) => {
    if (!looks.has(secret)) looks = new Map([...looks].slice(-MOST)).set(secret, lookOf(secret));
    return looks.get(secret);
  };
  const refuse = () => {
    const why = "The response repeats the token, so it is kept from the page: take the address off attach.to";
    throw new AuthError("token-reflected", why);
  };

  const scrub = (text) =>
    typeof text === "string" ? secrets().reduce((text, secret) => text.replaceAll(secret, REDACTED), text) : text;

  return {
    // A call has begun; gives the function for its end. Until then no token is forgotten: however often it has been renewed since,
    // the call may have shown it.
    begin() {
      underWay++;
      secrets();
      return () => void underWay--;
    },
    scrub,
    // The same for a whole value, whose copy it gives.
    scrubAll(value) {
      const all = secrets();
      const clean = (text) => all.reduce((text, secret) => text.replaceAll(secret, REDACTED), text);
      const replace = (_, value) => {
        if (typeof value === "string") return clean(value);
        if (typeof value === "number") return all.includes(`${value}`) ? REDACTED : value;
        return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, value]) => [clean(name), value])) : value;
      };
      return JSON.parse(JSON.stringify(value, replace));
    },

    // What comes before the body.
    check({ url, statusText, headers }) {
      const texts = [url, statusText, ...headers].flat();
      if (secrets().some((secret) => texts.some((text) => text.includes(secret)))) refuse();
    },

    // For the chunks of one body, and then for its end: gives what may go on. What is held back must not tell how much of it is a
    // token's: somebody who can have his own text sent would guess one letter after the other.
    body() {
      let rest = new Uint8Array();
      return (chunk) => {
        if (!chunk) return rest;
        const bytes = rest.length ? concat(rest, chunk) : chunk;
        const text = decoder.decode(bytes);
        const all = secrets().map(inBody);
        if (all.some((secret) => text.includes(secret.text))) refuse();
        const count = tailOf(bytes, all);
        rest = bytes.slice(bytes.length - count);
        return count ? bytes.slice(0, -count) : bytes;
      };
    },
  };
}

const encoder = new TextEncoder();

// One character for each byte, as many as there are.
const decoder = new TextDecoder("latin1");

const isVisible = (byte) => byte > 0x20 && byte < 0x7f;

function lookOf(secret) {
  const bytes = encoder.encode(secret);
  return { text: decoder.decode(bytes), length: bytes.length, isVisible: bytes.every(isVisible) };
}

// How much of the end may be the beginning of one of the secrets, by its look alone: as many bytes as such a text has at most.
function tailOf(bytes, secrets) {
  const most = Math.min(bytes.length, Math.max(0, ...secrets.map(({ length }) => length - 1)));
  if (!secrets.every(({ isVisible }) => isVisible)) return most;
  let count = 0;
  while (count < most && isVisible(bytes[bytes.length - 1 - count])) count++;
  return count;
}

function concat(a, b) {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
