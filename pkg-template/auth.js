// An `Auth` over a session in the engine, which is WebAssembly, where both are in one realm: a page, or the worker that serves
// pages (isolation/connection.js). Owns start-up and recovery; requests are made in requests.js. Must hold no policy. Until the
// engine is ready only requests that may be listed are held back.

import { AuthError } from "../src/browser/auth_error.js";
import { CALLBACK_FAILED, arm, exchangeBy, watch } from "../src/browser/platform.js";
import { ahead, aborted, closed, readCredentials, toJson } from "./calls.js";
import { createEmitter } from "./emitter.js";
import { createHost } from "./host.js";
import * as engine from "./engine.js";
import { invalid, isBrowser, placeOf, targetOf } from "./places.js";
import { createRequests } from "./requests.js";
import { createWaiting } from "./waiting.js";

const nativeFetch = globalThis.fetch;

// The statuses of the engine and its refusals of a place, by their numbers.
const STATUS = ["signed-out", "signed-in", "expired", "loading"];
const REFUSALS = [, "this origin is not in attach.to", "this path is not in attach.to", "this endpoint gives tokens away"];

// An instance that lasts for so many milliseconds has not been broken by its start.
const CALM = 10_000;

// `hooks` are those on the globals, which a worker has not. Gives the `Auth`, and what it is made of, for a worker.
export function createHome(config, places, hooks) {
  // Places whose answers hold a token, which the page must not see.
  const endpoints = config.isIsolated ? [config.tokenUrl, config.refresh?.url].filter(Boolean).map(placeOf) : [];
  const { on, subscribe, emit, notify } = createEmitter();
  const waiting = createWaiting(config.wait);
  const host = createHost(config, emit, waiting, () => start());
  let starting = null;
  let unwatch = null;
  let isClosed = false;
  let restartedAt = -Infinity;

  const open = async () => {
    // Without waiting where there is nothing to wait for: then a page knows at once that nobody is signed in.
    const loading = engine.load();
    if (loading) await loading;
    if (isClosed) throw closed();
    unwatch ??= watch(host.comeBack, host.leave);
    engine.restarts.add(onRestart);
    await host.open(flat(places), flat(endpoints));
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
    queueMicrotask(() => isClosed || warn(error.code, error.message));
  };
  // It may break again before its caller's turn comes, who therefore asks until it is open.
  const opened = async (signal, reason = () => aborted(signal)) => {
    await ahead(start(), signal, reason);
    if (isClosed) throw closed();
  };
  const call = async (begin, details) => {
    while (!host.isOpen) await opened(details?.signal);
    return host.call(begin, details);
  };
  const warn = (code, message) => emit("warning", { code, message });
  const { agent, tokenText, verdictOf } = createRequests({ config, places, host, waiting, opened, warn, isMine: hooks?.isMine });
  // Without credentials the app's own function makes the request.
  const login = async (flat, init, request) => {
    if (!request && !config.tokenUrl) throw invalid("tokenUrl", "is missing");
    const begin = (ticket) => {
      engine.login(host.id, ticket, flat);
      if (request) exchangeBy(host, ticket, CALLBACK_FAILED, request);
    };
    return call(begin, { signal: init?.signal, parse: config.response?.parse });
  };
  const adopt = (json) => call((ticket) => engine.adopt(host.id, ticket, json));

  const auth = {
    async login(credentials, init) {
      const { request } = config.login;
      return request ? login(undefined, init, () => request(credentials)) : login(readCredentials(credentials), init);
    },
    adopt: (answer) => adopt(toJson(answer)),
    logout: () => call((ticket) => engine.logout(host.id, ticket), { keepalive: true }).then(() => {}),
    refresh: () => call((ticket) => engine.refresh(host.id, ticket)),

    // Named and counted like the native one.
    fetch(input) {
      return agent.fetchBy(nativeFetch, arguments);
    },
    async url(target) {
      const { href, origin, path } = targetOf(target) ?? {};
      const { query } = config.attach;
      if (!query && !config.attach.cookie) throw invalid("attach.query", "is missing: name the parameter");
      while (!host.isOpen) await opened();
      // A WebSocket belongs to the origin of the page that serves it.
      const isListed = href && agent.isListed({ origin: origin.replace(/^ws/, "http"), path });
      const token = isListed && !config.attach.cookie && (await tokenText());
      if (!token) return `${target}`;
      // Not by URLSearchParams, which would write the rest of the query anew, and differently.
      const url = new URL(href);
      url.search += `${url.search ? "&" : "?"}${query}=${encodeURIComponent(token)}`;
      return url.href;
    },
    async token() {
      while (!host.isOpen) await opened();
      if (config.attach.cookie || STATUS[engine.status(host.id)] === "signed-out") return null;
      try {
        return (await tokenText(false)) ?? null;
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

    install: ({ fetch = true, xhr = false } = {}) => (isClosed ? () => {} : hooks.install(agent, { fetch, xhr })),
    explain(target) {
      const place = targetOf(target);
      if (!place) return { listed: false, attached: false, reason: "this is no URL" };
      if (isClosed) return { listed: false, attached: false, reason: "closed" };
      if (!host.id) return { listed: agent.rank(place) > 0, attached: false, reason: "still loading: await ready" };
      const verdict = verdictOf(place);
      const listed = !verdict;
      const { status } = auth;
      return {
        listed,
        attached: listed && status === "signed-in",
        reason: REFUSALS[verdict] ?? `listed in attach.to, and ${status.replace("-", " ")}`,
      };
    },

    close() {
      isClosed = true;
      starting = null;
      hooks?.uninstall(agent);
      unwatch?.();
      engine.restarts.delete(onRestart);
      arm(host, -1);
      host.close(closed());
      notify();
    },
  };
  if (Symbol.dispose) auth[Symbol.dispose] = auth.close;
  if (isBrowser) start().catch(() => {});
  return { auth, login, adopt, agent, host };
}

// As the engine takes members: name, text and whether it is one.
const flat = (places) => places.flatMap((place) => [...place, true]);
