// The session of a test's `Auth`: what it is, what is told of it, and in which order, as the engine would. Nothing happens by itself
// here: there are no timers, and a token is over when the test says so.

import { freeze } from "../calls.js";
import { createEmitter } from "../emitter.js";
import { claimsOf, mintToken } from "./mint.js";

export function createSession({ user = null, claims = {}, accessToken, expiresIn, renewable = true, now = () => Date.now() }) {
  const { on, subscribe, emit, notify } = createEmitter();
  let status = "loading";
  let session = null;
  let token = null;
  // Whom the last token was about, unless its user ended the session.
  let lastUser;
  let isLoginRequired = false;
  let count = 0;
  // Counts the users: what was asked for in one epoch is not sent in another.
  let epoch = 0;

  // A text of the test's own, or one made of the claims; `null` for claims is an opaque token's.
  const textOf = ({ accessToken, claims, expiresIn }) => {
    if (accessToken !== undefined) return accessToken;
    count++;
    return claims ? mintToken({ jti: `${count}`, ...claims }, { expiresIn, now: now() }) : `opaque-token-${count}`;
  };
  // Gives whether it is another user's than the last one.
  const take = (parts) => {
    token = textOf(parts);
    const found = claimsOf(token);
    const receivedAt = now();
    session = freeze(copy({
      claims: found,
      user: parts.user ?? null,
      receivedAt,
      expiresAt: endOf(parts, found, receivedAt),
      isolation: "page",
    }));
    const identity = found?.sub ?? session.user?.id;
    const hasChanged = typeof identity === typeof lastUser && identity !== lastUser;
    lastUser = identity ?? lastUser;
    isLoginRequired = false;
    status = "signed-in";
    return hasChanged;
  };
  const tell = (type, hasChanged) => {
    if (type === "signed-in" || hasChanged) epoch++;
    if (hasChanged) emit("user-changed", { session });
    emit(type, { session });
    const told = session;
    // A token may be over by the time it comes.
    if (session && session.expiresAt !== null && session.expiresAt <= now()) self.expire();
    return told;
  };

  const self = {
    on,
    subscribe,
    emit,
    get status() {
      return status;
    },
    get current() {
      return status === "signed-in" ? session : null;
    },
    get token() {
      return token;
    },
    get epoch() {
      return epoch;
    },
    get canRenew() {
      return session !== null && renewable;
    },

    // What was stored is in use again: no news, but for those who subscribe.
    restore(as, parts) {
      if (as !== "signed-out") take({ user, claims, accessToken, expiresIn, ...parts });
      status = as;
      notify();
    },
    signIn: (parts) => tell("signed-in", take({ user, claims, expiresIn, ...parts })),
    renew(parts) {
      const { user, claims } = session;
      return tell("renewed", take({ user, claims: claims && withoutDates(claims), expiresIn, ...parts }));
    },
    expire() {
      if (session === null || status === "expired") return;
      status = "expired";
      emit("expired", { session });
      if (!renewable) self.requireLogin();
    },
    end(reason) {
      const isByUser = reason !== "refused";
      const hadSession = session !== null;
      session = token = null;
      status = "signed-out";
      if (isByUser) {
        epoch++;
        lastUser = undefined;
      }
      if (!hadSession) return;
      emit("signed-out", { reason });
      if (!isByUser) self.requireLogin();
    },
    // Told once until the next login.
    requireLogin() {
      if (isLoginRequired) return;
      isLoginRequired = true;
      emit("login-required", { session });
    },
    close() {
      session = token = null;
      status = "signed-out";
      notify();
    },
  };
  return self;
}

// By this device's clock, in milliseconds; null where nothing tells.
function endOf({ expiresIn, expires }, claims, receivedAt) {
  if (expiresIn !== undefined) return receivedAt + expiresIn * 1000;
  const end = claims?.exp ?? expires;
  if (end === undefined) return null;
  // Seconds or milliseconds since 1970, or a date string.
  return typeof end === "string" ? Date.parse(end) : end > 1e11 ? end : end * 1000;
}

// What each token has of its own.
function withoutDates({ iat, exp, nbf, jti, ...claims }) {
  return claims;
}

// What the test does to its own objects afterwards changes no snapshot, as if they had come over the network.
const copy = (value) => JSON.parse(JSON.stringify(value));
