// Made of shell.js by tests/examples/leptos_shell.spec.mjs: edit that, or what it imports.


// pkg-template/auth.js
import { AuthError as AuthError5 } from "../browser/auth_error.js";
import { CALLBACK_FAILED as CALLBACK_FAILED2, arm, exchangeBy as exchangeBy2, watch } from "../browser/platform.js";

// pkg-template/calls.js
import { AuthError as AuthError2 } from "../browser/auth_error.js";
import { isObject, members } from "../browser/platform.js";

// pkg-template/places.js
import { AuthError } from "../browser/auth_error.js";
var invalid = (name, why) => new AuthError("invalid-options", `Not usable: \`${name}\` ${why}`);
var requestUrl = getterOf(globalThis.Request?.prototype, "url");
function getterOf(prototype, name) {
  const property = prototype && Object.getOwnPropertyDescriptor(prototype, name);
  return property || !prototype ? property?.get : getterOf(Object.getPrototypeOf(prototype), name);
}
var base = () => globalThis.document?.baseURI ?? globalThis.location?.href ?? "http://localhost";
var isBrowser = typeof document !== "undefined" || typeof WorkerGlobalScope !== "undefined";
function targetOf(input) {
  try {
    const address = urlOf(input);
    return address === "" ? null : parse(address ?? `${input}`);
  } catch {
    return null;
  }
}
function urlOf(input) {
  try {
    return typeof input === "string" ? void 0 : requestUrl.call(input);
  } catch {
  }
}
var parsed = /* @__PURE__ */ new Map();
var parsedFrom;
var [MOST_PARSED, LONGEST] = [500, 2e3];
function parse(address) {
  const from = base();
  if (from !== parsedFrom || parsed.size > MOST_PARSED) parsed.clear();
  parsedFrom = from;
  const known = parsed.get(address);
  if (known) return known;
  const url = new URL(address, from);
  const target = { href: url.href, origin: originOf(url), path: url.pathname };
  if (address.length < LONGEST) parsed.set(address, target);
  return target;
}
var originOf = (url) => `${url.protocol}//${url.host}`;
function rankOf(places, { origin, path }) {
  let most = 0;
  for (const [place, start2] of places) if (origin === place && path.startsWith(start2)) most = Math.max(most, start2.length);
  return most;
}
function resolve(name, address, from = base()) {
  let url;
  try {
    url = new URL(address || "//", from);
  } catch {
  }
  if (!/^https?:$/.test(url?.protocol) || url.username || url.password) {
    throw invalid(name, "must be http or https, without a password");
  }
  return url;
}
function placeOf(address) {
  const url = new URL(address);
  return [originOf(url), url.pathname];
}
function toPlace(entry) {
  const refuse2 = () => {
    throw invalid(`attach.to: ${entry}`, "must be a path, or an origin with or without one, and no wildcard");
  };
  if (!/^(https?:\/\/|\/(?![/\\]))[^*\t\n\r]*$/i.test(entry)) refuse2();
  const url = resolve("attach.to", entry, `${entry}`[0] === "/" ? globalThis.origin : void 0);
  if (url.search || url.hash) refuse2();
  return placeOf(url);
}

