// Checks the options in front of the developer, and makes the copy the engine reads, complete and with every address
// resolved. A name that does not exist is an error too, so that a typing mistake never switches something off in silence.
// No object made here has a prototype: what somebody put on Object.prototype is no option.

import { isObject } from "../src/browser/platform.js";
import { invalid, resolve, toPlace } from "./places.js";

// Each check gives what the value must be, or nothing when it is.
const any = () => {};
const text = (value) => (typeof value === "string" && value ? null : "must be text");
const number = (value) => (value >= 0 && value < Infinity ? null : "must be 0 or more");
const fn = (value) => (typeof value === "function" ? null : "must be a function");
const record = (value) => (isObject(value) ? null : "must be an object");
const values = (value) =>
  isObject(value) && Object.values(value).every((v) => v == null || /string|number|boolean/.test(typeof v))
    ? null
    : "must be an object of text, numbers and booleans";
const texts = (value) =>
  isObject(value) && Object.values(value).every((v) => typeof v === "string") ? null : "must be an object of text";
const millis = (value) => (value > 0 ? null : "must be above 0 (milliseconds)");
const oneOf = (...choices) => (value) => (choices.includes(value) ? null : `must be one of ${choices.join(", ")}`);
const STORAGES = oneOf("memory", "session", "local", "indexeddb");
// RFC 9110, section 5.6.2.
const token = (value) => (/^[\w!#$%&'*+.^`|~-]*$/.test(value) ? null : "must be one word");
// What a browser sets by itself, it drops without a word (Fetch standard, forbidden request-header).
const header = (value) =>
  text(value) ?? token(value) ?? (requestWith(value).headers.has(value) ? null : "is not a header that scripts can set");
const requestWith = (name) => new Request("http://localhost", { headers: { [name]: "x" } });

// Made when asked for, since whoever only decodes never does.
const optionChecks = () => ({
  tokenUrl: any,
  login: {
    method: oneOf("POST", "GET"),
    encoding: oneOf("json", "form", "query", "basic", "headers"),
    fields: texts,
    extra: values,
    headers: texts,
    credentials: oneOf("omit", "same-origin", "include"),
    request: fn,
  },
  refresh: {
    url: any,
    method: oneOf("POST", "GET"),
    encoding: oneOf("json", "form", "bearer", "cookie"),
    field: text,
    extra: values,
    headers: texts,
    credentials: oneOf("omit", "same-origin", "include"),
    request: fn,
  },
  response: { accessToken: text, refreshToken: text, expiresIn: text, expires: text, user: text, parse: fn },
  logout: { url: any, method: oneOf("POST", "DELETE", "GET") },
  attach: {
    to: any,
    header,
    scheme: token,
    query: text,
    field: text,
    redirects: oneOf("safe", "error", "follow"),
    cookie: { csrfCookie: text, csrfHeader: header },
  },
  expired: fn,
  storage: (value) => (isObject(value) ? fn(value.getItem) ?? fn(value.setItem) : STORAGES(value)),
  renew: { before: number, tolerance: number },
  timeout: millis,
  signedOut: oneOf("pass", "reject", "wait"),
  wait: { limit: number, timeout: millis },
  isolation: oneOf("page", "worker", "shared-worker"),
  name: text,
});

function read(options, checks, path) {
  const problem = record(options);
  if (problem) throw invalid(path || "options", problem);
  const copy = { __proto__: null };
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) && checks[name];
    const full = path ? `${path}.${name}` : name;
    if (!check) throw invalid(full, "is no option");
    if (value == null) continue;
    if (value === false && /^(logout|refresh|attach\.cookie)$/.test(full)) {
      copy[name] = false;
      continue;
    }
    const problem = typeof check === "function" && check(value);
    if (problem) throw invalid(full, problem);
    copy[name] = typeof check === "function" ? value : read(value === true && full === "attach.cookie" ? {} : value, check, full);
  }
  return copy;
}

