// One request of an XMLHttpRequest, from open() on: it is held until it is known what to show, and sent once more should that be
// refused. The browser's own object does all the work. What of it the page must not see is kept from it: the events, by a
// listener that comes before the page's, and the state, by covers.

import { copyOf, tagOf, textOf } from "./body.js";
import { lifeline } from "./engine.js";
import { targetOf } from "./places.js";
import * as native from "./xhr_native.js";
import { NativeXhr, complain, createCovers, fire } from "./xhr_native.js";

// What is covered while an answer is held back.
const ANSWER = ["readyState", "status", "statusText", "responseURL", "responseType", "response", "responseText", "responseXML"];
const METHODS = ["getResponseHeader", "getAllResponseHeaders"];

const FORM = "application/x-www-form-urlencoded";

// Where a request is. While it waits, the page has sent it and the browser has not; while it is held, the browser has an answer
// of which the page knows nothing; when it is over, it has ended without the browser.
const [OPENED, WAITING, SENT, HELD, OVER, LEFT] = [1, 2, 3, 4, 5, 6];

// What it has been through, by the engine's number.
const REFUSED = 2;

// Where the server has sent a token elsewhere, by agent.
const exposed = new WeakMap();

export function createXhrRequest(xhr, previous, target, args, agents) {
  const isAsync = args.length < 3 || Boolean(args[2]);
  const canHaveBody = !/^(GET|HEAD)$/i.test(args[0]);
  const place = target.origin + target.path;
  const stop = new AbortController();
  let phase = OPENED;
  let headers = [];
  let body = null;

  // What was shown, by whom, and what of it is a header.
  let agent, mark, isThere, shown;
  let isInBody = false;
  let isResent = false;
  let isInspected = false;
  let isLent = false;
  let isMuted = false;

  // The answer that is held back, and what the page sees instead.
  let held, blank;

  // The page's limit, which is one for all that happens; when it began, and when the browser did.
  let limit, begun, sent, timer;

  // Of the first upload, as the page saw it.
  let uploaded = -1;
  let isUploaded = false;

  const muted = (act) => {
    isMuted = true;
    try {
      return act();
    } finally {
      isMuted = false;
    }
  };
  const { cover, uncover } = createCovers(xhr);
  const say = (state) => cover("readyState", { get: () => state });

  // Finds who shows what, and gives it to `use`: at once, if it is known.
  const decide = (use) => {
    for (const each of agents) {
      if (!each.isOpen()) return each.opened(stop.signal).then(() => decide(use));
      if (each.isListed(target)) return isSpared(each) ? use() : each.show((token) => use(each, token), stop.signal);
    }
    return use();
  };
  // A header that the caller set wins, and so does its password.
  const isSpared = (each) => {
    const own = new Headers(headers);
    const hasPassword = args[3] != null || new URL(target.href).username;
    if (hasPassword) own.set("authorization", "");
    return each.isOwn(own) || exposed.get(each)?.has(place);
  };

  const send = (data) => {
    if (phase === WAITING || phase === OVER) return complain();
    // The browser has its own words for what cannot be sent.
    const isWrong = native.readyState.call(xhr) !== OPENED || typeof data === "symbol";
    if (phase !== OPENED || isWrong) return previous.send.call(xhr, data);
    const text = textOf(data);
    let isNow = true;
    let known, asked;
    const use = (...what) => {
      if (isNow) known = what;
      else if (phase === WAITING) dispatch(...what);
    };
    try {
      asked = decide(use);
    } catch (error) {
      // No synchronous request tells more of what it failed of.
      if (!isAsync) throw new DOMException(error.message, "NetworkError");
      asked = Promise.reject(error);
    }
    isNow = false;
    if (known) {
      if (isAsync && known[1] !== undefined) body = copyOf(text);
      return transmit(previous.send, text, ...known);
    }
    if (isAsync) return wait(asked, text);
    // What cannot wait goes without.
    stop.abort();
    asked.catch(() => {});
    transmit(previous.send, text);
  };

  const wait = async (asked, text) => {
    body = copyOf(text);
    phase = WAITING;
    const { withCredentials } = xhr;
    cover("withCredentials", { get: () => withCredentials, set: complain });
    begin();
    fire(xhr, "loadstart");
    try {
      await asked;
    } catch {
      if (phase < OVER) end("error");
    }
  };
  const dispatch = (by, token) => {
    uncover("timeout");
    muted(() => transmit(previous.send, body, by, token));
  };

  // The browser sends it, with what `by` shows.
  const transmit = (sendBy, data, by, token) => {
    const own = new Headers(headers);
    const isParams = tagOf(data) === "URLSearchParams";
    if (isParams && !own.has("content-type")) own.set("content-type", FORM);
    const isText = canHaveBody && (isParams || data == null || typeof data === "string");
    isInBody = token !== undefined && isText && by.isForm(own);
    const dressed = token !== undefined && by.dress(isText ? data : undefined, isText ? own : new Headers(), token);
    if (dressed) {
      [agent, mark, { isThere }] = [by, by.mark(), lifeline()];
      const [header, text] = dressed;
      if (isInBody) data = isParams ? new URLSearchParams(text) : text;
      if (header && !own.has(header[0])) native.setRequestHeader.apply(xhr, header);
      shown = header;
      isLent ||= agent.isCredentialed && !xhr.withCredentials;
      if (isLent) xhr.withCredentials = true;
    }
    if (!shown) previous.unwatchUpload(xhr);
    phase = SENT;
    sent = performance.now();
    if (limit !== undefined) keepTime();
    sendBy.call(xhr, data);
    if (!isAsync) inspect();
  };

  const onEvent = (event) => {
    if (!event.isTrusted) return;
    const { type, loaded, total, lengthComputable } = event;
    const state = native.readyState.call(xhr);
    const keep = () => {
      event.stopImmediatePropagation();
      held?.push([type, state, { loaded, total, lengthComputable }]);
    };
    if (isMuted) event.stopImmediatePropagation();
    else if (phase === HELD) keep();
    else if (phase === SENT && state >= 2 && !isInspected && inspect()) {
      held = [];
      keep();
      hold();
    }
  };

  // Whether the answer says that what was shown is refused, and it can be sent once more.
  const inspect = () => {
    isInspected = true;
    try {
      if (!agent || !isThere()) return false;
      const end = targetOf(xhr.responseURL);
      if (agent.isExposing(args[0], isInBody) && end?.origin && !agent.isListed(end)) return expose(end.origin);
      const { status } = xhr;
      // Not all headers, which WebKit would give for the next answer as well; and not of every answer, since a browser complains
      // in its console of who asks for what another origin does not expose.
      const challenge = status >= 400 ? xhr.getResponseHeader("www-authenticate") ?? undefined : undefined;
      const isRefused = (status === 401 || challenge) && agent.refuse(mark, status, challenge, isResent);
      return isRefused && isAsync && !isResent && mark;
    } catch {
      return false;
    }
  };
  const expose = (origin) => {
    if (!exposed.has(agent)) exposed.set(agent, new Set());
    exposed.get(agent).add(place);
    agent.warn("token-exposed", `${place} redirects to ${origin}, where XMLHttpRequest took the token; it gets none any more`);
    return false;
  };

  const hold = async () => {
    phase = HELD;
    blank = new NativeXhr();
    native.open.apply(blank, args);
    blank.responseType = xhr.responseType;
    for (const name of ANSWER) cover(name, { get: () => blank[name], set: (value) => void Reflect.set(blank, name, value) });
    for (const name of METHODS) cover(name, { value: blank[name].bind(blank) });
    begin();
    try {
      await agent.show(again, stop.signal, { attempt: REFUSED, mark });
    } catch {
      if (phase === HELD) release();
      else if (phase === SENT) end("error");
    }
  };
  const again = (token) => {
    if (phase !== HELD) return;
    if (token === undefined) return release();
    const { responseType } = blank;
    isResent = true;
    isInspected = false;
    // Who did not listen from the start hears nothing (XMLHttpRequest standard, upload listener flag).
    isUploaded ||= uploaded < 0;
    muted(() => {
      native.open.call(xhr, args[0], target.href, true, ...args.slice(3));
      uncover("timeout");
      if (xhr.responseType !== responseType) xhr.responseType = responseType;
      // A copy of the cookie that the caller made is as old as the cookie that was refused.
      const isStale = ([name, value]) => name.toLowerCase() === shown?.[0].toLowerCase() && value === shown[1];
      headers = headers.filter((header) => !isStale(header));
      for (const header of headers) native.setRequestHeader.apply(xhr, header);
      transmit(native.send, body, agent, token);
    });
  };
  // What keeps the token from being renewed is not this request's fault; the page has the server's answer.
  const release = () => {
    clearTimeout(timer);
    isResent = true;
    uncover("timeout");
    for (const [type, state, progress] of held) {
      if (phase !== HELD) return;
      say(state);
      fire(xhr, type, progress);
    }
    if (phase !== HELD) return;
    uncover();
    limit = undefined;
    phase = SENT;
  };

  // From when the page has sent it, the time that the page allows for it runs.
  const begin = () => {
    begun ??= sent ?? performance.now();
    limit = xhr.timeout;
    const set = (value) => {
      limit = value >>> 0;
      keepTime();
    };
    cover("timeout", { get: () => limit, set });
    keepTime();
  };
  const keepTime = () => {
    clearTimeout(timer);
    const left = (from) => limit && Math.max(1, limit - (from - begun));
    if (phase === SENT) native.setTimeoutOf.call(xhr, left(sent));
    else if (limit) timer = setTimeout(() => end("timeout"), left(performance.now()));
  };

  // Ends what the browser does not know of as it would have.
  const end = (type) => {
    const isUploading = phase === WAITING ? canHaveBody && body !== null : uploaded >= 0 && !isUploaded;
    stop.abort();
    clearTimeout(timer);
    muted(() => previous.abort.call(xhr));
    phase = OVER;
    uncover("timeout");
    say(4);
    fire(xhr, "readystatechange");
    for (const target of isUploading ? [xhr.upload, xhr] : [xhr]) {
      fire(target, type);
      fire(target, "loadend");
    }
    if (type === "abort" && phase === OVER) say(0);
  };

  // Of the second upload, the page sees what it has not seen of the first.
  const onUpload = (event) => {
    if (!event.isTrusted) return;
    const { type, loaded } = event;
    if (isMuted || (isResent && (isUploaded || (type === "progress" && loaded <= uploaded)))) {
      event.stopImmediatePropagation();
    } else {
      uploaded = Math.max(uploaded, loaded);
      isUploaded = type === "loadend";
    }
  };

  return {
    onEvent,
    onUpload,
    send,
    setRequestHeader(set, name, value) {
      if (phase === WAITING || phase === OVER) native.setRequestHeader.call(new NativeXhr(), name, value);
      set();
      if (phase === OPENED) headers.push([`${name}`, `${value}`]);
    },
    abort() {
      if (phase === WAITING || (phase === HELD && xhr.readyState < 4)) return end("abort");
      if (phase === OVER) say(0);
      previous.abort.call(xhr);
    },
    // The page opens the object anew, by `reopen`; `enter` puts what comes in the place of this.
    leave(reopen, enter) {
      const [seen, real] = [xhr.readyState, native.readyState.call(xhr)];
      const restore = () => {
        if (isLent) xhr.withCredentials = false;
        isLent = false;
      };
      phase = LEFT;
      stop.abort();
      clearTimeout(timer);
      uncover();
      if (limit !== undefined) native.setTimeoutOf.call(xhr, limit);
      if (seen === 1 && real !== 1) {
        muted(reopen);
        restore();
        return enter();
      }
      native.listenOnce(xhr, "readystatechange", restore);
      enter();
      reopen();
      restore();
      if (seen !== 1 && real === 1) fire(xhr, "readystatechange");
    },
  };
}
