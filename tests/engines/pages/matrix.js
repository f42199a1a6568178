// Makes every call of a group natively and through Jotpass, and tells how the outcomes differ. The address says which group,
// which part of it (`0/3`: the first of every three), in which isolation, and where the origins of the echo server are.
//
// A case gets a kit: `url`, the address that is its own in this very run; `window` and `frame`, two worlds to make objects in;
// `when` and `say`, to keep step with the server (see support/echo.mjs); and what else its call may be made of.

import * as inPage from "/pkg/index.js";
import * as inWorker from "/pkg/worker.js";
import { CASES } from "./cases.js";
import { BY_HAND, compare, describe, describeError, look, watched } from "./matrix_compare.js";

const query = new URLSearchParams(location.search);
const ORIGINS = { url: location.origin, other: query.get("other"), site: query.get("site") };
// Of its own, so that no call waits for a connection that one of these has.
const CONTROL = query.get("foreign");
// Browsers open six connections to an origin, and a case may need one to the server's side as well.
const AT_ONCE = 5;
// A call that takes longer, in milliseconds, hangs.
const LIMIT = 5000;

const nativeFetch = globalThis.fetch.bind(globalThis);
const TOKEN = "canary-token-7Qx";

const isolation = query.get("isolation") ?? "page";
const isInPage = isolation === "page";
const [part, parts] = (query.get("part") ?? "0/1").split("/").map(Number);

// Of its own on every page, since one that is left may still share a worker.
const own = `${performance.timeOrigin}`;
const make = (name, options, attach) =>
  (options?.isolation ? inWorker : inPage).createAuth({
    name: `${name} ${own}`,
    ...options,
    attach: { to: Object.values(ORIGINS), ...attach },
  });
const signedIn = make("signed in", isInPage ? {} : { isolation });
const signedOut = make("signed out");
const following = make("following", {}, { redirects: "follow" });

const SENDERS = {
  native: nativeFetch,
  "auth.fetch": signedIn.fetch,
  hooked: (...args) => globalThis.fetch(...args),
  "signed out": signedOut.fetch,
  following: following.fetch,
  [BY_HAND]: sendByHand,
};

// What else goes for an isolated session has been compared in the page.
const sendersOf = (test, index) => (isInPage ? sendersInPage(test, index) : ["native", index % 2 ? "hooked" : "auth.fetch"]);
const sendersInPage = (test, index) => [
  "native",
  "auth.fetch",
  index % 2 ? "hooked" : "signed out",
  ...(test.isRedirected ? ["following"] : []),
  ...(test.isText && !test.isRedirected && !test.isRacy && index % 3 === 0 ? [BY_HAND] : []),
];

// The native call with the token by hand: among the headers of the options, where they are the caller's own, or else in a
// Request made of everything.
async function sendByHand(address, init = {}) {
  const isOwn = !(address instanceof Request) && Object.getOwnPropertyNames(init).length === Object.keys(init).length;
  const parent = isOwn && Object.getPrototypeOf(init);
  if (isOwn && (!parent || !Object.getPrototypeOf(parent))) {
    const headers = [...(init.headers?.[Symbol.iterator] ? init.headers : Object.entries(init.headers ?? {}))];
    if (!new Headers(headers).has("x-access-token")) headers.push(["x-access-token", TOKEN]);
    return nativeFetch(address, { ...init, headers });
  }
  const request = new Request(address, init);
  if (!request.headers.has("x-access-token")) request.headers.set("x-access-token", TOKEN);
  return nativeFetch(request);
}

async function frameOf() {
  const frame = document.createElement("iframe");
  const loaded = new Promise((resolve) => (frame.onload = resolve));
  frame.srcdoc = "<!doctype html>";
  document.body.append(frame);
  await loaded;
  return frame.contentWindow;
}

const control = (verb, key) => nativeFetch(`${CONTROL}/${verb}?${key}`, { cache: "no-store" });

