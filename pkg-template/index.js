// The package's entry: makes an `Auth` out of a session in the engine, which is WebAssembly. Owns start-up, the calls that
// wait and the hook on the global fetch; no policy. Until the engine is ready it holds back only requests that may be
// listed.

import * as engine from "./jotpass.js";
import { AuthError } from "./snippets/jotpass/src/browser/auth_error.js";
import { arm, exchangeBy, isObject, members, send, watch } from "./snippets/jotpass/src/browser/platform.js";
import { createEmitter } from "./emitter.js";
import { hookFetch } from "./hook.js";
import { load } from "./load.js";
import { readOptions } from "./options.js";
import { invalid, targetOf } from "./places.js";

export { AuthError };

const { fetch: nativeFetch, Request: NativeRequest } = globalThis;

// The statuses and verdicts of the engine, and one failure of an exchange, by their numbers.
const STATUS = ["signed-out", "signed-in", "expired"];
const VERDICTS = [, "this origin is not in attach.to", "this path is not in attach.to"];
const CALLBACK_FAILED = 2;

// A server renders what a page shows before anything has loaded, and loads nothing.
const isBrowser = typeof document !== "undefined" || typeof WorkerGlobalScope !== "undefined";

export async function decodeJwt(token) {
  await load();
  const [header, claims] = engine.decode(`${token}`);
  return { header, claims };
}