// pkg-template/calls.js
var aborted = (signal) => new AuthError2("aborted", "The caller aborted this call", { cause: signal.reason });
var closed = () => new AuthError2("closed", "Closed: create another Auth");
function readCredentials(credentials) {
  try {
    if (credentials === void 0 || isObject(credentials)) return members(credentials);
  } catch {
  }
  throw invalid("credentials", "must be an object that JSON can hold");
}
function toJson(value) {
  try {
    return `${JSON.stringify(value)}`;
  } catch {
    return "";
  }
}
async function ahead(promise, signal, reason) {
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
function freeze(value) {
  const found2 = [value];
  for (const one of found2) {
    if (one !== null && typeof one === "object") Object.values(Object.freeze(one)).forEach((member) => found2.push(member));
  }
  return value;
}

// pkg-template/emitter.js
function createEmitter() {
  const byType = /* @__PURE__ */ new Map();
  const subscribers = /* @__PURE__ */ new Set();
  const tell = (listeners, event) => {
    for (const listener of [...listeners ?? []]) {
      try {
        if (listeners.has(listener)) listener(event);
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    }
  };
  const add = (listeners, listener) => {
    const own = (event) => listener(event);
    listeners.add(own);
    return () => void listeners.delete(own);
  };
  const notify = () => tell(subscribers);
  return {
    on(type, listener) {
      if (!byType.has(type)) byType.set(type, /* @__PURE__ */ new Set());
      return add(byType.get(type), listener);
    },
    subscribe: (listener) => add(subscribers, listener),
    emit(type, event) {
      tell(byType.get(type), event);
      notify();
    },
    notify
  };
}

// pkg-template/host.js
import { CALLBACK_FAILED, exchangeBy } from "../browser/platform.js";

// src/browser/store.js
var { crypto, AbortSignal } = globalThis;
var subtle = crypto?.subtle;
var indexedDB;
try {
  ({ indexedDB } = globalThis);
} catch {
}
var VERSION = 1;
var LIMIT = 2e3;
var MAX_REVISION = 2 ** 31;
var SIXTY_DAYS = 60 * 24 * 3600 * 1e3;
var AES = "AES-GCM";
var USES = ["encrypt", "decrypt"];
var LINEAGE_LENGTH = 24;
function openStore(storage, name) {
  const own = storage === "memory" ? createMemory() : typeof storage === "string" ? null : storage;
  const place = () => own ?? globalThis[`${storage}Storage`];
  const isPlain2 = own || !subtle && storage !== "indexeddb";
  const { read: read2, swap } = (isPlain2 ? plainStore : sealedStore)(place, `jotpass:${name}`, storage);
  return {
    isShared: storage !== "memory",
    // What there is to read, where that is known without asking.
    peek: () => storage === "memory" && !own.getItem() ? found(null) : null,
    read: () => bounded(() => read2()),
    swap: (revision, body) => bounded((call) => swap(call, revision, body))
  };
}
function createMemory() {
  let text2;
  return {
    getItem: () => text2,
    setItem(_, value) {
      text2 = value;
    }
  };
}
var turns = /* @__PURE__ */ new WeakMap();
function plainStore(place, id) {
  const read2 = async () => {
    const text2 = await place().getItem(id);
    let row2;
    try {
      row2 = JSON.parse(text2);
    } catch {
    }
    return found(row2, isUsable(row2) ? row2.body : null);
  };
  const swap = async (call, revision, body) => {
    const storage = place();
    const turn = turns.get(storage);
    turns.set(storage, call.ended);
    await turn?.catch(() => {
    });
    if ((await read2()).revision !== revision || call.aborted) {
      await new Promise((resolve2) => setTimeout(resolve2));
      return false;
    }
    await storage.setItem(id, JSON.stringify({ version: VERSION, revision: revision + 1, body }));
    if ((await read2()).revision <= revision) throw new DOMException("", "it does not keep what is written");
    return true;
  };
  return { read: read2, swap };
}
function sealedStore(place, id, kind) {
  const isInDatabase = kind === "indexeddb";
  const keyId = ["key", id];
  const load2 = async () => {
    if (!subtle) throw new DOMException("", "not a secure context, use https");
    let text2 = !isInDatabase && place().getItem(id) || "";
    if (kind === "session" && text2.length < LINEAGE_LENGTH) place().setItem(id, text2 = newText());
    const lineage = kind === "session" ? text2.slice(0, LINEAGE_LENGTH) : "";
    const rowId = [kind, id, lineage];
    const both = (rows) => Promise.all([done(rows.get(rowId)), done(rows.get(keyId))]);
    const [row2, kept] = await transact("readonly", both);
    const key = isInDatabase ? kept : await importKey(text2).catch(() => {
    });
    return { row: row2, rowId, key, text: text2, lineage };
  };
  const read2 = async (isLastTry) => {
    const { row: row2, key } = await load2();
    let body;
    try {
      if (isUsable(row2)) {
        const opened = await subtle.decrypt({ name: AES, iv: row2.iv }, key, row2.sealed);
        body = JSON.parse(new TextDecoder().decode(opened));
      }
    } catch {
      if (kind === "local" && !isLastTry) {
        await storageEvent(100);
        return read2(true);
      }
    }
    return found(row2, body);
  };
  const swap = async (call, revision, body) => {
    let { rowId, key, text: text2, lineage } = await load2();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const seal = () => subtle.encrypt({ name: AES, iv }, key, new TextEncoder().encode(JSON.stringify(body)));
    let sealed;
    try {
      sealed = await seal();
    } catch {
      if (isInDatabase) key = await subtle.generateKey({ name: AES, length: 256 }, false, USES);
      else key = await importKey(text2 = lineage + newText().slice(lineage.length));
      sealed = await seal();
    }
    return transact("readwrite", async (rows) => {
      if (revisionOf(await done(rows.get(rowId))) !== revision || call.aborted) return false;
      if (isInDatabase) rows.put(key, keyId);
      else place().setItem(id, text2);
      rows.put({ version: VERSION, revision: revision + 1, iv, sealed, touched: Date.now() }, rowId);
      return true;
    });
  };
  if (kind === "session") bounded(() => transact("readwrite", sweep)).catch(() => {
  });
  return { read: read2, swap };
}
var newText = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(50))));
var importKey = async (text2) => subtle.importKey("raw", Uint8Array.from(atob(text2.slice(LINEAGE_LENGTH)), (c) => c.charCodeAt()), AES, false, USES);
async function sweep(rows) {
  const [ids, values2] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
  ids.forEach((id, i) => id[0] === "session" && !(values2[i]?.touched > Date.now() - SIXTY_DAYS) && rows.delete(id));
}
var revisionOf = (row2) => {
  const revision = row2?.revision;
  return Number.isInteger(revision) && revision > 0 && revision < MAX_REVISION ? revision : 0;
};
var isUsable = (row2) => row2?.version === VERSION && revisionOf(row2);
var found = (row2, body = null) => ({ revision: revisionOf(row2), body });
async function transact(mode, work) {
  const request = indexedDB.open("jotpass", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("rows");
  const database = await done(request);
  try {
    const transaction = database.transaction("rows", mode, { durability: "relaxed" });
    const committed = new Promise((resolve2, reject) => {
      transaction.oncomplete = resolve2;
      transaction.onabort = () => reject(transaction.error);
    });
    return (await Promise.all([work(transaction.objectStore("rows")), committed]))[0];
  } finally {
    database.close();
  }
}
var done = (request) => new Promise((resolve2, reject) => {
  request.onsuccess = () => resolve2(request.result);
  request.onerror = () => reject(request.error);
});
var storageEvent = (limit) => new Promise((resolve2) => {
  const signal = AbortSignal.timeout(limit);
  signal.onabort = resolve2;
  addEventListener("storage", resolve2, { signal });
});
function bounded(work) {
  const call = AbortSignal.timeout(LIMIT);
  const over = new Promise((_, reject) => {
    call.onabort = () => reject(call.reason);
  });
  call.ended = Promise.race([over, Promise.resolve(call).then(work)]).catch((error) => {
    throw new Error(`This storage cannot be used: ${error?.name}`);
  });
  return call.ended;
}

// src/browser/tabs.js
var { BroadcastChannel, AbortSignal: AbortSignal2 } = globalThis;
function openTabs(name, hear) {
  const id = `jotpass:${name}`;
  let channel = null;
  let isClosed = false;
  const tabs = {
    isDeaf: false,
    tell(message) {
      try {
        channel?.postMessage(message);
      } catch {
      }
    },
    pause() {
      channel?.close();
      channel = null;
    },
    resume() {
      if (channel || isClosed) return;
      try {
        channel = new BroadcastChannel(id);
        channel.unref?.();
        channel.onmessage = ({ data }) => hear(data);
      } catch {
        tabs.isDeaf = true;
      }
    },
    // Gives the function that lets go of the lock, or null when it was not to be had in time.
    lock: (ms) => new Promise(async (resolve2) => {
      try {
        const signal = AbortSignal2.timeout(ms);
        await navigator.locks.request(id, { signal }, () => signal.aborted ? null : new Promise(resolve2));
      } catch {
      }
      resolve2(null);
    }),
    close() {
      isClosed = true;
      tabs.pause();
    }
  };
  tabs.resume();
  return tabs;
}

// src/client/engine.js
var adopt;
var answer;
var close;
var fail;
var guard;
var idle;
var judge;
var locked;
var login;
var logout;
var mark;
var news;
var open;
var refresh;
var refuse;
var row;
var secrets;
var show;
var start;
var status;
var swapped;
var unstored;
var wake;
function provide(engine) {
  ({ adopt, answer, close, fail, guard, idle, judge, locked, login, logout, mark, news, open, refresh } = engine);
  ({ refuse, row, secrets, show, start, status, swapped, unstored, wake } = engine);
}
var load = () => {
};
var lifeline = () => ({ isThere: () => true, check() {
} });
var restarts = /* @__PURE__ */ new Set();

// pkg-template/host.js
var REASONS = ["logout", "refused", "other-tab"];
var LOCK_WAIT = 3e3;
var NEWS_LAG = 100;
var RETRY_INTERVAL = 5e3;
var isOwn = (ticket) => ticket > 2 ** 31;
var someNumber = () => 1 + Math.floor(Math.random() * (2 ** 32 - 1));
function createHost(config, emit, waiting, start2) {
  const { isolation } = config;
  const tab = someNumber();
  let store = null;
  let lost = null;
  let retryAt = 0;
  let hasWarned = false;
  let tabs = null;
  let lastTicket = 0;
  let orphan = 0;
  let lockRequests = 0;
  let release = null;
  let cause;
  const toSame = (then) => {
    const { isThere } = lifeline();
    return (value) => {
      if (isThere() && host.id) quietly(() => then(value));
    };
  };
  const quietly = (work) => {
    try {
      work();
    } catch {
    }
  };
  const hear = (message) => {
    const tell = () => host.id && quietly(() => news(host.id, message === true));
    tell();
    if (typeof config.storage !== "string") setTimeout(tell, NEWS_LAG);
  };
  const unlock = () => {
    lockRequests++;
    release?.();
    release = null;
  };
  const read2 = async () => {
    if (lost && performance.now() >= retryAt) {
      retryAt = performance.now() + RETRY_INTERVAL;
      try {
        const row2 = await lost.read();
        [store, lost] = [lost, null];
        return row2;
      } catch {
      }
    }
    return store.read();
  };
  const operate = (operation, then) => operation.then(toSame(then), toSame(() => unstored(host.id)));
  const host = {
    id: 0,
    // 0 is no session
    isOpen: false,
    session: null,
    // What requests are to show, kept since handing a text over takes longer than all else that the engine does for one; and why one fails.
    shown: null,
    refusal: null,
    calls: /* @__PURE__ */ new Map(),
    timeout: config.timeout,
    async open(places, endpoints) {
      store ??= openStore(config.storage, config.name);
      tabs ??= openTabs(config.name, hear);
      const options = { ...config, isShared: (lost ?? store).isShared || null, isDeaf: tabs.isDeaf || null };
      host.id = open(options, places, endpoints, host, tab, someNumber());
      const { check } = lifeline();
      const onSettled = () => host.isOpen = host.id > 0;
      await host.call((ticket) => start(host.id, ticket, orphan), { onSettled });
      check();
    },
    // Begins a call, which ends in `settle`.
    call: (begin, details) => new Promise((resolve2, reject) => {
      host.calls.set(++lastTicket, { resolve: resolve2, reject, ...details });
      begin(lastTicket);
    }),
    // The details of a call whose exchange begins.
    begin(ticket) {
      if (isOwn(ticket)) orphan = ticket;
      return host.calls.get(ticket) ?? { parse: config.response?.parse };
    },
    wake: () => host.id && quietly(() => wake(host.id, false)),
    comeBack() {
      tabs?.resume();
      if (host.id) quietly(() => wake(host.id, true));
    },
    // What would keep the page out of the back/forward cache. The claim on a renewal under way stands without the lock. Where
    // there is no row to look at on return, the channel stays open: should it bring news, the browser drops the page.
    leave() {
      if (store?.isShared) tabs.pause();
      release?.();
    },
    // What was pending in an instance that broke.
    fail(error) {
      host.id = 0;
      host.shown = null;
      host.refusal = error;
      host.isOpen = false;
      unlock();
      for (const { reject } of host.calls.values()) reject(error);
      host.calls.clear();
      waiting.fail(error);
    },
    close(error) {
      if (host.id) quietly(() => close(host.id));
      for (const [ticket, { keepalive }] of host.calls) if (keepalive) host.settle(ticket);
      host.fail(error);
      host.session = null;
      tabs?.close();
      tabs = null;
    },
    // The engine's side.
    show: (text2) => host.shown = text2,
    refuse: (error) => host.refusal = error,
    emit(type, detail) {
      if (!host.id) return;
      if (Array.isArray(detail)) {
        const [claims, user, receivedAt, expiresAt] = detail;
        host.session = freeze({ claims, user, receivedAt, expiresAt, isolation });
      }
      const isOver = type === "signed-out";
      if (isOver) host.session = host.shown = null;
      emit(type, isOver ? { reason: REASONS[detail] } : { session: host.session });
    },
    settle(ticket, error) {
      const call = host.calls.get(ticket);
      host.calls.delete(ticket);
      call?.onSettled?.();
      if (!error) return call?.resolve(host.session);
      error.cause = cause;
      call?.reject(error);
    },
    async deliver(ticket, { failure, cause: reason, response, text: text2, given }) {
      const give = () => response ? answer(host.id, ticket, response, text2 ?? `${given}`, text2 === void 0) : fail(host.id, ticket, failure);
      for (let tries = isOwn(ticket) ? 3 : 1; tries && tabs; tries--) {
        try {
          while (!host.isOpen) await start2();
          if (orphan === ticket && tries === 1) orphan = 0;
          cause = reason;
          give();
          break;
        } catch {
        } finally {
          cause = void 0;
        }
      }
      if (orphan === ticket) orphan = 0;
    },
    renew(ticket, refreshToken) {
      exchangeBy(host, ticket, CALLBACK_FAILED, () => config.refresh.request(refreshToken ?? null));
    },
    async lock() {
      const mine = ++lockRequests;
      const { encoding, request } = config.refresh ?? {};
      const isNeeded = store.isShared || encoding === "cookie" || request;
      const then = toSame(() => locked(host.id));
      const granted = isNeeded ? await tabs?.lock(LOCK_WAIT) : await null;
      if (mine !== lockRequests) return granted?.();
      release = granted;
      then();
    },
    // The renewal is over, or called off; what its exchange brings is then of no use to a next instance either.
    unlock() {
      orphan = 0;
      unlock();
    },
    read() {
      const take = ({ revision, body }) => row(host.id, revision, body, store.isShared);
      const row2 = lost ? null : store.peek();
      return row2 ? take(row2) : operate(read2(), take);
    },
    swap: (revision, row2) => operate(store.swap(revision, row2), (isDone) => swapped(host.id, isDone)),
    // A listener may have closed it a moment ago.
    tell: (isSignedOut) => tabs?.tell(isSignedOut),
    loseStore() {
      if (store.isShared) lost = store;
      retryAt = performance.now() + RETRY_INTERVAL;
      store = openStore("memory");
      host.warn();
    },
    warn() {
      const message = "The storage failed or was wiped; the session goes on";
      if (!hasWarned) emit("warning", { code: "storage-failed", message });
      hasWarned = true;
    },
    resume: waiting.resume
  };
  return host;
}

// pkg-template/body.js
var tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);
var isBuffer = (data) => ArrayBuffer.isView(data) || tagOf(data) === "ArrayBuffer";
var isDocument = (data) => /Document$/.test(tagOf(data));
var BODIES = /^(Blob|File|FormData|URLSearchParams|ReadableStream|(HTML|XML)?Document)$/;
var textOf = (data) => data == null || isBuffer(data) || BODIES.test(tagOf(data)) ? data : `${data}`;
function copyOf(data) {
  if (data == null) return null;
  if (isBuffer(data)) return data.byteLength ? new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength).slice() : new Uint8Array();
  const tag = tagOf(data);
  if (tag === "URLSearchParams") return new URLSearchParams(data);
  if (isDocument(data)) return data.cloneNode(true);
  if (tag !== "FormData") return data;
  const copy = new FormData();
  for (const [name, value] of data) copy.append(name, value);
  return copy;
}

