// A request on its way through a test's `Auth`: listed ones get the token as the real one would show it, and one new token after a
// 401. What sends them is the test's own `fetch`, looked up at each call. Redirects are left to it.

import { AuthError } from "../../src/browser/auth_error.js";
import { takeCall } from "../call.js";
import { closed } from "../calls.js";
import { createCarrier } from "../carrier.js";
import { isInside, resolve, targetOf, toPlace } from "./places.js";

export const loginRequired = () => new AuthError("login-required", "Nobody is signed in: call login()");

export function createRequests({ tokenUrl, attach = {}, signedOut = "pass" }, { session, loaded, begin, refresh, isClosed }) {
  const { header = "x-access-token", query, field } = attach;
  const { scheme = header.toLowerCase() === "authorization" ? "Bearer" : "" } = attach;
  // The page's own origin, where a test names neither places nor endpoint.
  const { to = [new URL(tokenUrl === undefined ? targetOf("/").href : resolve("tokenUrl", tokenUrl)).origin] } = attach;
  const places = to.map(toPlace).map(([origin, path]) => ({ origin, path }));
  const carrier = createCarrier({ header, scheme, field });
  const isListed = (target) => places.some((place) => isInside(target, place));
  const headerValue = () => (scheme ? `${scheme} ${session.token}` : session.token);

  const send = (next, args) => {
    const target = args.length ? targetOf(args[0]) : null;
    if (!target || !isListed(target)) return next(...args);
    const call = takeCall(target, args);
    return call ? dispatch(next, call) : next(...args);
  };
  // In the caller's own turn, unless there is something to wait for.
  const dispatch = async (next, call) => {
    if (session.status === "loading") await loaded(call.signal, () => call.signal.reason);
    begin("fetch");
    if (carrier.isOwn(call.headers) || call.mode === "no-cors" || isIdle()) return call.send(next);
    if (session.status !== "signed-in") await nextToken(call.signal);
    const { epoch, token } = session;
    const [sent, isShown] = await carrier.send(next, call, headerValue());
    const response = await sent;
    const mayRepeat = isShown && isRefusal(response) && !call.isStream() && epoch === session.epoch;
    if (!mayRepeat || !(await isRenewedFrom(token)) || epoch !== session.epoch) return response;
    const [second] = await carrier.send(next, call, headerValue());
    return second;
  };
  // Whether a request goes without a token.
  const isIdle = () => signedOut === "pass" && (session.status === "signed-out" || (session.status === "expired" && !session.canRenew));
  // Settles when there is one to show, which is nobody else's than of whom was there before.
  const nextToken = async (signal) => {
    const { epoch, isThere } = session;
    const check = () => {
      if (isThere && epoch !== session.epoch) throw loginRequired();
    };
    if (session.canRenew) {
      await refresh().catch((error) => {
        if (session.status === "expired") throw error;
      });
      check();
      if (session.status === "signed-in") return;
    }
    if (signedOut !== "wait") throw loginRequired();
    session.requireLogin();
    await nextLogin(signal);
    check();
  };
  const nextLogin = (signal) =>
    new Promise((resolve, reject) => {
      const settle = () => {
        if (isClosed()) reject(closed());
        else if (signal?.aborted) reject(signal.reason);
        else if (session.status === "signed-in") resolve();
        else return;
        stop();
        signal?.removeEventListener("abort", settle);
      };
      const stop = session.subscribe(settle);
      signal?.addEventListener("abort", settle);
      settle();
    });
  const isRenewedFrom = async (shown) => {
    try {
      if (session.status === "signed-in" && session.token !== shown) return true;
      if (session.canRenew) return Boolean(await refresh());
    } catch {
      // The caller has the server's answer.
    }
    return false;
  };

  // One hook, of which every install() gives the same stop.
  let unhook = null;
  const install = ({ fetch = true, xhr = false } = {}) => {
    if (isClosed()) return () => {};
    if (unhook) return unhook;
    const undo = [fetch && hookFetch(send), xhr && hookXhr(isListed, () => session.status === "signed-in" && [header, headerValue()])];
    unhook = () => {
      undo.splice(0).forEach((stop) => stop && stop());
      unhook = null;
    };
    return unhook;
  };

  return {
    send,
    install,
    uninstall: () => unhook?.(),
    async url(target) {
      const { href, origin, path } = targetOf(target) ?? {};
      // A WebSocket belongs to the origin of the page that serves it.
      const isOurs = href && isListed({ origin: origin.replace(/^ws/, "http"), path });
      if (!isOurs || isIdle()) return `${target}`;
      if (session.status !== "signed-in") await nextToken();
      const url = new URL(href);
      url.search += `${url.search ? "&" : "?"}${query}=${encodeURIComponent(session.token)}`;
      return url.href;
    },
    explain(target) {
      const place = targetOf(target);
      if (!place) return { listed: false, attached: false, reason: "this is no URL" };
      if (isClosed()) return { listed: false, attached: false, reason: "closed" };
      const listed = isListed(place);
      const { status } = session;
      if (status === "loading") return { listed, attached: false, reason: "still loading: await ready" };
      const isOrigin = places.some(({ origin }) => origin === place.origin);
      return {
        listed,
        attached: listed && status === "signed-in",
        reason: listed ? `listed in attach.to, and ${status.replace("-", " ")}` : `this ${isOrigin ? "path" : "origin"} is not in attach.to`,
      };
    },
  };
}

// RFC 6750, section 3.1: for want of scope, another token is no better.
function isRefusal(response) {
  const challenge = response.headers?.get("www-authenticate") ?? "";
  return challenge.includes("invalid_token") || (response.status === 401 && !challenge.includes("insufficient_scope"));
}

// Where somebody else has hooked it since, it stays and lets everything pass.
function hookFetch(send) {
  const previous = globalThis.fetch;
  let isOut = false;
  const hook = function (...args) {
    return isOut ? previous.apply(this, args) : send((...given) => previous.apply(this, given), args);
  };
  globalThis.fetch = hook;
  return () => {
    isOut = true;
    if (globalThis.fetch === hook) globalThis.fetch = previous;
  };
}

// Adds the header, and no more: no XMLHttpRequest is sent twice here.
function hookXhr(isListed, entry) {
  const { prototype } = globalThis.XMLHttpRequest;
  const { open, send, setRequestHeader } = prototype;
  const calls = new WeakMap();
  const hooks = {
    open(method, address, ...rest) {
      calls.set(this, { target: targetOf(address), names: [] });
      return open.call(this, method, address, ...rest);
    },
    setRequestHeader(name, value) {
      calls.get(this)?.names.push(name.toLowerCase());
      return setRequestHeader.call(this, name, value);
    },
    send(body) {
      const { target, names = [] } = calls.get(this) ?? {};
      const shown = target && isListed(target) && entry();
      if (shown && !names.includes(shown[0].toLowerCase())) setRequestHeader.call(this, ...shown);
      return send.call(this, body);
    },
  };
  Object.assign(prototype, hooks);
  return () => Object.assign(prototype, { open, send, setRequestHeader });
}
