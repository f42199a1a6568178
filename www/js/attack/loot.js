/**
 * What an attempt has got hold of, and whether a token is in it: tried at the API, as a thief would. Uses natives taken before
 * any attempt patches them. Must show nobody a token in full.
 */

const { fetch: nativeFetch } = globalThis;
const { then } = Promise.prototype;
const { apply, get, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const decoder = new TextDecoder("latin1");
const decode = TextDecoder.prototype.decode;

/** Every token of this server looks like this: a JWT. */
const looksLikeToken = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/** How many objects one look goes through. */
const usual = 200;
export const everything = 60_000;

/** The newest, which are those that may be valid still. */
const mostTried = 6;

const shownOf = 12;

export function createLoot() {
  const texts = new Set();
  let isBusy = false;
  return { take, takeLater, texts };

  /** All texts that can be reached from `value`, within `most` objects. */
  function take(value, most = usual) {
    // What looking does itself is not looked at.
    if (isBusy) return;
    isBusy = true;
    try {
      for (const text of textsIn(value, most)) texts.add(text);
    } finally {
      isBusy = false;
    }
  }

  /** The same for what a promise comes to. */
  function takeLater(promise) {
    apply(then, promise, [(value) => take(value), (error) => take(error)]);
  }
}

/** Walks breadth first: what an object has itself, and what its accessors give. */
function* textsIn(root, most) {
  const queue = [root];
  const seen = new Set();
  for (let i = 0; i < queue.length && seen.size < most; i++) {
    const value = queue[i];
    if (typeof value === "string") yield value;
    // The page shows its own token, which would prove nothing.
    if (Object(value) !== value || seen.has(value) || value instanceof Node) continue;
    seen.add(value);
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) yield apply(decode, decoder, [value]);
    else queue.push(...membersOf(value));
  }
}

function membersOf(value) {
  const members = value instanceof Map || value instanceof Set || value instanceof Headers ? [...value].flat() : [];
  for (let owner = value; owner && owner !== Object.prototype; owner = getPrototypeOf(owner)) {
    for (const key of ownKeys(owner)) {
      if (owner === value) members.push(key);
      else if (!getOwnPropertyDescriptor(owner, key).get) continue;
      try {
        const member = get(owner, key, value);
        // A getter may give a promise that fails.
        if (member instanceof Promise) apply(then, member, [undefined, () => {}]);
        members.push(member);
      } catch {
        // Not everybody may look there.
      }
    }
  }
  return members;
}

/** The first of the loot that the API takes for a token, or null; `found` says how many looked like one. */
export async function tryAtApi({ texts }) {
  const found = [...new Set([...texts].flatMap((text) => text.match(looksLikeToken) ?? []))];
  // RegExp.lastMatch and its like would show the next attempt what this one has found.
  /^/.test("");
  for (const token of found.slice(-mostTried)) {
    // Without cookies, as from anywhere else.
    const init = { headers: { "x-access-token": token }, credentials: "omit" };
    const response = await nativeFetch("/api/something", init).catch(() => null);
    if (response?.ok) return { token: mask(token), found: found.length };
  }
  return { token: null, found: found.length };
}

const mask = (token) => `${token.slice(0, shownOf)}… (${token.length} characters)`;