// pkg-template/call.js
var { Headers: NativeHeaders, Request: NativeRequest, Response: NativeResponse } = globalThis;
var FORM = "application/x-www-form-urlencoded;charset=UTF-8";
var BLOB = /^(Blob|File)$/;
var NORMALIZED = /^(delete|get|head|options|post|put)$/i;
var NO_HEADERS = { has: () => false, get: () => null };
function takeCall({ href }, { 0: input, 1: init }) {
  const isRequest = urlOf(input) !== void 0;
  try {
    if (!isRequest && isPlain(init)) return ofInit(href, init);
  } catch {
  }
  try {
    return ofRequest(new NativeRequest(isRequest ? input : href, init), isStream(init?.body));
  } catch {
    return null;
  }
}
function isPlain(init) {
  if (init == null) return true;
  if (typeof init !== "object") return false;
  const parent = Object.getPrototypeOf(init);
  const isRoot = parent === null || Object.hasOwn(parent, "isPrototypeOf");
  return isRoot && Object.getOwnPropertyNames(init).length === Object.keys(init).length;
}
function ofInit(href, init) {
  const own = { ...init };
  const pairs = pairsOf(own.headers);
  const inKind = kindOf(own.headers);
  if (own.headers !== void 0) own.headers = inKind(pairs);
  for (const name of ["method", "mode", "redirect"]) if (own[name] !== void 0) own[name] = `${own[name]}`;
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
    signal: own.signal ?? void 0,
    isStream: () => isStream(own.body),
    canBeText: () => !/^(ReadableStream|FormData)$/.test(tagOf(own.body)),
    text: () => BLOB.test(tagOf(own.body)) || isBuffer(own.body) ? new NativeResponse(own.body).text() : `${own.body ?? ""}`,
    send(next, header2, changes) {
      const others = header2 && pairs.filter(([name]) => name.toLowerCase() !== header2[0].toLowerCase());
      return next(href, { ...own, ...header2 && { headers: inKind([...others, header2]) }, ...changes });
    },
    pass: (pass, target) => pass([href, own], target),
    at: (url) => ofInit(url, own)
  };
}
function pairsOf(headers) {
  if (headers === void 0) return [];
  if (Object(headers) !== headers || Object.getOwnPropertySymbols(headers).length) throw new TypeError();
  const pairs = headers[Symbol.iterator] ? [...headers] : Object.entries(headers);
  return pairs.map((pair) => [...pair].map((part) => `${part}`));
}
var kindOf = (headers) => {
  if (tagOf(headers) === "Headers") return (pairs) => new NativeHeaders(pairs);
  return headers?.[Symbol.iterator] ? (pairs) => pairs : (pairs) => Object.fromEntries(pairs);
};
function ofRequest(request, isOfStream) {
  const { method, mode, redirect, signal } = request;
  const headers = new NativeHeaders(request.headers);
  const hasBody = !/^(GET|HEAD)$/.test(method);
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
    isStream: () => isOfStream || hasBody && isStreamed(request),
    canBeText: () => true,
    text: () => request.clone().text(),
    send(next, header2, changes) {
      const { referrer, referrerPolicy } = request;
      const one = take();
      if (header2) one.headers.set(...header2);
      return changes ? next(one, { __proto__: null, referrer, referrerPolicy, ...changes }) : next(one);
    },
    pass: (pass, target) => pass([request], target),
    at: (url) => ofRequest(new NativeRequest(url, request))
  };
}
var isStream = (body) => tagOf(body) === "ReadableStream";
function isStreamed(request) {
  try {
    if (request.body) new NativeRequest(request.clone(), { mode: "no-cors", method: "POST", cache: "default" });
    return false;
  } catch {
    return true;
  }
}

