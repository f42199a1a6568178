// The package's entry: makes an `Auth` out of a session in the engine, which is WebAssembly. Owns start-up and recovery, the
// calls that wait and the hook on the global fetch; no policy. Until the engine is ready it holds back only requests that may
// be listed.

import { AuthError } from "./snippets/jotpass/src/browser/auth_error.js";
import { CALLBACK_FAILED, arm, exchangeBy, isObject, members, watch } from "./snippets/jotpass/src/browser/platform.js";
import { createEmitter } from "./emitter.js";
import { hookFetch } from "./hook.js";
import { createHost } from "./host.js";
import { engine, load, restarts } from "./load.js";
import { readOptions } from "./options.js";
import { invalid, targetOf } from "./places.js";
import { createRequests } from "./requests.js";
import { createWaiting } from "./waiting.js";

export { AuthError };

const nativeFetch = globalThis.fetch;

// The statuses and verdicts of the engine, by their numbers.
const STATUS = ["signed-out", "signed-in", "expired", "loading"];
const VERDICTS = [, "this origin is not in attach.to", "this path is not in attach.to"];

// An instance that lasts for so many milliseconds has not been broken by its start.
const CALM = 10_000;

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
  const waiting = createWaiting(config.wait);
  const host = createHost(config, emit, waiting, () => start());
  let starting = null;
  let uninstall = null;
  let unwatch = null;
  let isClosed = false;
  let restartedAt = -Infinity;

  const open = async () => {
    await load();
    if (isClosed) throw closed();
    unwatch ??= watch(host.comeBack, host.leave);
    restarts.add(onRestart);
    await host.open(places.flatMap((place) => [...place, true]));
    notify();
  };
  const start = () => {
    if (starting) return starting;
    const mine = open().catch((error) => {
      // A failure is not remembered: the next call tries again.
      if (starting === mine) starting = null;
      throw error;
    });
    return (starting = mine);
  };
  const onRestart = (error) => {
    // What broke in starting, or has broken a moment ago, would again: it is left until it is needed.
    const isWorthwhile = host.isOpen && performance.now() - restartedAt > CALM;
    restartedAt = performance.now();
    starting = null;
    host.fail(error);
    if (isWorthwhile) start().catch(() => {});
    // As soon as nothing of the broken instance is on the stack, and all objects of the page know.
    queueMicrotask(() => isClosed || emit("warning", { code: error.code, message: error.message }));
  };
  // Waits for the engine, and no longer than the caller does. It may break again before its caller's turn comes, who
  // therefore asks until it is open.
  const opened = async (signal, reason = () => aborted(signal)) => {
    const gaveUp = new Promise((_, reject) => {
      const onAbort = () => reject(reason());
      signal?.addEventListener("abort", onAbort);
      if (signal?.aborted) onAbort();
    });
    await Promise.race([gaveUp, start()]);
    if (isClosed) throw closed();
  };
  const call = async (begin, details) => {
    while (!host.isOpen) await opened(details?.signal);
    return host.call(begin, details);
  };
  const { fetchBy, plain } = createRequests({ config, places, host, waiting, opened });

  const auth = {
    async login(credentials, init) {
      const { request } = config.login;
      if (!request && !config.tokenUrl) throw invalid("tokenUrl", "is missing");
      const flat = request ? undefined : readCredentials(credentials);
      const begin = (ticket) => {
        engine.login(host.id, ticket, flat);
        if (request) exchangeBy(host, ticket, CALLBACK_FAILED, () => request(credentials));
      };
      return call(begin, { signal: init?.signal, parse: config.response?.parse });
    },
    adopt: (answer) => call((ticket) => engine.adopt(host.id, ticket, toJson(answer))),
    logout: () => call((ticket) => engine.logout(host.id, ticket), { keepalive: true }).then(() => {}),
    refresh: () => call((ticket) => engine.refresh(host.id, ticket)),

    // Named and counted like the native one.
    fetch(input) {
      return fetchBy(nativeFetch, arguments);
    },
    async url(target) {
      const { href, origin, path } = targetOf(target) ?? {};
      const { query } = config.attach;
      if (!query) throw invalid("attach.query", "is missing: name the parameter");
      while (!host.isOpen) await opened();
      // A WebSocket belongs to the origin of the page that serves it.
      const isListed = href && engine.judge(host.id, origin.replace(/^ws/, "http"), path) === 0;
      const token = isListed && (await plain());
      if (!token) return `${target}`;
      // Not by URLSearchParams, which would write the rest of the query anew, and differently.
      const url = new URL(href);
      url.search += `${url.search ? "&" : "?"}${query}=${encodeURIComponent(token)}`;
      return url.href;
    },
    async token() {
      while (!host.isOpen) await opened();
      if (STATUS[engine.status(host.id)] === "signed-out") return null;
      try {
        return (await plain(false)) ?? null;
      } catch (error) {
        if (error.code === "login-required") return null;
        throw error;
      }
    },

    get status() {
      try {
        if (host.id) return STATUS[engine.status(host.id)];
      } catch {
        // It broke, so it is loading.
      }
      return isClosed ? "signed-out" : "loading";
    },
    get session() {
      return auth.status === "signed-in" ? host.session : null;
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
      if (!host.id) return { attached: false, reason: isClosed ? "closed" : "still loading: await ready" };
      const verdict = engine.judge(host.id, place.origin, place.path);
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
      restarts.delete(onRestart);
      arm(host, -1);
      host.close(closed());
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
