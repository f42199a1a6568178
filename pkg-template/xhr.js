// The hook on XMLHttpRequest: what the page opens is offered to the Auth objects that may list it, all else reaches what was there
// before as if we were not. What becomes of a request is in xhr_request.js.

import { targetOf } from "./places.js";
import * as native from "./xhr_native.js";
import { NativeXhr, isObject, proto } from "./xhr_native.js";
import { createXhrRequest } from "./xhr_request.js";

// `pick` gives the agents that may list a place, the most specific first. Gives the function that restores what was there,
// unless somebody else has hooked a part of it since: then ours stays in that chain and lets everything pass.
export function hookXhr(pick) {
  if (!proto) return () => {};
  const requests = new WeakMap();
  const watched = new WeakSet();
  const uploads = new WeakMap();
  let isActive = true;
  const { open, setRequestHeader, send, abort } = proto;

  // In Chrome, who listens first hears first, so this listens as soon as there is an object.
  const watch = (xhr) => {
    if (watched.has(xhr)) return;
    watched.add(xhr);
    native.listen(xhr, (event) => requests.get(xhr)?.onEvent(event));
  };
  const watchUpload = (xhr, upload) => {
    if (uploads.has(xhr)) return;
    uploads.set(xhr, new AbortController());
    native.listen(upload, (event) => requests.get(xhr)?.onUpload(event), uploads.get(xhr).signal);
  };
  // Who listens to an upload makes it another request (XMLHttpRequest standard, upload listener flag).
  const unwatchUpload = (xhr) => uploads.get(xhr)?.abort();

  const construct = (target, args, newTarget) => {
    const xhr = Reflect.construct(target, args, newTarget);
    try {
      if (isActive) watch(xhr);
    } catch {
      // It is no XMLHttpRequest, but somebody's who takes its place.
    }
    return xhr;
  };
  // Named and counted like the native ones.
  const hooks = {
    open(method, url) {
      const before = requests.get(this);
      // An object of another frame has another base for its URLs.
      const isOurs = isActive && arguments.length > 1 && proto.isPrototypeOf(this);
      if (!isOurs && !before) return open.apply(this, arguments);
      const args = [...arguments];
      // Objects are converted once for all who look at them, by the browser and in its order; what cannot be opened leaves
      // everything as it is.
      const convert = (arg, i) => (isObject(arg) ? { toString: () => (args[i] = `${arg}`) } : arg);
      if (before || args.some(isObject)) native.open.apply(new NativeXhr(), args.map(convert));
      const target = isOurs && targetOf(args[1]);
      const agents = target ? pick(target) : [];
      const reopen = () => open.apply(this, args);
      if (!agents.length && !before) return reopen();

      const enter = () => {
        if (!agents.length) return requests.delete(this);
        watch(this);
        requests.set(this, createXhrRequest(this, { send, abort, unwatchUpload }, target, args, agents));
      };
      if (before) return before.leave(reopen, enter);
      enter();
      reopen();
    },
    setRequestHeader(name, value) {
      const request = requests.get(this);
      const set = () => setRequestHeader.apply(this, arguments);
      return request ? request.setRequestHeader(set, name, value) : set();
    },
    send() {
      const request = requests.get(this);
      if (request) return request.send(...arguments);
      if (this.readyState === 1) unwatchUpload(this);
      return send.apply(this, arguments);
    },
    abort() {
      const request = requests.get(this);
      return request ? request.abort() : abort.apply(this, arguments);
    },
    get upload() {
      const upload = native.upload.call(this);
      if (isActive) watchUpload(this, upload);
      return upload;
    },
  };
  const XMLHttpRequest = { value: new Proxy(globalThis.XMLHttpRequest, { construct }) };
  const parts = [
    [globalThis, "XMLHttpRequest", XMLHttpRequest],
    [proto, "constructor", XMLHttpRequest],
    ...Object.entries(Object.getOwnPropertyDescriptors(hooks)).map(([name, { get, value }]) => [proto, name, get ? { get } : { value }]),
  ];
  const partOf = (object, name) => Object.getOwnPropertyDescriptor(object, name);
  const stops = parts.map(([object, name, ours]) => {
    const before = partOf(object, name);
    Object.defineProperty(object, name, { ...before, ...ours });
    return () => {
      const { get, value } = partOf(object, name) ?? {};
      if (get === ours.get && value === ours.value) Object.defineProperty(object, name, before);
    };
  });
  return () => {
    isActive = false;
    stops.forEach((stop) => stop());
  };
}