// pkg-template/carrier.js
var { URLSearchParams: Form } = globalThis;
var FORM2 = /^application\/x-www-form-urlencoded *(;|$)/i;
var HEADER_VALUE = /^[\x21-\x7e]*$/;
function createCarrier({ header: header2, scheme, field, cookie }) {
  const name = cookie ? cookie.csrfHeader : header2;
  const isForm = (type) => Boolean(field) && FORM2.test(type);
  const isOwnForm = (body) => new Form(body).has(field);
  const fill = (body, value) => body + (body && "&") + new Form([[field, value.slice(scheme && scheme.length + 1)]]);
  const entryOf = (value) => {
    const text2 = cookie ? readCookie(cookie.csrfCookie) : value;
    return text2 === void 0 ? void 0 : [name, text2];
  };
  const isFormCall = (call) => Boolean(field) && isForm(call.type()) && call.canBeText() && !/^(GET|HEAD)$/.test(call.method);
  return {
    // What the caller shows itself is the caller's to renew.
    isOwn: (headers) => !cookie && headers.has(name),
    isForm: (headers) => isForm(headers.get("content-type")),
    isFormCall,
    // What belongs to a request to an endpoint beside what the engine has planned.
    extra: cookie && entryOf,
    // Sends a call, a guarded one so that it follows no redirect: the promise of its answer, and whether the token was shown. In the
    // same turn, unless its body has to be read.
    async send(next, call, value, isGuarded) {
      const changes = isGuarded || cookie ? {} : void 0;
      if (isGuarded) changes.redirect = "manual";
      if (cookie) changes.credentials = "include";
      if (!isFormCall(call)) {
        const entry = call.headers.has(name) ? void 0 : entryOf(value);
        return [call.send(next, entry, changes), true];
      }
      const text2 = call.text();
      const body = typeof text2 === "string" ? text2 : await text2;
      if (isOwnForm(body)) return [call.send(next), false];
      return [call.send(next, ["content-type", call.type()], { ...changes, body: fill(body, value) }), true];
    },
    // The same for an XHR: the header it is to be sent with, if any, and its body; nothing if it is the caller's to renew.
    dress(body, headers, value) {
      const text2 = `${body ?? ""}`;
      if (!isForm(headers.get("content-type"))) return [entryOf(value), body];
      return isOwnForm(text2) ? void 0 : [void 0, fill(text2, value)];
    },
    isCredentialed: Boolean(cookie)
  };
}
function readCookie(name) {
  const cookies = globalThis.document?.cookie.split("; ") ?? [];
  const text2 = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
  try {
    const decoded = text2 && decodeURIComponent(text2);
    return HEADER_VALUE.test(decoded) ? decoded : text2;
  } catch {
    return text2;
  }
}

