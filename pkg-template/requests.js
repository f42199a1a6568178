// The way of one request, from the caller's `fetch` to the server's answer: call.js takes it in, carrier.js shows the token,
// redirects.js follows where it may. Where a token goes and what becomes of a request is decided in the engine; here requests
// are held, sent and sent again.

import { takeCall } from "./call.js";
import { createCarrier } from "./carrier.js";
import * as engine from "./engine.js";
import { rankOf, targetOf } from "./places.js";
import { createRedirects } from "./redirects.js";
import { discard } from "./responses.js";

// The verdict on a place that is on the list, by the engine's number.
const LISTED = 0;

// What a request waits for or fails of, by the engine's numbers.
const [RENEWAL, LOGIN, REFUSAL] = [-1, -2, -3];

// What it has been through.
const [FIRST, WAITED, REFUSED] = [0, 1, 2];

// Whether the same user is signed in, of which the engine's marks tell by their upper half.
const isSameEpoch = (before, now) => now > 0 && Math.floor(before / 2 ** 32) === Math.floor(now / 2 ** 32);

export function createRequests({ config, places, host, waiting, opened, warn, isMine = () => true }) {
  const carrier = createCarrier(config.attach);
  host.extra = carrier.extra;

  // Gives `use` what a request is to show and what it then relies on, as soon as that is known; nothing for nothing. In the very
  // turn that says so: in a later one somebody else may be signed in. Asks at once, so that a request with a fresh token is
  // sent in the caller's own turn.
  const show = (use, signal, { attempt = FIRST, mark = 0, isBareText = false, isPatient = true } = {}) => {
    const answer = decide(attempt, mark, isBareText);
    if (answer >= 0) return give(use, answer);
    return later(answer, use, signal, { attempt: attempt || WAITED, mark: mark || engine.mark(host.id), isBareText, isPatient });
  };
  const later = async (answer, use, signal, { attempt, mark, isBareText, isPatient }) => {
    const { check } = engine.lifeline();
    let deadline;
    while (answer === RENEWAL || (answer === LOGIN && isPatient)) {
      if (answer === LOGIN) deadline ??= waiting.deadline();
      await waiting.wait(signal, answer === LOGIN && deadline);
      check();
      answer = decide(attempt, mark, isBareText);
    }
    return give(use, answer);
  };
  const decide = (attempt, mark, isBareText) => {
    const answer = engine.show(host.id, attempt, mark, isBareText);
    // To be asked may be news for a listener, who may close.
    if (answer === REFUSAL || !host.id) throw host.refusal;
    return answer;
  };
  const give = (use, mark) => (mark > 0 ? use(host.shown, mark) : use());
  // The token as it is; undefined if there is none to show.
  const tokenText = async (isPatient) => show((token) => token, undefined, { isBareText: true, isPatient });

  const rank = (target) => rankOf(places, target);
  // What shows no token of ours is sent as the caller gave it, and in the caller's turn. `pass` is for what is not listed.
  // `since` is what the caller has relied on where it was somewhere else that the call began: in a page, asking a worker.
  const fetchBy = (next, args, { target = args.length ? targetOf(args[0]) : null, pass = (args) => next(...args), since = 0 } = {}) => {
    if (!target || !rank(target)) return pass(args, target);
    try {
      if (host.id && !isListed(target)) return pass(args, target);
      // Where there is something to show, the engine need not be asked whether there is.
      if (host.id && !since && !host.shown && engine.idle(host.id)) return next(...args);
      const call = takeCall(target, args);
      if (!call) return next(...args);
      return host.id ? dispatch(next, call, since) : dispatchLater(next, call, target, pass, since);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  // The list stays what it is, so the engine is asked once about each address.
  const verdicts = new WeakMap();
  const verdictOf = (target) => {
    const known = verdicts.get(target);
    if (known !== undefined) return known;
    const verdict = engine.judge(host.id, target.origin, target.path);
    // That of no session is of no use to the next.
    if (host.id) verdicts.set(target, verdict);
    return verdict;
  };
  const isListed = (target) => verdictOf(target) === LISTED;

  const dispatchLater = async (next, call, target, pass, since) => {
    while (!host.isOpen) await opened(call.signal, () => call.signal.reason);
    return isListed(target) ? dispatch(next, call, since) : call.pass(pass, target);
  };
  const dispatch = (next, call, since) => {
    // A request that is not for CORS can carry nothing, so what it is answered says nothing of our token.
    if (carrier.isOwn(call.headers) || call.mode === "no-cors") return call.send(next);
    // As one that has waited: with somebody else signed in by now, the engine refuses it instead of showing that token.
    const attempt = since && !isSameEpoch(since, engine.mark(host.id)) ? WAITED : FIRST;
    return show((token, mark) => exchange(next, call, token, mark), call.signal, { attempt, mark: since });
  };
  // The same for as long as this object lives.
  const guards = new Map();
  const guardOf = (method, isInBody = false) => {
    const key = isInBody ? `${method} body` : method;
    const known = guards.get(key);
    if (known !== undefined) return known;
    const guard = engine.guard(host.id, method, isInBody);
    if (host.id) guards.set(key, guard);
    return guard;
  };
  const isOurs = (target) => isListed(target) && isMine(agent, target);
  const renew = async (signal, mark) => show((...shown) => shown, signal, { attempt: WAITED, mark });
  const ask = createRedirects({ carrier, guardOf, isOurs, renew });

  // Sends it and, should its token be refused, sends it once more with another.
  const exchange = async (next, call, token, mark) => {
    if (token === undefined) return call.send(next);
    const { check } = engine.lifeline();
    const { signal } = call;
    const [response, shown] = await ask(next, call, token, mark);
    const refusal = shown && isRefused(response, signal, shown, false);
    if (!refusal || !(await refusal) || call.isStream()) return response;
    // What the request relied on, only the instance knew that is gone. The session is not, as a 401 would say.
    check();
    const again = (token, mark) => token !== undefined && ask(next, call, token, mark);
    let sent;
    try {
      sent = await show((...args) => ({ answer: again(...args) }), signal, { attempt: REFUSED, mark: shown });
    } catch (error) {
      // What keeps the token from being renewed is not this request's fault; its caller has the server's answer.
      if (signal?.aborted) throw error;
      check();
    }
    if (!sent?.answer) return response;
    discard(response);
    const [second, shownAgain] = await sent.answer;
    if (shownAgain) await isRefused(second, signal, shownAgain, true);
    return second;
  };

  // Of most answers it is known at once, so that their callers wait for nothing more.
  const isRefused = (response, signal, mark, isResend) => {
    const refuse = (status, challenge) => engine.refuse(host.id, mark, status, challenge, isResend);
    // It may be that of somebody who has wrapped the native fetch, and lack what ours has.
    const challenge = response.headers?.get("www-authenticate") ?? undefined;
    if ((response.status === 401 || challenge) && refuse(response.status, challenge)) return true;
    return config.expired && isExpired(response, signal).then((isExpired) => isExpired && refuse(401));
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
      // The app's fault is the app's: its page hears of it, its caller gets the answer.
      setTimeout(() => {
        throw error;
      });
    } finally {
      stop.abort();
      discard(copy);
    }
  };

  const { header, cookie } = config.attach;
  const isTakenAlong = (isInBody) => !cookie && (isInBody || !/^authorization$/i.test(header));

  // The same for the hooks: fetch_hook.js asks who is to send, xhr_request.js sends by another way.
  const agent = {
    rank,
    fetchBy,
    isListed,
    opened,
    isOpen: () => host.isOpen,
    show,
    mark: () => engine.mark(host.id),
    refuse: (...args) => engine.refuse(host.id, ...args),
    // Whether a redirect that is followed shows the token to others.
    isExposing: (method, isInBody) => isTakenAlong(isInBody) && guardOf(method, isInBody) > 0,
    isOwn: carrier.isOwn,
    isForm: carrier.isForm,
    dress: carrier.dress,
    isCredentialed: carrier.isCredentialed,
    warn,
  };
  return { agent, tokenText, verdictOf };
}
