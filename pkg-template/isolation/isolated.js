// The `Auth` of a page whose session is in a worker. It loads no WebAssembly and never has a token: what is called is asked of the
// worker, and what is known here is what the worker has told. Must hold no policy.

import { AuthError } from "../../src/browser/auth_error.js";
import { watch } from "../../src/browser/platform.js";
import { closed, freeze, readCredentials, toJson } from "../calls.js";
import { createEmitter } from "../emitter.js";
import { installFetch, uninstall } from "../fetch_hook.js";
import { invalid, isBrowser, rankOf, resolve, targetOf, toPlace } from "../places.js";
import { createLink } from "./link.js";
import { takeMessage } from "./outgoing.js";
import { canShare } from "./port.js";
import { remoteFetch } from "./remote_fetch.js";

const nativeFetch = globalThis.fetch;

// How many verdicts are kept. Most apps ask fewer addresses, some ever new ones.
const MOST_VERDICTS = 500;

const UNKNOWN = { status: "loading", mark: 0, session: null };

// The options are checked in the worker; here is read what has to be known before that.
export function createIsolated(given) {
  const options = cloneable(given, "");
  const { tokenUrl, attach, signedOut = "pass", isolation } = options;
  if (!/^(shared-)?worker$/.test(isolation)) throw invalid("isolation", "must be worker or shared-worker");
  if (isBrowser && !canShare()) options.isolation = "worker";
  const endpoint = tokenUrl && resolve("tokenUrl", tokenUrl);
  const places = [attach?.to ?? endpoint?.origin ?? []].flat().map(toPlace);
  const header = attach?.header ?? "x-access-token";
  const name = options.name ?? endpoint?.href.split("#")[0] ?? "default";
  const { on, subscribe, emit, notify } = createEmitter();
  let state = UNKNOWN;
  let isClosed = false;

  const take = ({ status, mark, session }) => {
    state = { status, mark, session: session === undefined ? state.session : freeze(session) };
  };
  const onNews = {
    state(message) {
      take(message);
      notify();
    },
    event({ name, detail, ...message }) {
      if (message.status) take(message);
      emit(name, detail ?? { session: state.session });
    },
    // The browser has ended the worker. Another one knows nothing of the session.
    async lost({ code, message }) {
      const { session } = state;
      state = UNKNOWN;
      emit("warning", { code, message });
      await start().catch(() => {});
      if (session && auth.status === "signed-out") emit("login-required", { session: null });
    },
  };
  const link = createLink({ options, name, onNews });
  const { start, ask } = link;
  const toSession = () => state.session;

  const rank = (target) => rankOf(places, target);
  // The list stays what it is, so the worker is asked once about each place, whatever the query.
  const verdicts = new Map();
  const placeOf = ({ origin, path }) => origin + path;
  const judge = async (target, signal) => {
    const place = placeOf(target);
    if (!verdicts.has(place)) {
      const { isListed } = await ask({ type: "judge", url: target.href }, signal);
      if (verdicts.size > MOST_VERDICTS) verdicts.clear();
      verdicts.set(place, isListed);
    }
    return verdicts.get(place);
  };
  // What shows no token is sent by the page itself, as the caller gave it.
  const fetchBy = (next, args, { target = args.length ? targetOf(args[0]) : null, pass = (args) => next(...args) } = {}) => {
    if (!target || !rank(target) || verdicts.get(placeOf(target)) === false) return pass(args, target);
    if (!isClosed && auth.status === "signed-out" && signedOut === "pass") return next(...args);
    const request = takeMessage(target, args);
    if (!request) return next(...args);
    if (request.headers.has(header) || request.message.init.mode === "no-cors") return next(...request.again[0]);
    return send(request, target, pass);
  };
  const send = (request, target, pass) => {
    const { mark } = state;
    const isListed = verdicts.get(placeOf(target));
    if (isListed && link.connection) return remoteFetch(link, mark, request);
    return sendLater(request, mark, target, pass);
  };
  const sendLater = async (request, mark, target, pass) => {
    const { signal, again } = request;
    try {
      if (!(await judge(target, signal))) return pass(...again);
      return await remoteFetch(link, mark, request);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  };
  const agent = { rank, fetchBy };

  const auth = {
    async login(credentials, init) {
      return ask({ type: "login", credentials: readCredentials(credentials) }, init?.signal).then(toSession);
    },
    adopt: (answer) => ask({ type: "adopt", answer: toJson(answer) }).then(toSession),
    logout: () => ask({ type: "logout" }).then(() => {}),
    refresh: () => ask({ type: "refresh" }).then(toSession),

    // Named and counted like the native one.
    fetch(input) {
      return fetchBy(nativeFetch, arguments);
    },
    url: async () => {
      throw isolated();
    },
    token: async () => {
      throw isolated();
    },

    get status() {
      const { status, session } = state;
      const isOver = status === "signed-in" && session.expiresAt !== null && session.expiresAt <= Date.now();
      return isOver ? "expired" : status;
    },
    get session() {
      return auth.status === "signed-in" ? state.session : null;
    },
    get ready() {
      return start();
    },

    on,
    subscribe,

    install({ fetch = true, xhr = false } = {}) {
      if (xhr) throw invalid("xhr", "does not go with isolation: use an adapter");
      return fetch && !isClosed ? installFetch(agent) : () => {};
    },
    explain(target) {
      const aim = targetOf(target);
      if (!aim) return { listed: false, attached: false, reason: "this is no URL" };
      if (isClosed) return { listed: false, attached: false, reason: "closed" };
      const listed = rank(aim) > 0 && verdicts.get(placeOf(aim)) !== false;
      const { status } = auth;
      const reason = listed ? `listed in attach.to, and ${status.replace("-", " ")}` : "not in attach.to, or a token endpoint";
      return { listed, attached: listed && status === "signed-in", reason };
    },

    close() {
      if (isClosed) return;
      isClosed = true;
      uninstall(agent);
      unwatch?.();
      link.close(closed());
      state = { status: "signed-out", mark: 0, session: null };
      notify();
    },
  };
  if (Symbol.dispose) auth[Symbol.dispose] = auth.close;
  const unwatch = isBrowser ? watch(link.wake, link.leave) : null;
  if (isBrowser) start().catch(() => {});
  return auth;
}

const isolated = () => new AuthError("isolated", "The token is out of this page's reach: call auth.fetch()");

// A copy that can be sent: what is no plain object is text, such as a URL.
function cloneable(value, path, depth = 0) {
  if (typeof value === "function") throw invalid(path, "does not go with isolation: a function stays in its page");
  // No option is that deep, so it goes in a circle.
  if (depth > 5) throw invalid(path, "has no end");
  if (Array.isArray(value)) return value.map((item) => cloneable(item, path, depth + 1));
  if (Object(value) !== value) return value;
  if (Object.prototype.toString.call(value) !== "[object Object]") return `${value}`;
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([name, value]) => [name, cloneable(value, path ? `${path}.${name}` : name, depth + 1)]));
}
