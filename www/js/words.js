/**
 * What the page says: codes, claims and times put into words. Pure functions of their arguments; must not touch the
 * document, the network or the clock.
 */

const errors = {
  "invalid-options": "This page is set up wrongly: Jotpass does not accept its options.",
  "invalid-token": "The server answered with something that is not a token.",
  "load-failed": "A part of Jotpass could not be loaded. Check the connection and try again.",
  "callback-failed": "A part of this page failed during the sign-in. Reload the page and try again.",
  "closed": "This session has been closed. Reload the page.",
  "invalid-credentials": "That name and password do not match.",
  "login-required": "This needs a token. Sign in first.",
  "superseded": "A newer sign-in took the place of this one.",
  "aborted": "The sign-in was stopped before it was done.",
  "network": "The server cannot be reached. Is it still running?",
  "timeout": "The server took too long to answer. Try again in a moment.",
  "rate-limited": "Too many attempts. Wait a little, then try again.",
  "server-error": "The server has a problem of its own. Try again in a moment.",
  "unexpected-status": "The server answered in a way this page does not know.",
  "html-answer": "The server answered with a web page instead of a token. Is the address right?",
  "malformed-answer": "The server's answer was garbled or cut short. Try again.",
  "no-token": "The server accepted the sign-in, but its answer held no token.",
  "isolated": "A worker holds the token, and gives it to nobody.",
  "other-configuration": "Another tab has set up the worker otherwise. Close it, and reload this page.",
  "other-version": "Another tab runs another version of Jotpass. Close it, and reload this page.",
  "token-reflected": "The answer repeated the token, so the worker has withheld it.",
};

/** An `AuthErrorCode`, and the HTTP status that came with it, as a sentence for people. */
export function errorInWords(code, status = null) {
  const sentence = errors[code] ?? "Something unexpected went wrong. Reload the page and try again.";
  const tellStatus = status !== null && (code === "server-error" || code === "unexpected-status");
  return tellStatus ? `${sentence} (It said ${status}.)` : sentence;
}

/** `Auth.status`, or `failed` when WebAssembly could not be loaded. */
export const statusInWords = {
  "loading": "Loading",
  "signed-out": "Signed out",
  "signed-in": "Signed in",
  "expired": "Waiting for the server",
  "failed": "Not loaded",
};

/** Whom a session is about. */
export const nameOf = ({ user, claims }) => user?.name ?? claims?.name ?? "you";

/** Why a session ended, by the reason of `signed-out`. */
export const endInWords = {
  "logout": "You signed out.",
  "other-tab": "You signed out in another tab.",
  "refused": "The server refused to renew your session.",
};

/** What each event of `Auth` says, by its type. */
export const eventsInWords = {
  "signed-in": ({ session }) => `${nameOf(session)} signed in.`,
  "renewed": () => "A new token is in use.",
  "expiring": () => "The token ends soon, and there is no new one yet.",
  "expired": () => "The token's life has ended.",
  "signed-out": ({ reason }) => endInWords[reason],
  "login-required": () => "Only you can go on: sign in.",
  "user-changed": ({ session }) => `Now it is ${nameOf(session)}.`,
  "warning": ({ message }) => message,
};

/** What it comes to where the token is, by who holds it. */
export const isolationInWords = {
  "page": "Any script can ask for it there, and take it away.",
  "worker": "No script can read it there. A reload ends the session.",
  "shared-worker": "No script can read it there. It lives as long as one of the tabs.",
};
export const cookieInWords = "No script can read it there. The browser sends it by itself.";
export const noSharedWorker = "This browser has no shared worker, so it is in a worker of this tab. A reload ends the session.";

/** What a session is good for, by where it is kept. */
export const storageInWords = {
  "indexeddb": "For all tabs, through reloads. No script can read its key.",
  "local": "For all tabs, through reloads. Its key is in localStorage.",
  "session": "For this tab and those opened from it, through reloads.",
  "memory": "For each tab alone, until a reload. Signing out reaches all.",
  "cookie": "For all tabs, through reloads. No script can read the token.",
};

/** What came of an attempt to take the token away. */
export const outcomeInWords = { "open": "not tried", "token": "got the token", "none": "did not", "skipped": "not possible here" };

