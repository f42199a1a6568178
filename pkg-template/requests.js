// The way of one request, from the caller's `fetch` to the server's answer. Where a token goes and what becomes of a request is
// decided in the engine; here requests are built, held and sent.

import { send } from "./snippets/jotpass/src/browser/platform.js";
import { engine, lifeline } from "./load.js";
import { targetOf } from "./places.js";

const { fetch: nativeFetch, Request: NativeRequest, ReadableStream: NativeStream } = globalThis;

// What a request has been through, by the engine's numbers.
const [FIRST, WAITED, REFUSED] = [0, 1, 2];

export function createRequests({ config, places, host, waiting, opened }) {
  const { header } = config.attach;

  // Gives `use` what a request is to show, as soon as that is known; undefined for nothing. In the very turn that says so: in a
  // later one somebody else may be signed in. Asks at once, so that a request with a fresh token is sent in the caller's own
  // turn.
  const show = (use, signal, attempt = FIRST, mark = 0, isPlain = false, isPatient = true) => {
    const answer = engine.show(host.id, attempt, mark, isPlain);
    if (typeof answer === "string" || answer === undefined) return use(answer);
    return later(answer, use, signal, attempt || WAITED, mark || engine.mark(host.id), isPlain, isPatient);
  };
  // null waits for a renewal, false for a login.
  const later = async (answer, use, signal, attempt, mark, isPlain, isPatient) => {
    const { check } = lifeline();
    let deadline;
    while (answer === null || (answer === false && isPatient)) {
      if (answer === false) deadline ??= waiting.deadline();
      await waiting.wait(signal, answer === false && deadline);
      check();
      answer = engine.show(host.id, attempt, mark, isPlain);
    }
    return use(answer || undefined);
  };
  // The token as it is; undefined if there is none to show.
  const plain = async (isPatient) => show((token) => token, undefined, FIRST, 0, true, isPatient);

  // `next` sends what is not ours, and gets it as the caller gave it. What cannot be listed never waits for the engine.
  const fetchBy = (next, args) => {
    const target = args.length ? targetOf(args[0]) : null;
    const isNear = places.some(([origin, path]) => target?.origin === origin && target.path.startsWith(path));
    if (!isNear) return next(...args);
    try {
      if (host.id && !isListed(target)) return next(...args);
      // Built now, as the native fetch would: what the caller does to its objects afterwards changes nothing.
      const request = new NativeRequest(target.isRequest ? args[0] : target.href, args[1]);
      const isStream = NativeStream && args[1]?.body instanceof NativeStream;
      return host.id ? dispatch(request, isStream) : dispatchLater(request, isStream, target);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  const isListed = ({ origin, path }) => engine.judge(host.id, origin, path) === 0;

  const dispatchLater = async (request, isStream, target) => {
    while (!host.isOpen) await opened(request.signal, () => request.signal.reason);
    return isListed(target) ? dispatch(request, isStream) : nativeFetch(request);
  };
  const dispatch = (request, isStream) => {
    // A header the caller set itself wins, and its token is the caller's to renew. A request that is not for CORS cannot carry
    // one, so what it is answered says nothing of our token.
    if (request.headers.has(header) || request.mode === "no-cors") return nativeFetch(request);
    return show((token) => exchange(request, token, isStream), request.signal);
  };

  // Sends the request and, should its token be refused, sends it once more with another.
  const exchange = async (request, token, isStream) => {
    if (token === undefined) return nativeFetch(request);
    const { check } = lifeline();
    const mark = engine.mark(host.id);
    // Not every browser tells whether a request has a body.
    const spare = isStream || /^(GET|HEAD)$/.test(request.method) ? request : request.clone();
    const { signal } = request;
    const response = await send(request, header, token);
    if (!(await isRefused(response, signal, mark, false)) || isStream || !mark) return response;
    // What the request relied on, only the instance knew that is gone. The session is not, as a 401 would say.
    check();
    const again = (next) => next !== undefined && !isStreamed(spare) && [send(spare, header, next), engine.mark(host.id)];
    let sent;
    try {
      sent = await show(again, signal, REFUSED, mark);
    } catch (error) {
      // What keeps the token from being renewed is not this request's fault; its caller has the server's answer.
      if (signal.aborted) throw error;
      check();
    }
    if (!sent) return response;
    discard(response);
    const [answer, nextMark] = sent;
    const second = await answer;
    await isRefused(second, signal, nextMark, true);
    return second;
  };

  const isRefused = async (response, signal, mark, isResend) => {
    const refuse = (status, challenge) => engine.refuse(host.id, mark, status, challenge, isResend);
    const challenge = response.headers.get("www-authenticate") ?? undefined;
    if ((response.status === 401 || challenge) && refuse(response.status, challenge)) return true;
    return config.expired ? (await isExpired(response, signal)) && refuse(401) : false;
  };
  const isExpired = async (response, signal) => {
    const copy = response.clone();
    const stop = new AbortController();
    const gaveUp = new Promise((_, reject) => signal.addEventListener("abort", reject, { signal: stop.signal }));
    const verdict = async () => config.expired(copy);
    try {
      signal.throwIfAborted();
      return await Promise.race([gaveUp, verdict()]);
    } catch (error) {
      signal.throwIfAborted();
      // The app's fault is the app's: its page hears of it, its caller gets the answer.
      setTimeout(() => {
        throw error;
      });
    } finally {
      stop.abort();
      discard(copy);
    }
  };

  return { fetchBy, plain };
}

// What nobody reads would be kept, and its connection with it.
const discard = (response) => response.body?.cancel().catch(() => {});

// Whether the body came as a stream, of which nothing can be sent twice. A request does not say so, but one that is not for
// CORS must not be made of a stream (Fetch standard, constructor of Request).
function isStreamed(request) {
  try {
    if (request.body) new NativeRequest(request.clone(), { mode: "no-cors", method: "POST" });
    return false;
  } catch {
    return true;
  }
}
