// The browser's own XMLHttpRequest, as it was when this module loaded, and what becomes of the values it takes. Must not know why
// it is asked.

export const NativeXhr = globalThis.XMLHttpRequest;
export const proto = NativeXhr?.prototype;

// zone.js keeps what it has covered; it must not count a request twice.
const method = (name) => proto?.[`__zone_symbol__${name}`] ?? proto?.[name];
const accessor = (name) => (proto && Object.getOwnPropertyDescriptor(proto, name)) ?? {};
const [addEventListener, dispatchEvent] = ["addEventListener", "dispatchEvent"].map(method);

export const [open, setRequestHeader, send] = ["open", "setRequestHeader", "send"].map(method);
export const { get: readyState } = accessor("readyState");
export const { get: upload } = accessor("upload");
export const { set: setTimeoutOf } = accessor("timeout");

const EVENTS = ["readystatechange", "loadstart", "progress", "load", "error", "abort", "timeout", "loadend"];

// Where the standard is followed, a capturing listener comes before all others, however long they have been there.
export function listen(target, listener, signal) {
  for (const type of EVENTS) {
    const name = `on${type}`;
    const handler = target[name];
    // It takes its place among the listeners anew.
    if (handler) target[name] = null;
    addEventListener.call(target, type, listener, { capture: true, signal });
    if (handler) target[name] = handler;
  }
}

export const listenOnce = (target, type, listener) =>
  addEventListener.call(target, type, listener, { capture: true, once: true });

export function fire(target, type, progress) {
  const event = type === "readystatechange" ? new Event(type) : new ProgressEvent(type, progress);
  dispatchEvent.call(target, event);
}

// The browser's own words for what cannot be done in this state.
export const complain = () => send.call(new NativeXhr());

// Covers members of the prototype by properties of the object's own, and takes them off again.
export function createCovers(object) {
  const covered = new Map();
  return {
    cover(name, property) {
      if (!covered.has(name)) covered.set(name, Object.getOwnPropertyDescriptor(object, name));
      Object.defineProperty(object, name, { configurable: true, ...property });
    },
    // All of them, unless some are to stay.
    uncover(...kept) {
      for (const [name, before] of covered) {
        if (kept.includes(name)) continue;
        delete object[name];
        if (before) Object.defineProperty(object, name, before);
        covered.delete(name);
      }
    },
  };
}

export const isObject = (value) => Object(value) === value;