/** How much an attempt has looked at in vain; `alike` is how many texts looked like a token. */
export function lootInWords(count, alike) {
  const texts = count === 0 ? "nothing at all" : count === 1 ? "1 text" : `${count} texts`;
  return alike > 0 ? `${texts}, no token that counts` : count > 0 ? `${texts}, none a token` : texts;
}

/** What came of all attempts. */
export function summaryInWords(got, count) {
  if (got === 0) return `None of ${count} attempts got the token.`;
  return `${got} of ${count} attempts got the token, and the API took it. Whoever has it can use it anywhere, until it ends.`;
}

/** How a token travelled, for the badge; `null` is none. */
export function transportInWords(transport) {
  return transport === null ? "no token" : transport === "bearer" ? "Bearer" : transport;
}

/** A time of day: "14:03:22". */
export function timeOfDay(ms) {
  const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  return new Date(ms).toLocaleTimeString([], parts);
}

/** A duration of whole seconds as a number and its unit: `["21", "seconds"]`, `["4:05", "minutes"]`. */
export function countdown(seconds) {
  const padded = (n) => String(n).padStart(2, "0");
  if (seconds < 100) return [String(seconds), seconds === 1 ? "second" : "seconds"];
  if (seconds < 3600) return [`${Math.floor(seconds / 60)}:${padded(seconds % 60)}`, "minutes"];
  if (seconds < 172_800) return [`${Math.floor(seconds / 3600)}:${padded(Math.floor((seconds % 3600) / 60))}`, "hours"];
  return [String(Math.floor(seconds / 86_400)), "days"];
}

/** A duration of whole seconds in running text: "21 s", "4:05 minutes". */
export function duration(seconds) {
  const [value, unit] = countdown(seconds);
  return unit.startsWith("second") ? `${value}\u00a0s` : `${value}\u00a0${unit}`;
}

/** A NumericDate as milliseconds: some servers put milliseconds where RFC 7519 wants seconds. */
const asMilliseconds = (date) => (Math.abs(date) > 1e11 ? date : date * 1000);

function when(date, now) {
  if (typeof date !== "number") return String(date);
  const at = new Date(asMilliseconds(date));
  if (Number.isNaN(at.getTime())) return String(date);
  const sameDay = at.toDateString() === new Date(now).toDateString();
  return sameDay ? timeOfDay(at) : `${timeOfDay(at)} on ${at.toLocaleDateString([], { dateStyle: "long" })}`;
}

function plain(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const claims = {
  iss: (value) => `issued by ${plain(value)}`,
  sub: (value) => `about the user with the id ${plain(value)}`,
  aud: (value) => `meant for ${Array.isArray(value) ? value.map(plain).join(", ") : plain(value)}`,
  iat: (value, { now }) => `issued at ${when(value, now)}`,
  nbf: (value, { now }) => `not valid before ${when(value, now)}`,
  jti: () => "this token's own number, by which the server can revoke it",
  exp: (value, { now, secondsLeft }) => {
    if (secondsLeft === null) return `ends at ${when(value, now)}`;
    if (secondsLeft === 0) return `ended at ${when(value, now)}`;
    return `ends at ${when(value, now)}, in ${duration(secondsLeft)}`;
  },
};

/**
 * A claim in words. `now` decides whether a date needs its day told; `secondsLeft` is the token's remaining life by
 * this device's clock, `null` when unknown.
 */
export function claimInWords(name, value, context) {
  return Object.hasOwn(claims, name) ? claims[name](value, context) : plain(value);
}

const algorithms = { HS: "HMAC", RS: "RSA", PS: "RSA-PSS", ES: "ECDSA" };

/** What the JOSE header's `alg` and the signature's length come to. */
export function signatureInWords(alg, encodedLength) {
  if (encodedLength === 0) return "There is none: this token is not signed.";
  const bytes = Math.floor((encodedLength * 3) / 4);
  const [, family, bits] = /^(HS|RS|PS|ES)(256|384|512)$/.exec(String(alg)) ?? [];
  const made = family ? `${algorithms[family]} with SHA-${bits}` : String(alg);
  return `${bytes} bytes, made by ${made} over the other two parts. It lets the server recognise its own work.`;
}

const statusTexts = {
  200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
  404: "Not Found", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable",
};

/** "401 Unauthorized"; HTTP/2 sends no text of its own. */
export function httpStatus(status, text) {
  return `${status} ${text || (statusTexts[status] ?? "")}`.trim();
}