export function createAuth(options = {}) {
  const [config, places] = readOptions(options);
  const { on, subscribe, emit, notify } = createEmitter();
  let id = 0; // 0 is no session
  let session = null;
  let starting = null;
  let uninstall = null;
  let unwatch = null;
  let isClosed = false;
  let lastTicket = 0;

  // What the engine and the verbs of the platform may use of us.
  const host = {
    calls: new Map(),
    timeout: config.timeout,
    wake: () => id && engine.wake(id),
    emit(type, next) {
      if (!id) return;
      if (next) {
        const [claims, user, receivedAt, expiresAt] = next;
        session = freeze({ claims, user, receivedAt, expiresAt });
      }
      emit(type, type === "signed-out" ? { reason: "logout" } : { session });
    },
    deliver(ticket, { failure, cause, response, text, given }) {
      const call = host.calls.get(ticket);
      if (!call) return;
      // Told or not, the user is signed out here.
      if (call.keepalive) return host.settle(ticket);
      call.cause = cause;
      if (response) engine.answer(id, ticket, response, text ?? `${given}`, text === undefined);
      else engine.fail(id, ticket, failure);
    },
    settle(ticket, error) {
      const call = host.calls.get(ticket);
      host.calls.delete(ticket);
      if (!error) return call?.resolve(session);
      error.cause = call?.cause;
      call?.reject(error);
    },
  };

  const open = async () => {
    await load();
    if (isClosed) throw closed();
    id = engine.open(config, places.flatMap((place) => [...place, true]), host);
    unwatch = watch(host.wake);
    notify();
  };
  const start = () => {
    starting ??= open().catch((error) => {
      // A failure is not remembered: the next call tries again.
      starting = null;
      throw error;
    });
    return starting;
  };
  // Waits for the engine, and no longer than the caller does.
  const opened = async (signal, reason = () => aborted(signal)) => {
    const gaveUp = new Promise((_, reject) => {
      const onAbort = () => reject(reason());
      signal?.addEventListener("abort", onAbort);
      if (signal?.aborted) onAbort();
    });
    await Promise.race([gaveUp, start()]);
    if (isClosed) throw closed();
  };
  const call = (begin, details) => {
    const run = () =>
      new Promise((resolve, reject) => {
        host.calls.set(++lastTicket, { resolve, reject, ...details });
        begin(lastTicket);
      });
    return id ? run() : opened(details?.signal).then(run);
  };

  // `next` sends what is not ours, and gets it as the caller gave it. What cannot be listed never waits for the engine.
  const fetchBy = (next, args) => {
    const target = args.length ? targetOf(args[0]) : null;
    const isNear = places.some(([origin, path]) => target?.origin === origin && target.path.startsWith(path));
    if (!isNear || (id && engine.judge(id, target.origin, target.path))) return next(...args);
    try {
      // Built now, as the native fetch would: what the caller does to its objects afterwards changes nothing.
      const request = new NativeRequest(target.isRequest ? args[0] : target.href, args[1]);
      return id ? dispatch(request, target) : fetchLater(request, target);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  const dispatch = (request, { origin, path }) =>
    send(request, config.attach.header, engine.show(id, origin, path, false));
  const fetchLater = async (request, target) => {
    await opened(request.signal, () => request.signal.reason);
    return dispatch(request, target);
  };

  const auth = {
    async login(credentials, init) {
      const { request } = config.login;
      if (!request && !config.tokenUrl) throw invalid("tokenUrl", "is missing");
      const flat = request ? undefined : readCredentials(credentials);
      const begin = (ticket) => {
        engine.login(id, ticket, flat);
        if (request) exchangeBy(host, ticket, CALLBACK_FAILED, () => request(credentials));
      };
      return call(begin, { signal: init?.signal, parse: config.response?.parse });
    },
    adopt: (answer) => call((ticket) => engine.adopt(id, ticket, toJson(answer))),
    logout: () => call((ticket) => engine.logout(id, ticket), { keepalive: true }).then(() => {}),

    // Named and counted like the native one.
    fetch(input) {
      return fetchBy(nativeFetch, arguments);
    },
    async url(target) {
      const { href, origin, path } = targetOf(target) ?? {};
      const { query } = config.attach;
      if (!query) throw invalid("attach.query", "is missing: name the parameter");
      await opened();
      // A WebSocket belongs to the origin of the page that serves it.
      const token = href && engine.show(id, origin.replace(/^ws/, "http"), path, true);
      if (!token) return `${target}`;
      // Not by URLSearchParams, which would write the rest of the query anew, and differently.
      const url = new URL(href);
      url.search += `${url.search ? "&" : "?"}${query}=${encodeURIComponent(token)}`;
      return url.href;
    },
    async token() {
      await opened();
      return engine.token(id) ?? null;
    },

    get status() {
      return id ? STATUS[engine.status(id)] : isClosed ? "signed-out" : "loading";
    },
    get session() {
      return auth.status === "signed-in" ? session : null;
    },
    get ready() {
      return start();
    },

    on,
    subscribe,

    install({ fetch: wanted = true } = {}) {
      if (!wanted || isClosed) return () => {};
      uninstall ??= hookFetch(fetchBy, () => (uninstall = null));
      return uninstall;
    },
    explain(target) {
      const place = targetOf(target);
      if (!place) return { attached: false, reason: "this is no URL" };
      if (!id) return { attached: false, reason: isClosed ? "closed" : "still loading: await ready" };
      const verdict = engine.judge(id, place.origin, place.path);
      const { status } = auth;
      return {
        attached: verdict === 0 && status === "signed-in",
        reason: VERDICTS[verdict] ?? `listed in attach.to, and ${status.replace("-", " ")}`,
      };
    },

    close() {
      isClosed = true;
      starting = null;
      uninstall?.();
      unwatch?.();
      arm(host, -1);
      if (id) engine.close(id);
      id = 0;
      session = null;
      for (const [ticket, { keepalive }] of host.calls) host.settle(ticket, keepalive ? undefined : closed());
      notify();
    },
  };
  if (Symbol.dispose) auth[Symbol.dispose] = auth.close;
  if (isBrowser) start().catch(() => {});
  return auth;
}

const aborted = (signal) =>
  new AuthError("aborted", "The caller aborted this call", { cause: signal.reason });
const closed = () => new AuthError("closed", "Closed: create another Auth");

function readCredentials(credentials) {
  try {
    if (credentials === undefined || isObject(credentials)) return members(credentials);
  } catch {}
  throw invalid("credentials", "must be an object that JSON can hold");
}

// Text that is no JSON, for what JSON cannot hold.
function toJson(value) {
  try {
    return `${JSON.stringify(value)}`;
  } catch {
    return "";
  }
}

// Frozen through and through: what the engine gives is ours alone.
function freeze(value) {
  if (value !== null && typeof value === "object") Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}