// pkg-template/redirects.js
import { AuthError as AuthError3 } from "../browser/auth_error.js";

// pkg-template/responses.js
var nativeClone = globalThis.Response?.prototype.clone;
var withTraits = (response, traits) => {
  const clone = () => withTraits(nativeClone.call(response), traits);
  for (const [name, value] of Object.entries({ ...traits, clone })) {
    Object.defineProperty(response, name, { __proto__: null, value });
  }
  return response;
};
var discard = (response) => response.body?.cancel().catch(() => {
});

// pkg-template/redirects.js
var LEARN = 2;
var MOST = 20;
function createRedirects({ carrier, guardOf, isOurs, renew }) {
  return async function ask(next, call, value, mark2) {
    const guard2 = call.redirect === "follow" ? guardOf(call.method, carrier.isFormCall(call)) : 0;
    for (let count = 0; ; count++) {
      const [sent, isShown] = await carrier.send(next, call, value, guard2 > 0);
      const response = await sent;
      if (!guard2 || !isShown || response.type !== "opaqueredirect") {
        return [count ? withTraits(response, { redirected: true }) : response, isShown ? mark2 : 0];
      }
      if (guard2 !== LEARN || count === MOST) throw refused();
      const bare = await call.send(next);
      if (bare.redirected && !isOurs(targetOf(bare.url))) return [bare, 0];
      discard(bare);
      if (!bare.redirected) throw refused();
      call = call.at(bare.url);
      [value, mark2] = await renew(call.signal, mark2);
      if (!mark2) throw refused();
    }
  };
}
var refused = () => new AuthError3(
  "redirect-refused",
  "The server redirects, and nothing tells that the token may go there: ask where it leads, or set attach.redirects"
);