// The checked copy, and its `attach.to` as pairs of origin and path. Relative addresses are those of a page at `base`.
export function readOptions(options, base) {
  const copy = read(options, optionChecks(), "");
  copy.isolation ??= "page";
  // Null, not false: the engine asks whether it is there.
  copy.isIsolated = copy.isolation === "page" ? null : true;
  const { tokenUrl, logout, refresh } = copy;
  const { cookie } = (copy.attach ??= { __proto__: null });
  if (cookie) checkCookie(copy);
  // To another origin, too, the browser is to show the cookie, to take it, and to forget it.
  const credentials = cookie || refresh?.encoding === "cookie" ? "include" : undefined;
  if (tokenUrl !== undefined) copy.tokenUrl = resolve("tokenUrl", tokenUrl, base).href.split("#")[0];
  if (logout) {
    const url = resolve("logout.url", logout.url, base).href;
    copy.logout = { __proto__: null, method: "POST", credentials, ...logout, url };
  }

  const isGet = copy.login?.method === "GET";
  if (isGet && /json|form/.test(copy.login.encoding)) {
    throw invalid("login.encoding", "needs a body: use POST, or query");
  }
  copy.login = { __proto__: null, method: "POST", encoding: isGet ? "query" : "json", credentials, ...copy.login };

  copy.refresh = refresh === false ? null : withRefreshDefaults(refresh, copy, base);

  const { to = copy.tokenUrl ? [new URL(copy.tokenUrl).origin] : [], header = "x-access-token", ...attach } = copy.attach;
  if (!Array.isArray(to)) throw invalid("attach.to", "must be an array");
  const scheme = header.toLowerCase() === "authorization" ? "Bearer" : "";
  // The names of Angular, axios and Laravel.
  const csrf = cookie ? { __proto__: null, csrfCookie: "XSRF-TOKEN", csrfHeader: "X-XSRF-TOKEN", ...cookie } : null;
  copy.attach = { __proto__: null, header, scheme, ...attach, cookie: csrf };
  copy.renew = { __proto__: null, before: 60, tolerance: 0, ...copy.renew };
  copy.wait = { __proto__: null, limit: 100, timeout: 300_000, ...copy.wait };
  // Of a cookie there is nothing to keep but that it is there.
  copy.storage ??= cookie ? "local" : "memory";
  copy.name ??= copy.tokenUrl ?? "default";
  copy.timeout ??= 10_000;
  return [copy, to.map(toPlace)];
}

// A cookie that no script can read leaves nothing else to show, and nothing to forget here.
function checkCookie({ attach, refresh, logout }) {
  for (const name of ["header", "scheme", "query", "field"]) {
    if (attach[name] !== undefined) throw invalid(`attach.${name}`, "is of no use with attach.cookie");
  }
  if (!/^(cookie|undefined)$/.test(refresh?.encoding)) throw invalid("refresh.encoding", "must be cookie with attach.cookie");
  if (logout === undefined) throw invalid("logout.url", "is missing: only the server can delete the cookie");
}

// Where and how a token is renewed; null if there is no way.
function withRefreshDefaults(refresh, { tokenUrl, login, attach }, base) {
  if (refresh && !refresh.url && !refresh.request && !tokenUrl) throw invalid("refresh.url", "is missing");
  const url = refresh?.url === undefined ? tokenUrl : resolve("refresh.url", refresh.url, base).href.split("#")[0];
  if (!url && !refresh) return null;
  const isForm = login.encoding === "form";
  // An OAuth endpoint wants to know the client, as it did at the login.
  const { grant_type, ...extra } = (isForm && login.extra) || {};
  const defaults = {
    method: "POST",
    encoding: attach.cookie ? "cookie" : isForm ? "form" : "json",
    field: "refresh_token",
    extra,
    isGiven: refresh ? true : null,
  };
  const filled = { __proto__: null, ...defaults, ...refresh, url: url ?? null };
  if (!filled.request && filled.method === "GET" && /json|form/.test(filled.encoding)) {
    throw invalid("refresh.encoding", "needs a body: use POST, bearer or cookie");
  }
  return filled;
}