function kitFor(test, id, frame, blob) {
  const origin = ORIGINS[test.to];
  const reads = [];
  return {
    url: `${origin}/echo/${id}?${new URLSearchParams(flat(test.query))}`,
    origins: ORIGINS,
    window: globalThis,
    frame,
    blob,
    nativeFetch,
    reads,
    reason: () => undefined,
    when: (what) => control("when", `${what} ${id}`),
    say: (what, index) => control("say", `${what} ${id} ${index}`),
    relative: (address) =>
      address.replace(/^\s*http:(\/\/[^/\\]*)/i, (_, host) => (origin === location.origin ? "" : host)),
    // Writes down what is done to an init.
    watch(init) {
      const proxy = new Proxy(init, {
        get: (target, name) => (reads.push(`get ${String(name)}`), Reflect.get(target, name)),
        has: (target, name) => (reads.push(`has ${String(name)}`), Reflect.has(target, name)),
        ownKeys: (target) => (reads.push("keys"), Reflect.ownKeys(target)),
      });
      watched.add(proxy);
      return proxy;
    },
  };
}

const flat = (query) =>
  Object.entries(query).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, one]));

/** One call, from its making until nothing more can come of it. */
async function perform(test, send, kit) {
  const outcome = {};
  await test.before?.(kit);
  let args;
  try {
    args = test.make(kit);
  } catch (error) {
    return { unmade: describeError(error, kit) };
  }
  const before = look(args);
  let answer;
  try {
    answer = send(...args);
    outcome.isPromise = answer instanceof Promise;
  } catch (error) {
    outcome.thrown = describeError(error, kit);
    return outcome;
  }
  outcome.readsAtOnce = [...kit.reads];
  outcome.argsAtOnce = look(args, before);
  // It may fail before anybody looks.
  answer.catch(() => {});
  try {
    await test.during?.(kit, answer);
    outcome.response = await describe(await answer, kit, test);
  } catch (error) {
    outcome.error = describeError(error, kit);
  }
  outcome.reads = [...kit.reads];
  outcome.args = look(args, before);
  return outcome;
}

const inTime = (promise) => {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, LIMIT, { hangs: true })));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

async function run(group) {
  await Promise.all([signedIn, following].map((auth) => auth.adopt({ access_token: TOKEN, expires_in: 3600 })));
  await signedOut.ready;
  signedIn.install();
  // Of 127.0.0.1, whatever the port.
  document.cookie = "a-cookie=1; path=/echo";
  const frame = await frameOf();
  const blob = URL.createObjectURL(new Blob(["a blob"], { type: "x/y" }));

  const tests = CASES.map((test, index) => ({ ...test, index })).filter((test) => test.group === group && test.index % parts === part);
  const queue = tests.values();
  const work = async () => {
    for (const test of queue) {
      test.runs = [];
      for (const [nth, sender] of sendersOf(test, test.index).entries()) {
        const id = `case-${`${test.index}`.padStart(5, "0")}${"abcde"[nth]}`;
        const kit = kitFor(test, id, frame, blob);
        test.runs.push({ sender, id, outcome: await inTime(perform(test, SENDERS[sender], kit)) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));

  document.cookie = "a-cookie=; path=/echo; max-age=0";
  const records = await (await control("taken", "")).json();
  const unlike = isInPage ? undefined : new RegExp(query.get("unlike"), "i");
  const found = tests.map((test) => compare(test, records, TOKEN, unlike));
  return {
    cases: tests.length,
    cookies: Object.values(records).flat().filter(({ head }) => /^cookie: a-cookie=1$/im.test(head)).length,
    answered: tests.filter(({ runs }) => runs[0].outcome.response).length,
    unmade: tests.flatMap(({ name, runs: [{ outcome }] }) => (outcome.unmade ? [`${name}: ${outcome.unmade.message}`] : [])),
    differences: found.flatMap(({ differences }) => differences),
    remarks: found.flatMap(({ remarks }) => remarks),
  };
}

globalThis.done = run(query.get("group"));
