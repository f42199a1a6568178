// Whatever an attack has laid hands on, as text: an object with what can be reached from it, bytes as characters. Takes the
// natives that it uses before any attack has touched them.

const { getPrototypeOf, prototype: root } = Object;
const { ownKeys, getOwnPropertyDescriptor: describe } = Reflect;
const { fromCharCode } = String;
const { isView } = ArrayBuffer;
const sourceOf = Function.prototype.call.bind(Function.prototype.toString);
const ITERABLE = [Headers, Map, Set, FormData, URLSearchParams];

/** Gives the texts to `add`, one by one. Looks at no more than `most` values. */
export function ransack(value, add, most) {
  const seen = new Set();
  const queue = [value];
  const follow = (one) => void (queue[queue.length] = one);
  const visit = (one) => {
    if (one === null || (typeof one !== "object" && typeof one !== "function")) return add(String(one));
    if (seen.has(one)) return;
    seen.add(one);
    const bytes = bytesOf(one);
    // Characters of one byte, and of two.
    if (bytes) return add(decode(bytes)), add(decode(bytes.filter((_, i) => i % 2 === 0)));
    if (typeof one === "function") add(sourceOf(one));
    if (ITERABLE.some((type) => one instanceof type)) for (const entry of one) follow(entry);
    for (const key of ownKeys(one)) {
      add(String(key));
      const { value, get } = describe(one, key) ?? {};
      follow(get ? one[key] : value);
    }
    // What its classes read for it, such as those of Request.
    for (let type = getPrototypeOf(one); type && type !== root; type = getPrototypeOf(type)) {
      for (const key of ownKeys(type)) if (describe(type, key)?.get) follow(one[key]);
    }
  };
  for (let i = 0; i < queue.length && i < most; i++) {
    try {
      visit(queue[i]);
    } catch {
      // What cannot be looked at is no loot.
    }
  }
}

function bytesOf(value) {
  if (isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : null;
}

function decode(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