// pkg-template/requests.js
var LISTED = 0;
var [RENEWAL, LOGIN, REFUSAL] = [-1, -2, -3];
var [FIRST, WAITED, REFUSED] = [0, 1, 2];
var isSameEpoch = (before, now) => now > 0 && Math.floor(before / 2 ** 32) === Math.floor(now / 2 ** 32);
function createRequests({ config, places, host, waiting, opened, warn, isMine: isMine2 = () => true }) {
  const carrier = createCarrier(config.attach);
  host.extra = carrier.extra;
  const show2 = (use, signal, { attempt = FIRST, mark: mark2 = 0, isBareText = false, isPatient = true } = {}) => {
    const answer2 = decide(attempt, mark2, isBareText);
    if (answer2 >= 0) return give(use, answer2);
    return later(answer2, use, signal, { attempt: attempt || WAITED, mark: mark2 || mark(host.id), isBareText, isPatient });
  };
  const later = async (answer2, use, signal, { attempt, mark: mark2, isBareText, isPatient }) => {
    const { check } = lifeline();
    let deadline;
    while (answer2 === RENEWAL || answer2 === LOGIN && isPatient) {
      if (answer2 === LOGIN) deadline ??= waiting.deadline();
      await waiting.wait(signal, answer2 === LOGIN && deadline);
      check();
      answer2 = decide(attempt, mark2, isBareText);
    }
    return give(use, answer2);
  };
  const decide = (attempt, mark2, isBareText) => {
    const answer2 = show(host.id, attempt, mark2, isBareText);
    if (answer2 === REFUSAL || !host.id) throw host.refusal;
    return answer2;
  };
  const give = (use, mark2) => mark2 > 0 ? use(host.shown, mark2) : use();
  const tokenText = async (isPatient) => show2((token2) => token2, void 0, { isBareText: true, isPatient });
  const rank = (target) => rankOf(places, target);
  const fetchBy = (next, args, { target = args.length ? targetOf(args[0]) : null, pass = (args2) => next(...args2), since = 0 } = {}) => {
    if (!target || !rank(target)) return pass(args, target);
    try {
      if (host.id && !isListed(target)) return pass(args, target);
      if (host.id && !since && !host.shown && idle(host.id)) return next(...args);
      const call = takeCall(target, args);
      if (!call) return next(...args);
      return host.id ? dispatch(next, call, since) : dispatchLater(next, call, target, pass, since);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  const verdicts = /* @__PURE__ */ new WeakMap();
  const verdictOf = (target) => {
    const known = verdicts.get(target);
    if (known !== void 0) return known;
    const verdict = judge(host.id, target.origin, target.path);
    if (host.id) verdicts.set(target, verdict);
    return verdict;
  };
  const isListed = (target) => verdictOf(target) === LISTED;
  const dispatchLater = async (next, call, target, pass, since) => {
    while (!host.isOpen) await opened(call.signal, () => call.signal.reason);
    return isListed(target) ? dispatch(next, call, since) : call.pass(pass, target);
  };
  const dispatch = (next, call, since) => {
    if (carrier.isOwn(call.headers) || call.mode === "no-cors") return call.send(next);
    const attempt = since && !isSameEpoch(since, mark(host.id)) ? WAITED : FIRST;
    return show2((token2, mark2) => exchange(next, call, token2, mark2), call.signal, { attempt, mark: since });
  };
  const guards = /* @__PURE__ */ new Map();
  const guardOf = (method, isInBody = false) => {
    const key = isInBody ? `${method} body` : method;
    const known = guards.get(key);
    if (known !== void 0) return known;
    const guard2 = guard(host.id, method, isInBody);
    if (host.id) guards.set(key, guard2);
    return guard2;
  };
  const isOurs = (target) => isListed(target) && isMine2(agent, target);
  const renew = async (signal, mark2) => show2((...shown) => shown, signal, { attempt: WAITED, mark: mark2 });
  const ask = createRedirects({ carrier, guardOf, isOurs, renew });
  const exchange = async (next, call, token2, mark2) => {
    if (token2 === void 0) return call.send(next);
    const { check } = lifeline();
    const { signal } = call;
    const [response, shown] = await ask(next, call, token2, mark2);
    const refusal = shown && isRefused(response, signal, shown, false);
    if (!refusal || !await refusal || call.isStream()) return response;
    check();
    const again = (token3, mark3) => token3 !== void 0 && ask(next, call, token3, mark3);
    let sent;
    try {
      sent = await show2((...args) => ({ answer: again(...args) }), signal, { attempt: REFUSED, mark: shown });
    } catch (error) {
      if (signal?.aborted) throw error;
      check();
    }
    if (!sent?.answer) return response;
    discard(response);
    const [second, shownAgain] = await sent.answer;
    if (shownAgain) await isRefused(second, signal, shownAgain, true);
    return second;
  };
  const isRefused = (response, signal, mark2, isResend) => {
    const refuse2 = (status2, challenge2) => refuse(host.id, mark2, status2, challenge2, isResend);
    const challenge = response.headers?.get("www-authenticate") ?? void 0;
    if ((response.status === 401 || challenge) && refuse2(response.status, challenge)) return true;
    return config.expired && isExpired(response, signal).then((isExpired2) => isExpired2 && refuse2(401));
  };
  const isExpired = async (response, signal) => {
    if (response.bodyUsed) return false;
    const copy = response.clone();
    const stop = new AbortController();
    const gaveUp = new Promise((_, reject) => signal?.addEventListener("abort", reject, { signal: stop.signal }));
    const verdict = async () => config.expired(copy);
    try {
      signal?.throwIfAborted();
      return await Promise.race([gaveUp, verdict()]);
    } catch (error) {
      signal?.throwIfAborted();
      setTimeout(() => {
        throw error;
      });
    } finally {
      stop.abort();
      discard(copy);
    }
  };
  const { header: header2, cookie } = config.attach;
  const isTakenAlong = (isInBody) => !cookie && (isInBody || !/^authorization$/i.test(header2));
  const agent = {
    rank,
    fetchBy,
    isListed,
    opened,
    isOpen: () => host.isOpen,
    show: show2,
    mark: () => mark(host.id),
    refuse: (...args) => refuse(host.id, ...args),
    // Whether a redirect that is followed shows the token to others.
    isExposing: (method, isInBody) => isTakenAlong(isInBody) && guardOf(method, isInBody) > 0,
    isOwn: carrier.isOwn,
    isForm: carrier.isForm,
    dress: carrier.dress,
    isCredentialed: carrier.isCredentialed,
    warn
  };
  return { agent, tokenText, verdictOf };
}

// pkg-template/waiting.js
import { AuthError as AuthError4 } from "../browser/auth_error.js";
var loginRequired = () => new AuthError4("login-required", "Nobody is signed in: call login()");
function createWaiting({ limit, timeout }) {
  const waiters = /* @__PURE__ */ new Set();
  return {
    resume: () => waiters.forEach((waiter) => waiter.resume()),
    fail: (error) => waiters.forEach((waiter) => waiter.fail(error)),
    // When somebody who begins to wait for a login gives up.
    deadline: () => performance.now() + timeout,
    // Settles at the next news. With a deadline it is a login that is waited for.
    wait: (signal, deadline) => new Promise((resolve2, reject) => {
      const stop = new AbortController();
      const ender = (settle) => (value) => {
        waiters.delete(waiter);
        stop.abort();
        clearTimeout(timer);
        settle(value);
      };
      const waiter = { deadline, resume: ender(resolve2), fail: ender(reject) };
      const giveUp = () => waiter.fail(loginRequired());
      const timer = deadline && setTimeout(giveUp, Math.min(deadline - performance.now(), 2 ** 31 - 1));
      const onAbort = () => waiter.fail(signal.reason);
      signal?.addEventListener("abort", onAbort, { signal: stop.signal });
      if (signal?.aborted) onAbort();
      else if (deadline && [...waiters].filter(({ deadline: deadline2 }) => deadline2).length >= limit) giveUp();
      else waiters.add(waiter);
    })
  };
}

// pkg-template/auth.js
var nativeFetch = globalThis.fetch;
var STATUS = ["signed-out", "signed-in", "expired", "loading"];
var REFUSALS = [, "this origin is not in attach.to", "this path is not in attach.to", "this endpoint gives tokens away"];
var CALM = 1e4;
function createHome(config, places, hooks) {
  const endpoints = config.isIsolated ? [config.tokenUrl, config.refresh?.url].filter(Boolean).map(placeOf) : [];
  const { on, subscribe, emit, notify } = createEmitter();
  const waiting = createWaiting(config.wait);
  const host = createHost(config, emit, waiting, () => start2());
  let starting = null;
  let unwatch = null;
  let isClosed = false;
  let restartedAt = -Infinity;
  const open3 = async () => {
    const loading = load();
    if (loading) await loading;
    if (isClosed) throw closed();
    unwatch ??= watch(host.comeBack, host.leave);
    restarts.add(onRestart);
    await host.open(flat(places), flat(endpoints));
    notify();
  };
  const start2 = () => {
    if (starting) return starting;
    const mine = open3().catch((error) => {
      if (starting === mine) starting = null;
      throw error;
    });
    return starting = mine;
  };
  const onRestart = (error) => {
    const isWorthwhile = host.isOpen && performance.now() - restartedAt > CALM;
    restartedAt = performance.now();
    starting = null;
    host.fail(error);
    if (isWorthwhile) start2().catch(() => {
    });
    queueMicrotask(() => isClosed || warn(error.code, error.message));
  };
  const opened = async (signal, reason = () => aborted(signal)) => {
    await ahead(start2(), signal, reason);
    if (isClosed) throw closed();
  };
  const call = async (begin, details) => {
    while (!host.isOpen) await opened(details?.signal);
    return host.call(begin, details);
  };
  const warn = (code, message) => emit("warning", { code, message });
  const { agent, tokenText, verdictOf } = createRequests({ config, places, host, waiting, opened, warn, isMine: hooks?.isMine });
  const login3 = async (flat2, init, request) => {
    if (!request && !config.tokenUrl) throw invalid("tokenUrl", "is missing");
    const begin = (ticket) => {
      login(host.id, ticket, flat2);
      if (request) exchangeBy2(host, ticket, CALLBACK_FAILED2, request);
    };
    return call(begin, { signal: init?.signal, parse: config.response?.parse });
  };
  const adopt2 = (json) => call((ticket) => adopt(host.id, ticket, json));
  const auth = {
    async login(credentials, init) {
      const { request } = config.login;
      return request ? login3(void 0, init, () => request(credentials)) : login3(readCredentials(credentials), init);
    },
    adopt: (answer2) => adopt2(toJson(answer2)),
    logout: () => call((ticket) => logout(host.id, ticket), { keepalive: true }).then(() => {
    }),
    refresh: () => call((ticket) => refresh(host.id, ticket)),
    // Named and counted like the native one.
    fetch(input) {
      return agent.fetchBy(nativeFetch, arguments);
    },
    async url(target) {
      const { href, origin, path } = targetOf(target) ?? {};
      const { query } = config.attach;
      if (!query && !config.attach.cookie) throw invalid("attach.query", "is missing: name the parameter");
      while (!host.isOpen) await opened();
      const isListed = href && agent.isListed({ origin: origin.replace(/^ws/, "http"), path });
      const token2 = isListed && !config.attach.cookie && await tokenText();
      if (!token2) return `${target}`;
      const url = new URL(href);
      url.search += `${url.search ? "&" : "?"}${query}=${encodeURIComponent(token2)}`;
      return url.href;
    },
    async token() {
      while (!host.isOpen) await opened();
      if (config.attach.cookie || STATUS[status(host.id)] === "signed-out") return null;
      try {
        return await tokenText(false) ?? null;
      } catch (error) {
        if (error.code === "login-required") return null;
        throw error;
      }
    },
    get status() {
      try {
        if (host.id) return STATUS[status(host.id)];
      } catch {
      }
      return isClosed ? "signed-out" : "loading";
    },
    get session() {
      return auth.status === "signed-in" ? host.session : null;
    },
    get ready() {
      return start2();
    },
    on,
    subscribe,
    install: ({ fetch = true, xhr = false } = {}) => isClosed ? () => {
    } : hooks.install(agent, { fetch, xhr }),
    explain(target) {
      const place = targetOf(target);
      if (!place) return { listed: false, attached: false, reason: "this is no URL" };
      if (isClosed) return { listed: false, attached: false, reason: "closed" };
      if (!host.id) return { listed: agent.rank(place) > 0, attached: false, reason: "still loading: await ready" };
      const verdict = verdictOf(place);
      const listed = !verdict;
      const { status: status2 } = auth;
      return {
        listed,
        attached: listed && status2 === "signed-in",
        reason: REFUSALS[verdict] ?? `listed in attach.to, and ${status2.replace("-", " ")}`
      };
    },
    close() {
      isClosed = true;
      starting = null;
      hooks?.uninstall(agent);
      unwatch?.();
      restarts.delete(onRestart);
      arm(host, -1);
      host.close(closed());
      notify();
    }
  };
  if (Symbol.dispose) auth[Symbol.dispose] = auth.close;
  if (isBrowser) start2().catch(() => {
  });
  return { auth, login: login3, adopt: adopt2, agent, host };
}
var flat = (places) => places.flatMap((place) => [...place, true]);

// pkg-template/fetch_hook.js
var registries = [];
var inFetch = createRegistry();
var layers = [];
var passing;
var offered = /* @__PURE__ */ new WeakSet();
var installFetch = (agent) => enter(inFetch, agent, hookFetch, unhookFetch);
function isMine(agent, target) {
  return !inFetch.has(agent) || pick(inFetch, target)[0] === agent;
}
function uninstall(agent) {
  for (const agents of registries) agents.get(agent)?.();
}
function createRegistry() {
  registries.push(/* @__PURE__ */ new Map());
  return registries.at(-1);
}
function enter(agents, agent, hook, unhook) {
  const leave = () => {
    if (agents.get(agent) !== leave) return;
    agents.delete(agent);
    if (!agents.size) unhook();
  };
  hook();
  if (!agents.has(agent)) agents.set(agent, leave);
  return agents.get(agent);
}
var pick = (agents, target) => target ? [...agents.keys()].map((agent) => [agent, agent.rank(target)]).filter(([, rank]) => rank).sort(([, a], [, b]) => b - a).map(([agent]) => agent) : [];
function hookFetch() {
  const previous = globalThis.fetch;
  if (layers.some(({ hook: hook2 }) => hook2 === previous)) return;
  const { fetch: hook } = {
    fetch(input) {
      const given = arguments[1] ?? input;
      const send = (...args) => {
        const before = passing;
        [passing] = args;
        const made = args[1] ?? args[0];
        if (made !== given && Object(made) === made) offered.add(made);
        try {
          return previous.apply(this, args);
        } finally {
          passing = before;
        }
      };
      const target = arguments.length ? targetOf(input) : null;
      if (!target || offered.has(given) || isPassing(target)) return send(...arguments);
      const offer = (pass, agent) => (args, target2) => agent.fetchBy(send, args, { target: target2, pass });
      return pick(inFetch, target).reduceRight(offer, (args) => send(...args))(arguments, target);
    }
  };
  globalThis.fetch = hook;
  layers.push({ hook, previous });
}
var isPassing = ({ href }) => passing !== void 0 && targetOf(passing)?.href === href;
function unhookFetch() {
  for (let i; (i = layers.findIndex(({ hook }) => hook === globalThis.fetch)) >= 0; layers.splice(i)) {
    globalThis.fetch = layers[i].previous;
  }
}

// pkg-template/options.js
import { isObject as isObject2 } from "../browser/platform.js";
var any = () => {
};
var text = (value) => typeof value === "string" && value ? null : "must be text";
var number = (value) => value >= 0 && value < Infinity ? null : "must be 0 or more";
var fn = (value) => typeof value === "function" ? null : "must be a function";
var record = (value) => isObject2(value) ? null : "must be an object";
var values = (value) => isObject2(value) && Object.values(value).every((v) => v == null || /string|number|boolean/.test(typeof v)) ? null : "must be an object of text, numbers and booleans";
var texts = (value) => isObject2(value) && Object.values(value).every((v) => typeof v === "string") ? null : "must be an object of text";
var millis = (value) => value > 0 ? null : "must be above 0 (milliseconds)";
var oneOf = (...choices) => (value) => choices.includes(value) ? null : `must be one of ${choices.join(", ")}`;
var STORAGES = oneOf("memory", "session", "local", "indexeddb");
var token = (value) => /^[\w!#$%&'*+.^`|~-]*$/.test(value) ? null : "must be one word";
var header = (value) => text(value) ?? token(value) ?? (requestWith(value).headers.has(value) ? null : "is not a header that scripts can set");
var requestWith = (name) => new Request("http://localhost", { headers: { [name]: "x" } });
var optionChecks = () => ({
  tokenUrl: any,
  login: {
    method: oneOf("POST", "GET"),
    encoding: oneOf("json", "form", "query", "basic", "headers"),
    fields: texts,
    extra: values,
    headers: texts,
    credentials: oneOf("omit", "same-origin", "include"),
    request: fn
  },
  refresh: {
    url: any,
    method: oneOf("POST", "GET"),
    encoding: oneOf("json", "form", "bearer", "cookie"),
    field: text,
    extra: values,
    headers: texts,
    credentials: oneOf("omit", "same-origin", "include"),
    request: fn
  },
  response: { accessToken: text, refreshToken: text, expiresIn: text, expires: text, user: text, parse: fn },
  logout: { url: any, method: oneOf("POST", "DELETE", "GET") },
  attach: {
    to: any,
    header,
    scheme: token,
    query: text,
    field: text,
    redirects: oneOf("safe", "error", "follow"),
    cookie: { csrfCookie: text, csrfHeader: header }
  },
  expired: fn,
  storage: (value) => isObject2(value) ? fn(value.getItem) ?? fn(value.setItem) : STORAGES(value),
  renew: { before: number, tolerance: number },
  timeout: millis,
  signedOut: oneOf("pass", "reject", "wait"),
  wait: { limit: number, timeout: millis },
  isolation: oneOf("page", "worker", "shared-worker"),
  name: text
});
function read(options, checks, path) {
  const problem = record(options);
  if (problem) throw invalid(path || "options", problem);
  const copy = { __proto__: null };
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) && checks[name];
    const full = path ? `${path}.${name}` : name;
    if (!check) throw invalid(full, "is no option");
    if (value == null) continue;
    if (value === false && /^(logout|refresh|attach\.cookie)$/.test(full)) {
      copy[name] = false;
      continue;
    }
    const problem2 = typeof check === "function" && check(value);
    if (problem2) throw invalid(full, problem2);
    copy[name] = typeof check === "function" ? value : read(value === true && full === "attach.cookie" ? {} : value, check, full);
  }
  return copy;
}
function readOptions(options, base2) {
  const copy = read(options, optionChecks(), "");
  copy.isolation ??= "page";
  copy.isIsolated = copy.isolation === "page" ? null : true;
  const { tokenUrl, logout: logout2, refresh: refresh2 } = copy;
  const { cookie } = copy.attach ??= { __proto__: null };
  if (cookie) checkCookie(copy);
  const credentials = cookie || refresh2?.encoding === "cookie" ? "include" : void 0;
  if (tokenUrl !== void 0) copy.tokenUrl = resolve("tokenUrl", tokenUrl, base2).href.split("#")[0];
  if (logout2) {
    const url = resolve("logout.url", logout2.url, base2).href;
    copy.logout = { __proto__: null, method: "POST", credentials, ...logout2, url };
  }
  const isGet = copy.login?.method === "GET";
  if (isGet && /json|form/.test(copy.login.encoding)) {
    throw invalid("login.encoding", "needs a body: use POST, or query");
  }
  copy.login = { __proto__: null, method: "POST", encoding: isGet ? "query" : "json", credentials, ...copy.login };
  copy.refresh = refresh2 === false ? null : withRefreshDefaults(refresh2, copy, base2);
  const { to = copy.tokenUrl ? [new URL(copy.tokenUrl).origin] : [], header: header2 = "x-access-token", ...attach } = copy.attach;
  if (!Array.isArray(to)) throw invalid("attach.to", "must be an array");
  const scheme = header2.toLowerCase() === "authorization" ? "Bearer" : "";
  const csrf = cookie ? { __proto__: null, csrfCookie: "XSRF-TOKEN", csrfHeader: "X-XSRF-TOKEN", ...cookie } : null;
  copy.attach = { __proto__: null, header: header2, scheme, ...attach, cookie: csrf };
  copy.renew = { __proto__: null, before: 60, tolerance: 0, ...copy.renew };
  copy.wait = { __proto__: null, limit: 100, timeout: 3e5, ...copy.wait };
  copy.storage ??= cookie ? "local" : "memory";
  copy.name ??= copy.tokenUrl ?? "default";
  copy.timeout ??= 1e4;
  return [copy, to.map(toPlace)];
}
function checkCookie({ attach, refresh: refresh2, logout: logout2 }) {
  for (const name of ["header", "scheme", "query", "field"]) {
    if (attach[name] !== void 0) throw invalid(`attach.${name}`, "is of no use with attach.cookie");
  }
  if (!/^(cookie|undefined)$/.test(refresh2?.encoding)) throw invalid("refresh.encoding", "must be cookie with attach.cookie");
  if (logout2 === void 0) throw invalid("logout.url", "is missing: only the server can delete the cookie");
}
function withRefreshDefaults(refresh2, { tokenUrl, login: login3, attach }, base2) {
  if (refresh2 && !refresh2.url && !refresh2.request && !tokenUrl) throw invalid("refresh.url", "is missing");
  const url = refresh2?.url === void 0 ? tokenUrl : resolve("refresh.url", refresh2.url, base2).href.split("#")[0];
  if (!url && !refresh2) return null;
  const isForm = login3.encoding === "form";
  const { grant_type, ...extra } = isForm && login3.extra || {};
  const defaults = {
    method: "POST",
    encoding: attach.cookie ? "cookie" : isForm ? "form" : "json",
    field: "refresh_token",
    extra,
    isGiven: refresh2 ? true : null
  };
  const filled = { __proto__: null, ...defaults, ...refresh2, url: url ?? null };
  if (!filled.request && filled.method === "GET" && /json|form/.test(filled.encoding)) {
    throw invalid("refresh.encoding", "needs a body: use POST, bearer or cookie");
  }
  return filled;
}

// src/client/shell.js
var TYPES = ["signed-in", "renewed", "user-changed", "expiring", "expired", "signed-out", "login-required", "warning"];
function open2(engine, options) {
  provide(engine);
  const [config, places] = readOptions(options);
  if (config.isIsolated) throw invalid("isolation", "must be page in a Rust app");
  return createHome(config, places, { install: installFetch, isMine, uninstall }).auth;
}
var login2 = (auth, credentials, signal) => auth.login(credentials, { signal });
var textOf2 = (session) => JSON.stringify(session).replace(/\\(ud[89a-f]..|.)/g, (escape, { length }) => length > 1 ? "�" : escape);
function listen(auth, tell) {
  const stops = TYPES.map((type) => auth.on(type, (event) => tell(type, event)));
  stops.push(auth.subscribe(() => tell()));
  return () => stops.forEach((stop) => stop());
}
export {
  listen,
  login2 as login,
  open2 as open,
  textOf2 as textOf
};
