// One contestant: what the benchmarks have it do. Leaves `ready`, a promise, and `contestant`, whose functions are all there is.

import { ask, open, session } from "./session.js";

const { name, kind } = Object.fromEntries(new URLSearchParams(location.search));
const isBare = name === "native";
const isStubbed = kind === "stubbed";

const TEXT = { method: "POST", body: "x".repeat(10_240), headers: { "content-type": "text/plain" } };
const place = isBare ? "/open" : "/api";
const CALLS = {
  "no body": [`${place}/something`],
  "10 KB body": [`${place}/something`, TEXT],
  "10 KB answer": [`${place}/long`],
};
const TWO_HOURS = 7200;

let module, clock, call;

addEventListener("error", ({ error }) => parent.fail?.(error));
addEventListener("unhandledrejection", ({ reason }) => parent.fail?.(reason));

globalThis.ready = (async () => {
  if (isStubbed) await import("./stubbed.js");
  if (kind === "clocked") clock = await import("./clocked.js");
  module = await import(`/bundles/${kind}/${session}/${name}.js`);
})();

globalThis.contestant = {
  async signIn() {
    call = await module.signIn({ ...(await open()), isStubbed });
  },

  /** Milliseconds per decoding of one of these tokens, `times` over. */
  async decode(texts, times) {
    const { decode } = module;
    const isLater = decode(texts[0]) instanceof Promise;
    const begin = performance.now();
    if (isLater) for (let i = 0; i < times; i++) await decode(texts[i % texts.length]);
    else for (let i = 0; i < times; i++) decode(texts[i % texts.length]);
    return (performance.now() - begin) / times;
  },

  /** The claims, to compare. */
  async claims(text) {
    const decoded = await module.decode(text);
    return module.claimsOf?.(decoded) ?? decoded;
  },

  /** Milliseconds per request, one after the other. Throws if one was not answered, or went without the token. */
  async send(what, times) {
    const args = CALLS[what];
    let failed = 0;
    const begin = performance.now();
    for (let i = 0; i < times; i++) if ((await call(...args)) !== 200) failed++;
    const time = (performance.now() - begin) / times;
    if (failed) throw new Error(`${name}: ${failed} of ${times} requests were refused`);
    checkToken();
    return time;
  },

  /** The token of this moment is over: the server has revoked it, or (`isKnown`) two hours have passed for all. */
  async expire(isKnown, hasWorker) {
    if (!isKnown) return ask("revoke");
    await ask(`advance?seconds=${TWO_HOURS}`);
    return clock.passTime(TWO_HOURS * 1000, { hasWorker });
  },

  /** So many requests at once: milliseconds until the last is done, how many failed, and how often the issuer was asked. */
  async burst(count) {
    const begin = performance.now();
    const outcomes = await Promise.all(Array.from({ length: count }, () => call(...CALLS["no body"]).catch((error) => error)));
    const time = performance.now() - begin;
    const { exchanges } = await ask("count");
    return { time, failed: outcomes.filter((status) => status !== 200).length, exchanges };
  },
};

// Where the network is the stub in this page; the real server refuses what comes without.
function checkToken() {
  if (isBare || !globalThis.lastRequest) return;
  const [input, init] = globalThis.lastRequest;
  const headers = new Headers(init?.headers ?? input.headers);
  const shown = headers.get("x-access-token") ?? headers.get("authorization") ?? "";
  if (!/^(Bearer )?eyJ/.test(shown)) throw new Error(`${name}: a request went without the token`);
}
