// The worker's side of one connection. Every message is untrusted input: what is not understood has no effect, nothing a page says
// widens what its configuration allows, and nothing that it is told holds a token.

import { AuthError } from "../../src/browser/auth_error.js";
import * as engine from "../engine.js";
import { targetOf } from "../places.js";
import { discard } from "../responses.js";
import { toFailure } from "./protocol.js";
import { createReceiver, createSender } from "./streams.js";

const nativeFetch = globalThis.fetch;

const EVENTS = ["signed-in", "renewed", "user-changed", "expiring", "expired", "signed-out", "login-required", "warning"];

// What a page may say of a request (members of RequestInit).
const SETTINGS = ["method", "mode", "credentials", "cache", "redirect", "referrer", "referrerPolicy", "integrity", "keepalive", "priority"];

export function createConnection(post, { auth, login, adopt, agent, host, sieve, isShared }) {
  const calls = new Map();
  const farewells = new Set();
  const stops = [];
  let isLeaving = false;
  let told = {};

  // How things stand, if that has changed since the page was told.
  const news = () => {
    const now = { status: auth.status, mark: markOf(host), session: host.session };
    const isNew = now.session !== told.session;
    if (now.status === told.status && now.mark === told.mark && !isNew) return null;
    told = now;
    return { status: now.status, mark: now.mark, ...(isNew && { session: sieve.scrubAll(now.session) }) };
  };
  const tell = () => {
    const state = news();
    if (state) post({ type: "state", ...state });
  };
  const listen = (name) =>
    auth.on(name, ({ reason, code, message }) => {
      // Of one session for all tabs, only those have ended it who asked for it.
      const own = reason === "logout" && isShared && !isLeaving ? "other-tab" : reason;
      const detail = own ? { reason: own } : code ? { code, message: sieve.scrub(message) } : null;
      post({ type: "event", name, detail, ...news() });
    });

  // A call that ends with `settled`.
  const settle = (work) => async (message, call) => {
    await work(message, call);
    if (calls.get(message.id) === call) post({ type: "settled", id: message.id });
  };
  const begin = {
    __proto__: null,
    login: settle(({ credentials }, { signal }) => login(checked(credentials), { signal })),
    adopt: settle(({ answer }) => adopt(`${answer}`)),
    refresh: settle(() => auth.refresh()),
    logout: settle(() => {
      // All are told before this call returns.
      isLeaving = true;
      const farewell = auth.logout();
      isLeaving = false;
      farewells.add(farewell);
      return farewell.finally(() => farewells.delete(farewell));
    }),
    judge({ id, url }) {
      const target = targetOf(`${url}`);
      post({ type: "verdict", id, isListed: Boolean(target) && agent.isListed(target) });
    },
    async fetch({ id, mark: since, url, init, body }, call) {
      const target = targetOf(`${url}`);
      if (!target || !agent.isListed(target)) throw new AuthError("isolated", "Only a listed address is asked here");
      call.isKept = init?.keepalive === true;
      const settings = Object.fromEntries(SETTINGS.map((name) => [name, init?.[name]]).filter(([, value]) => value !== undefined));
      const own = call.receiver?.stream ?? toBody(body);
      const half = call.receiver && { duplex: "half" };
      const request = { ...settings, ...half, headers: init?.headers, body: own, signal: call.signal };
      const response = await agent.fetchBy(nativeFetch, [target.href, request], { since: since > 0 ? since : 0 });
      // The page has gone meanwhile.
      if (calls.get(id) !== call) return void discard(response);
      const { status, statusText, redirected, type: kind } = response;
      const answer = { status, statusText, headers: [...response.headers], url: response.url, redirected, kind };
      try {
        sieve.check(answer);
      } catch (error) {
        discard(response);
        throw error;
      }
      if (!response.body) return post({ type: "response", id, ...answer, body: null });
      const { whole, run } = (call.sender = createSender(post, id, response.body, sieve.body()));
      const bytes = await whole();
      if (bytes) return post({ type: "response", id, ...answer, body: ["bytes", bytes] }, [bytes.buffer]);
      post({ type: "response", id, ...answer, body: ["stream"] });
      await run(true);
    },
  };

  // Of calls under way.
  const forCall = {
    __proto__: null,
    abort(call, { id }) {
      calls.delete(id);
      call.stop();
    },
    pull: (call) => call.sender?.pull(),
    chunk: (call, message) => call.receiver?.chunk(message),
    end: (call) => call.receiver?.end(),
    broken: (call, message) => call.receiver?.broken(message),
  };

  const perform = async (message) => {
    const { id } = message;
    const controller = new AbortController();
    const call = {
      signal: controller.signal,
      stop() {
        controller.abort();
        call.sender?.cancel();
        call.receiver?.fail(new DOMException("", "AbortError"));
      },
    };
    // At once, since its chunks may come before anything else is ready.
    if (message.body?.[0] === "stream") call.receiver = createReceiver(post, id, () => {});
    calls.set(id, call);
    const end = sieve.begin();
    try {
      await auth.ready;
      await begin[message.type](message, call);
    } catch (error) {
      if (calls.get(id) === call) post({ type: "failed", id, error: toFailure(error, sieve.scrub) });
    }
    calls.delete(id);
    end();
  };

  return {
    farewells,
    // The session is there.
    begin(lock) {
      stops.push(...EVENTS.map(listen), auth.subscribe(tell));
      tell();
      post({ type: "configured", lock });
    },
    hear(message) {
      const { type, id } = Object(message);
      if (type === "wake") return host.comeBack();
      if (!Number.isSafeInteger(id) || typeof type !== "string") return;
      const call = calls.get(id);
      if (call) forCall[type]?.(call, message);
      else if (begin[type]) perform(message);
    },
    // The page is gone: nothing of it stays but what was meant to outlive it.
    leave() {
      for (const stop of stops) stop();
      for (const call of calls.values()) if (!call.isKept) call.stop();
      calls.clear();
    },
  };
}

function markOf({ id }) {
  try {
    return engine.mark(id);
  } catch {
    // It broke, so nothing can be relied on.
    return 0;
  }
}

const checked = (credentials) => (Array.isArray(credentials) ? credentials : []);

// As fetch takes it, so that the browser finds its type.
function toBody(body) {
  const [kind, value] = Array.isArray(body) ? body : [];
  if (kind === "text") return `${value}`;
  if (kind === "params") return new URLSearchParams(`${value}`);
  if (kind !== "form") return /^(blob|bytes)$/.test(kind) ? value : undefined;
  const form = new FormData();
  for (const [name, part] of value) form.append(name, part);
  return form;
}
