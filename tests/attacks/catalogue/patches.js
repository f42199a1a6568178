// The page's functions replaced by ones that watch: before the app has loaded, and after.

/** Spies on what `targets` names, while somebody signs in and the app works. */
const patch = (name, outcomes, targets) => ({
  name,
  ...outcomes,
  run({ spyAll, worked }) {
    for (const [object, ...names] of targets()) if (object) spyAll(object, ...names);
    return worked;
  },
});
const NEVER_USED = { before: "token no no no", after: "token no no no" };
const USED_BY_PAGE = { before: "token token no no", after: "token token no no" };
const KEPT_BY_PAGE = { before: "token token no no", after: "token no no no" };
/** Credentials pass through it on their way to the worker. */
const SEES_LOGIN = { before: "token token password password", after: "token token no no" };

const OF_WORKERS = { before: "token no password password", after: "token no no no" };

export default [
  patch("fetch", KEPT_BY_PAGE, () => [[window, "fetch"]]),
  patch("Headers", NEVER_USED, () => [
    [window, "Headers"],
    [Headers.prototype, "set", "append", "get", "entries", "forEach", Symbol.iterator],
  ]),
  patch("Request", KEPT_BY_PAGE, () => [
    [window, "Request"],
    [Request.prototype, "headers", "clone", "url", "text", "body"],
  ]),
  patch("Response", USED_BY_PAGE, () => [
    [window, "Response"],
    [Response.prototype, "text", "json", "arrayBuffer", "blob", "clone", "body", "headers", "url"],
  ]),
  patch("streams", NEVER_USED, () => [
    [window, "ReadableStream", "TransformStream", "WritableStream"],
    [ReadableStream.prototype, "getReader", "pipeTo", "pipeThrough", "tee"],
    [ReadableStreamDefaultReader.prototype, "read"],
    [TransformStream.prototype, "readable", "writable"],
    [Blob.prototype, "text", "arrayBuffer", "stream"],
  ]),
  patch("Promise.prototype.then", USED_BY_PAGE, () => [
    [Promise.prototype, "then", "catch", "finally"],
    [Promise, "resolve", "all", "race"],
  ]),
  {
    name: "Promise itself, and its species",
    ...USED_BY_PAGE,
    async run({ loot, worked }) {
      const Native = Promise;
      const { then } = Native.prototype;
      let isInside = false;
      Object.defineProperty(Native.prototype, "constructor", {
        configurable: true,
        get() {
          // Looking at the loot comes by the prototype, which is no promise.
          if (!isInside && this !== Native.prototype) {
            isInside = true;
            Reflect.apply(then, this, [loot, loot]);
            isInside = false;
          }
          return Native;
        },
      });
      window.Promise = class extends Native {};
      await worked;
      Object.defineProperty(Native.prototype, "constructor", { value: Native, writable: true, configurable: true });
    },
  },
  patch("JSON", USED_BY_PAGE, () => [[JSON, "parse", "stringify"]]),
  patch("TextDecoder and TextEncoder", USED_BY_PAGE, () => [
    [window, "TextDecoder", "TextEncoder"],
    [TextDecoder.prototype, "decode"],
    [TextEncoder.prototype, "encode", "encodeInto"],
  ]),
  patch("atob and btoa", NEVER_USED, () => [[window, "atob", "btoa"]]),
  patch("String and RegExp", NEVER_USED, () => [
    [String.prototype, "replace", "slice", "split", "charCodeAt", "trim", "startsWith", "includes", "concat", "replaceAll"],
    [String, "fromCharCode"],
    [RegExp.prototype, "test", "exec", Symbol.replace, Symbol.match],
  ]),
  patch("Array, Map and Set", SEES_LOGIN, () => [
    [Array.prototype, "push", "map", "flatMap", "forEach", "reduce", "join", "concat", "filter", "every", "shift", "splice"],
    [Map.prototype, "set", "get", "has"],
    [Set.prototype, "add", "has"],
    [WeakMap.prototype, "set", "get"],
  ]),
  patch("Object and Reflect", SEES_LOGIN, () => [
    [Object, "entries", "keys", "values", "assign", "freeze", "fromEntries", "defineProperty", "create", "hasOwn"],
    [Reflect, "get", "set", "apply", "construct", "ownKeys"],
  ]),
  patch("Function.prototype.call, apply and bind", NEVER_USED, () => [[Function.prototype, "call", "apply", "bind"]]),
  patch("timers and structuredClone", NEVER_USED, () => [
    [window, "setTimeout", "queueMicrotask", "structuredClone", "requestAnimationFrame"],
  ]),
  patch("URL and URLSearchParams", NEVER_USED, () => [
    [window, "URL", "URLSearchParams"],
    [URL.prototype, "href", "search", "origin"],
  ]),
  patch("AbortController and AbortSignal", NEVER_USED, () => [
    [window, "AbortController"],
    [AbortController.prototype, "abort", "signal"],
    [AbortSignal, "any", "timeout", "abort"],
    [AbortSignal.prototype, "reason"],
  ]),
  patch("EventTarget and its events", { before: "token password password password", after: "token no no no" }, () => [
    [EventTarget.prototype, "addEventListener", "dispatchEvent"],
    [MessageEvent.prototype, "data", "ports"],
    [CustomEvent.prototype, "detail"],
  ]),
  {
    ...patch("Worker, SharedWorker, MessagePort and what they say", OF_WORKERS, () => [
      [window, "Worker", "SharedWorker", "MessageChannel"],
      [Worker.prototype, "postMessage", "onmessage"],
      [SharedWorker.prototype, "port"],
      [MessagePort.prototype, "postMessage", "onmessage", "start", "close"],
      [MessageChannel.prototype, "port1", "port2"],
      [MessageEvent.prototype, "data", "ports"],
    ]),
    naive: "naive-worker",
  },
  {
    name: "WebAssembly: all that a module imports",
    before: "token token no no",
    run({ spyAll, worked }) {
      for (const name of ["instantiate", "instantiateStreaming"]) {
        const native = WebAssembly[name];
        WebAssembly[name] = (source, imports = {}) => {
          const spied = {};
          for (const [module, members] of Object.entries(imports)) spyAll((spied[module] = { ...members }));
          return native(source, spied);
        };
      }
      return worked;
    },
  },
  patch("IndexedDB and its requests", NEVER_USED, () => [
    [IDBFactory.prototype, "open"],
    [IDBObjectStore.prototype, "put", "get", "getAll"],
    [IDBRequest.prototype, "result"],
  ]),
  patch("Web Locks", NEVER_USED, () => [[globalThis.LockManager?.prototype, "request"]]),
  {
    name: "XMLHttpRequest, hooked",
    before: "token token no no",
    async run({ spyAll, signedIn, outcome, worked }) {
      spyAll(XMLHttpRequest.prototype, "open", "setRequestHeader", "send", "responseText");
      await signedIn;
      await outcome((async () => window.auth.install({ xhr: true }))());
      const request = new XMLHttpRequest();
      request.open("GET", "/api/something");
      request.send();
      await new Promise((resolve) => (request.onloadend = resolve));
      await worked;
    },
  },
];
