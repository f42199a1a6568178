// The package's entry: makes an `Auth` out of a session in the engine, which is WebAssembly. Owns start-up, the calls that
// wait and the hook on the global fetch; no policy. Until the engine is ready it holds back only requests to origins on
// the list.

import * as engine from "./jotpass.js";
import { AuthError } from "./snippets/jotpass/src/browser/auth_error.js";
import { arm, exchangeBy, isObject, members, send, watch } from "./snippets/jotpass/src/browser/platform.js";
import { createEmitter } from "./emitter.js";
import { hookFetch } from "./hook.js";
import { load } from "./load.js";
import { invalid, readOptions } from "./options.js";
import { targetOf } from "./places.js";

export { AuthError };

const { fetch: nativeFetch, Request: NativeRequest } = globalThis;

// The stages and verdicts of the engine, by their numbers.
const STATUS = ["signed-out", "signed-in", "expired"];
const VERDICTS = [, "no entry of attach.to has this origin", "attach.to has this origin, but not this path"];
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
  const origins = new Set(places.map(([origin]) => origin));
  const { on, subscribe, emit, notify } = createEmitter();
  let id = null;
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
    wake: () => id === null || engine.wake(id),
    emit(type, next) {
      if (id === null) return;
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
  // A closed session's number would be nobody's, or somebody else's.
  const opened = async () => {
    await start();
    if (isClosed) throw closed();
  };
  const call = (begin, details) => {
    const run = () =>
      new Promise((resolve, reject) => {
        host.calls.set(++lastTicket, { resolve, reject, ...details });
        begin(lastTicket);
      });
    return id === null ? opened().then(run) : run();
  };

  // `next` sends what is not ours, and gets it as the caller gave it.
  const fetchBy = (next, args) => {
    const target = args.length ? targetOf(args[0]) : null;
    if (!origins.has(target?.origin) || (id !== null && engine.judge(id, target.origin, target.path))) return next(...args);
    try {
      // Built now, as the native fetch would: what the caller does to its objects afterwards changes nothing.
      const request = new NativeRequest(target.isRequest ? args[0] : target.href, args[1]);
      return id === null ? fetchLater(request, target) : dispatch(request, target);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  const dispatch = (request, { origin, path }) =>
    send(request, config.attach.header, engine.show(id, origin, path, false));
  const fetchLater = async (request, target) => {
    const aborted = new Promise((_, reject) => {
      const abort = () => reject(request.signal.reason);
      request.signal.addEventListener("abort", abort);
      if (request.signal.aborted) abort();
    });
    await Promise.race([aborted, opened()]);
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
      return id === null ? (isClosed ? "signed-out" : "loading") : STATUS[engine.status(id)];
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
      if (!wanted) return () => {};
      uninstall ??= hookFetch(fetchBy, () => (uninstall = null));
      return uninstall;
    },
    explain(target) {
      const place = targetOf(target);
      if (!place) return { attached: false, reason: "this is no URL" };
      if (id === null) return { attached: false, reason: isClosed ? "closed" : "still loading: await ready" };
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
      if (id !== null) engine.close(id);
      id = session = null;
      for (const [ticket, { keepalive }] of host.calls) host.settle(ticket, keepalive ? undefined : closed());
      notify();
    },
  };
  if (Symbol.dispose) auth[Symbol.dispose] = auth.close;
  if (isBrowser) start().catch(() => {});
  return auth;
}

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
