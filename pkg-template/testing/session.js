// The session of a test's `Auth`: what it is, what is told of it, and in which order, as the engine would. Nothing happens by itself
// here: there are no timers, and a token is over when the test says so.

import { number } from "../../src/browser/platform.js";
import { freeze } from "../calls.js";
import { createEmitter } from "../emitter.js";
import { claimsOf, mintToken } from "./mint.js";

export function createSession({ user = null, claims = {}, accessToken, expiresIn, renewable = true, now = () => Date.now() }) {
  const { on, subscribe, emit, notify } = createEmitter();
  let status = "loading";
  let session = null;
  let token = null;
  // Whom the last login was about, unless its user ended the session.
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
  // Gives whether it is the same user's as the last one; undefined where nothing tells.
  const take = (parts, isRenewal) => {
    token = textOf(parts);
    const found = claimsOf(token);
    const receivedAt = now();
    session = freeze(copy({
      claims: found,
      user: parts.user ?? null,
      receivedAt,
      expiresAt: endOf(parts, found, receivedAt), // NaN is null in JSON
      isolation: "page",
    }));
    const identity = found?.sub ?? session.user?.id;
    const isSameUser = isSame(lastUser, identity);
    lastUser = identity ?? (isRenewal ? lastUser : undefined);
    isLoginRequired = false;
    status = "signed-in";
    return isSameUser;
  };
  // A login of nobody knows whom is somebody else's.
  const tell = (parts, isRenewal) => {
    const isSameUser = take(parts, isRenewal);
    if (!(isSameUser ?? isRenewal)) epoch++;
    if (isSameUser === false) emit("user-changed", { session });
    emit(isRenewal ? "renewed" : "signed-in", { session });
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
    get isThere() {
      return session !== null;
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
    signIn: (parts) => tell({ user, claims, expiresIn, ...parts }, false),
    renew(parts) {
      const { user, claims } = session;
      return tell({ user, claims: claims && withoutDates(claims), expiresIn, ...parts }, true);
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

// A number is the same as its text.
function isSame(before, after) {
  if (typeof before === "string" && typeof after === "string") return before === after;
  const numbers = [number(before), number(after)];
  return numbers.some(Number.isNaN) ? undefined : numbers[0] === numbers[1];
}

// By this device's clock, in milliseconds; nothing where nothing tells.
function endOf({ expiresIn, expires }, claims, receivedAt) {
  if (expiresIn !== undefined) return receivedAt + number(expiresIn) * 1000;
  // Seconds or milliseconds since 1970, or a date string.
  const end = claims?.exp ?? expires;
  const time = number(end);
  return Number.isNaN(time) ? Date.parse(end) : time > 1e11 ? time : time * 1000;
}

// What each token has of its own.
function withoutDates({ iat, exp, nbf, jti, ...claims }) {
  return claims;
}

// What the test does to its own objects afterwards changes no snapshot, as if they had come over the network.
const copy = (value) => JSON.parse(JSON.stringify(value));
