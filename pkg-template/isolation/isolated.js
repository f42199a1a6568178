// The `Auth` of a page whose session is in a worker. It loads no WebAssembly and never has a token: what is called is asked of the
// worker, and what is known here is what the worker has told. Must hold no policy.

import { watch } from "../snippets/jotpass/src/browser/platform.js";
import { AuthError } from "../snippets/jotpass/src/browser/auth_error.js";
import { ahead, aborted, closed, freeze, readCredentials, toJson } from "../calls.js";
import { createEmitter } from "../emitter.js";
import { installFetch, uninstall } from "../hook.js";
import { invalid, isBrowser, rankOf, resolve, targetOf, toPlace } from "../places.js";
import { takeRequest } from "./outgoing.js";
import { canShare, canTell, holdLock, openPort } from "./port.js";
import { VERSION, fromFailure } from "./protocol.js";
import { remoteFetch } from "./remote_fetch.js";

const nativeFetch = globalThis.fetch;

// How many verdicts are kept. Most apps ask fewer addresses, some ever new ones.
const MOST_VERDICTS = 500;

// The options are checked in the worker; here is read what has to be known before that.
export function createIsolated(given) {
  const options = plain(given, "");
  const { tokenUrl, attach, signedOut = "pass", isolation } = options;
  if (!/^(shared-)?worker$/.test(isolation)) throw invalid("isolation", "must be worker or shared-worker");
  if (isBrowser && !canShare()) options.isolation = "worker";
  const endpoint = tokenUrl && resolve("tokenUrl", tokenUrl);
  const places = [attach?.to ?? endpoint?.origin ?? []].flat().map(toPlace);
  const header = attach?.header ?? "x-access-token";
  const name = options.name ?? endpoint?.href.split("#")[0] ?? "default";
  const { on, subscribe, emit, notify } = createEmitter();
  let state = { status: "loading", mark: 0, session: null };
  let starting = null;
  let connection = null;
  let disconnect = () => {};
  let lock = null;
  let isClosed = false;

  const take = ({ status, mark, session }) => {
    state = { status, mark, session: session === undefined ? state.session : freeze(session) };
  };
  const connect = async () => {
    if (options.isolation === "shared-worker" && !canTell) lock ??= await holdLock(name);
    if (isClosed) throw closed();
    await new Promise((resolve, reject) => {
      const calls = new Map();
      let lastId = 0;
      const lose = (error) => {
        port.close();
        connection = null;
        calls.forEach(({ lost }) => lost(error));
        calls.clear();
        reject(error);
      };
      const hear = {
        configured() {
          connection = { post: port.post, enter: (call) => (calls.set(++lastId, call), lastId), forget: (id) => calls.delete(id) };
          resolve();
        },
        refused: ({ error }) => lose(fromFailure(error)),
        state(message) {
          take(message);
          notify();
        },
        event({ name, detail, ...message }) {
          if (message.status) take(message);
          emit(name, detail ?? { session: state.session });
        },
      };
      const port = openPort(
        options.isolation,
        name,
        (message) => (hear[message.type] ?? calls.get(message.id)?.[message.type])?.(message),
        lose,
      );
      disconnect = (error) => {
        port.post({ type: "close" });
        lose(error);
      };
      port.post({ type: "configure", version: VERSION, options, base: document.baseURI, lock });
    });
  };
  const start = () => {
    if (starting) return starting;
    const mine = connect().catch((error) => {
      // A failure is not remembered: the next call tries again.
      if (starting === mine) starting = null;
      throw error;
    });
    return (starting = mine);
  };
  const opened = async (signal) => {
    if (!isClosed) await ahead(start(), signal, () => aborted(signal));
    if (isClosed) throw closed();
  };

  // A call that is answered by one message.
  const ask = async (message, signal) => {
    await opened(signal);
    const { post, enter, forget } = connection;
    let id;
    const answer = new Promise((resolve, reject) => {
      // A worker that is gone has no session either.
      const lost = message.type === "logout" ? resolve : reject;
      id = enter({ settled: resolve, verdict: resolve, failed: ({ error }) => reject(fromFailure(error)), lost });
      post({ ...message, id });
    });
    try {
      return await ahead(answer, signal, () => {
        post({ type: "abort", id });
        return aborted(signal);
      });
    } finally {
      forget(id);
    }
  };
  const toSession = () => state.session;

  const rank = (target) => rankOf(places, target);
  // The list stays what it is, so the worker is asked once about each address.
  const verdicts = new Map();
  const judge = async ({ href, origin, path }, signal) => {
    const address = origin + path;
    if (!verdicts.has(address)) {
      const { isListed } = await ask({ type: "judge", url: href }, signal);
      if (verdicts.size === MOST_VERDICTS) verdicts.clear();
      verdicts.set(address, isListed);
    }
    return verdicts.get(address);
  };
  // What shows no token is sent by the page itself, as the caller gave it.
  const fetchBy = (next, args, target = args.length ? targetOf(args[0]) : null, pass = (args) => next(...args)) => {
    if (!target || !rank(target) || verdicts.get(target.origin + target.path) === false) return pass(args, target);
    if (!isClosed && auth.status === "signed-out" && signedOut === "pass") return next(...args);
    const request = takeRequest(target, args);
    if (!request) return next(...args);
    if (request.headers.has(header) || request.message.init.mode === "no-cors") return next(...request.again[0]);
    return send(request, target, pass);
  };
  const send = async (request, target, pass) => {
    const { mark } = state;
    const { signal, again } = request;
    try {
      if (!(await judge(target, signal))) return pass(...again);
      await opened(signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
    return remoteFetch(connection, mark, request);
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
      return isClosed ? Promise.reject(closed()) : start();
    },

    on,
    subscribe,

    install({ fetch = true, xhr = false } = {}) {
      if (xhr) throw invalid("xhr", "does not go with isolation: use an adapter");
      return fetch && !isClosed ? installFetch(agent) : () => {};
    },
    explain(target) {
      const place = targetOf(target);
      if (!place) return { listed: false, attached: false, reason: "this is no URL" };
      if (isClosed) return { listed: false, attached: false, reason: "closed" };
      const listed = rank(place) > 0 && verdicts.get(place.origin + place.path) !== false;
      const { status } = auth;
      const reason = listed ? `listed in attach.to, and ${status.replace("-", " ")}` : "not in attach.to, or a token endpoint";
      return { listed, attached: listed && status === "signed-in", reason };
    },

    close() {
      if (isClosed) return;
      isClosed = true;
      uninstall(agent);
      unwatch?.();
      disconnect(closed());
      state = { status: "signed-out", mark: 0, session: null };
      notify();
    },
  };
  if (Symbol.dispose) auth[Symbol.dispose] = auth.close;
  const wake = () => connection?.post({ type: "wake" });
  // What the app still has to say may come after this, so it is said only where the worker would not notice.
  const leave = ({ persisted }) => persisted || canTell || lock || connection?.post({ type: "close" });
  const unwatch = isBrowser ? watch(wake, leave) : null;
  if (isBrowser) start().catch(() => {});
  return auth;
}

const isolated = () => new AuthError("isolated", "The token is out of this page's reach: call auth.fetch()");

// A copy that can be sent, read once: what is no plain object is text, such as a URL.
function plain(value, path) {
  if (typeof value === "function") throw invalid(path, "does not go with isolation: a function stays in its page");
  if (Array.isArray(value)) return value.map((item) => plain(item, path));
  if (Object(value) !== value) return value;
  if (Object.prototype.toString.call(value) !== "[object Object]") return `${value}`;
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([name, value]) => [name, plain(value, path ? `${path}.${name}` : name)]));
}
