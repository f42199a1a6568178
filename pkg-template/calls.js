// What the caller gives to a call of an `Auth`, and errors that it gets whatever home the session has.

import { AuthError } from "../src/browser/auth_error.js";
import { isObject, members } from "../src/browser/platform.js";
import { invalid } from "./places.js";

export const aborted = (signal) =>
  new AuthError("aborted", "The caller aborted this call", { cause: signal.reason });

export const closed = () => new AuthError("closed", "Closed: create another Auth");

// Flat: name, text and whether it was a string, in turn.
export function readCredentials(credentials) {
  try {
    if (credentials === undefined || isObject(credentials)) return members(credentials);
  } catch {}
  throw invalid("credentials", "must be an object that JSON can hold");
}

// Text that is no JSON, for what JSON cannot hold.
export function toJson(value) {
  try {
    return `${JSON.stringify(value)}`;
  } catch {
    return "";
  }
}

// Waits for what is to be there first, and no longer than the caller does.
export async function ahead(promise, signal, reason) {
  const stop = new AbortController();
  const gaveUp = new Promise((_, reject) => {
    const onAbort = () => reject(reason());
    signal?.addEventListener("abort", onAbort, { signal: stop.signal });
    if (signal?.aborted) onAbort();
  });
  try {
    return await Promise.race([gaveUp, promise]);
  } finally {
    stop.abort();
  }
}

// Frozen through and through: what it is given is ours alone. Not by recursion, since what was stored may be of any depth.
export function freeze(value) {
  const found = [value];
  for (const one of found) {
    if (one !== null && typeof one === "object") Object.values(Object.freeze(one)).forEach((member) => found.push(member));
  }
  return value;
}
