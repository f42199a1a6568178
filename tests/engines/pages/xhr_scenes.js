// What becomes of hooked XMLHttpRequests when nothing native can be held against them. Every scene has an Auth object, installed,
// and gives what its page saw; what the server saw is `requests`, one line each: method, path below the scene's own, token, body.

import { createAuth } from "/pkg/index.js";

const query = new URLSearchParams(location.search);
const FOREIGN = query.get("foreign");
const CONTROL = query.get("site");
const nativeFetch = globalThis.fetch.bind(globalThis);
const NativeXhr = globalThis.XMLHttpRequest;
const NAMES = ["open", "setRequestHeader", "send", "abort", "upload", "constructor"];
const partsNow = () => [
  ...NAMES.map((name) => Object.getOwnPropertyDescriptor(NativeXhr.prototype, name)),
  Object.getOwnPropertyDescriptor(globalThis, "XMLHttpRequest"),
];

const control = (verb, key) => nativeFetch(`${CONTROL}/${verb}?${encodeURIComponent(key)}`, { cache: "no-store" });
const search = (members) => new URLSearchParams(Object.entries(members).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
const stale = { status: 401, body: "refused", shown: "body=welcome" };
const answered = (xhr) => `${xhr.readyState} ${xhr.status} ${xhr.responseText}`;
const EVENTS = ["readystatechange", "loadstart", "progress", "load", "error", "abort", "timeout", "loadend"];

/** What a scene has; `id` is its own. */
function kitFor(id) {
  const at = (path, members = {}) => `${location.origin}/echo/${id}${path}?${search(members)}`;
  const renewal = (members) => `${CONTROL}/echo/${id}-renewal?${search(members)}`;
  const kit = {
    id,
    at,
    say: (what) => control("say", `${what} ${id}`),
    arrived: () => control("when", `arrived ${id}`),
    renewing: () => control("when", `arrived ${id}-renewal`),
    renew: () => control("say", `go ${id}-renewal`),
    signIn: (auth, token, more) => auth.adopt({ access_token: token, expires_in: 3600, refresh_token: "refresh", ...more }),
    /** An Auth object whose renewals are answered so. */
    make: (options, answer = {}) =>
      createAuth({
        name: `${id} ${Math.random()}`,
        attach: { to: [`${location.origin}/echo`] },
        refresh: { request: () => new Request(renewal({ body: '{"access_token":"fresh-token","expires_in":3600}', ...answer })) },
        ...options,
      }),
    xhr(path, members, { method = "GET", body, setUp } = {}) {
      const xhr = new XMLHttpRequest();
      const events = [];
      xhr.open(method, at(path, members));
      for (const type of EVENTS) xhr.addEventListener(type, () => events.push(type === "readystatechange" ? `${xhr.readyState}` : type));
      const ended = new Promise((resolve) => xhr.addEventListener("loadend", resolve));
      setUp?.(xhr);
      xhr.send(body);
      return { xhr, events, ended };
    },
    async requests() {
      const taken = await (await control("taken", "")).json();
      return (taken[id] ?? []).map(({ head, body }) => {
        const [line, ...headers] = head.split("\r\n");
        const [method, target] = line.split(" ");
        const token = headers.find((header) => /^(x-access-token|authorization):/i.test(header));
        return [method, new URL(target, location).pathname.replace(`/echo/${id}`, ""), token?.replace(/.*: /, "") ?? "bare", body].join(" ").trim();
      });
    },
  };
  return kit;
}
const attempt = (act) => {
  try {
    return act() ?? "nothing";
  } catch (error) {
    return error.name;
  }
};

const SCENES = {
  async "refused twice"(kit, auth) {
    await kit.signIn(auth, "stale-token");
    const { xhr, events, ended } = kit.xhr("/a", { status: 401, body: "refused" }, { method: "POST", body: "body" });
    await ended;
    return { answer: answered(xhr), ends: events.filter((type) => type === "loadend").length, requests: await kit.requests() };
  },

  async "the renewal fails"(kit, auth, install) {
    auth = install(kit.make({}, { status: 500 }));
    await kit.signIn(auth, "stale-token");
    const seen = [];
    const setUp = (xhr) => (xhr.onreadystatechange = () => seen.push(answered(xhr)));
    const { xhr, events, ended } = kit.xhr("/a", { ...stale, header: "x-first: 1" }, { setUp });
    await ended;
    const header = xhr.getResponseHeader("x-first");
    return { seen: seen.filter((line, i) => line !== seen[i - 1]), last: events.slice(-2), header, covered: covered(xhr), requests: await kit.requests() };
  },

  async "aborted while renewing"(kit, auth, install) {
    auth = install(kit.make({}, { hold: "" }));
    await kit.signIn(auth, "stale-token");
    const { xhr, events } = kit.xhr("/a", stale, { method: "POST", body: "body" });
    await kit.renewing();
    const before = answered(xhr);
    xhr.abort();
    const after = answered(xhr);
    const sent = attempt(() => xhr.send());
    const set = attempt(() => xhr.setRequestHeader("a", "b"));
    await kit.renew();
    await auth.refresh().catch(() => {});
    return { before, events, after, sent, set, requests: await kit.requests() };
  },

  async "its time is over while renewing"(kit, auth, install) {
    auth = install(kit.make({}, { hold: "" }));
    await kit.signIn(auth, "stale-token");
    const { xhr, events, ended } = kit.xhr("/a", stale, { setUp: (xhr) => (xhr.timeout = 50) });
    await ended;
    await kit.renew();
    return { events, answer: answered(xhr), timeout: xhr.timeout };
  },

  async "its time is over in the second try"(kit, auth, install) {
    auth = install(kit.make({}, { hold: "" }));
    await kit.signIn(auth, "stale-token");
    const at = performance.now();
    const { xhr, events, ended } = kit.xhr("/a", { status: 401, shown: "hold=" }, { setUp: (xhr) => (xhr.timeout = 3000) });
    // Most of the time goes by before the second try, by the clock of another.
    const clock = new NativeXhr();
    clock.open("GET", `${FOREIGN}/echo/${kit.id}-clock?hold`);
    clock.timeout = 2000;
    const isTime = new Promise((resolve) => (clock.ontimeout = resolve));
    clock.send();
    await isTime;
    await kit.renew();
    await ended;
    return { last: events.slice(-3), timeout: xhr.timeout, isInTime: performance.now() - at < 4500, requests: await kit.requests() };
  },

  async "opened anew while renewing"(kit, auth, install) {
    auth = install(kit.make({}, { hold: "" }));
    await kit.signIn(auth, "stale-token");
    const { xhr, events } = kit.xhr("/a", stale);
    await kit.renewing();
    events.push("open");
    xhr.open("POST", kit.at("/b", stale));
    const ended = new Promise((resolve) => xhr.addEventListener("loadend", resolve));
    xhr.send("second");
    events.push("sent");
    await kit.renew();
    await ended;
    return { events: events.filter((type) => !/^(3|progress)$/.test(type)), answer: answered(xhr), requests: await kit.requests() };
  },

  async "aborted while waiting"(kit, auth, install) {
    auth = install(kit.make({ signedOut: "wait" }));
    await auth.ready;
    const { xhr, events } = kit.xhr("/a", {}, { method: "POST", body: "body" });
    const before = answered(xhr);
    const sent = attempt(() => xhr.send());
    xhr.abort();
    const after = answered(xhr);
    const sentAfter = attempt(() => xhr.send());
    events.push("open");
    xhr.open("POST", kit.at("/b"));
    const ended = new Promise((resolve) => xhr.addEventListener("loadend", resolve));
    xhr.send("second");
    await kit.signIn(auth, "fresh-token");
    await ended;
    return { before, sent, after, sentAfter, events: events.filter((type) => !/^(3|progress)$/.test(type)), requests: await kit.requests() };
  },

  async "its time is over while waiting"(kit, auth, install) {
    auth = install(kit.make({ signedOut: "wait" }));
    await auth.ready;
    const { xhr, events, ended } = kit.xhr("/a", {}, { setUp: (xhr) => (xhr.timeout = 30) });
    await ended;
    return { events, answer: answered(xhr), sent: attempt(() => xhr.send()), requests: await kit.requests() };
  },

  async "nobody is signed in, and that is refused"(kit, auth, install) {
    auth = install(kit.make({ signedOut: "reject" }));
    await auth.ready;
    const { xhr, events, ended } = kit.xhr("/a", {});
    await ended;
    const sync = new XMLHttpRequest();
    sync.open("GET", kit.at("/sync"), false);
    return { events, answer: answered(xhr), sync: attempt(() => sync.send()), requests: await kit.requests() };
  },

  async "sent before the package is ready"(kit, auth, install) {
    auth = install(kit.make({ signedOut: "wait" }));
    const { xhr, ended } = kit.xhr("/a", {});
    const sync = new XMLHttpRequest();
    sync.open("GET", kit.at("/sync"), false);
    sync.send();
    await kit.signIn(auth, "fresh-token");
    await ended;
    return { answer: answered(xhr), sync: answered(sync), requests: (await kit.requests()).sort() };
  },

  async synchronous(kit, auth) {
    await kit.signIn(auth, "stale-token");
    const ask = (path) => {
      const xhr = new XMLHttpRequest();
      xhr.open("GET", kit.at(path, stale), false);
      xhr.send();
      return answered(xhr);
    };
    const first = ask("/a");
    await auth.refresh();
    return { first, second: ask("/b"), requests: await kit.requests() };
  },

  async "the page changes its body after it has sent it"(kit, auth) {
    await kit.signIn(auth, "stale-token");
    const parameters = new URLSearchParams({ a: "1" });
    const bytes = new TextEncoder().encode("[bytes]");
    const form = new FormData();
    form.append("name", "before");
    const sent = [parameters, bytes.subarray(1, 6), form].map((body) => kit.xhr("/a", stale, { method: "POST", body }));
    parameters.set("a", "2");
    bytes.fill(33);
    form.set("name", "after");
    await Promise.all(sent.map(({ ended }) => ended));
    const requests = (await kit.requests()).filter((line) => line.includes("fresh-token"));
    return requests.map((line) => (/name="name"\s+(\w+)/.exec(line) ?? / (\S+)$/.exec(line))[1]).sort();
  },

  async "the page shows a token of its own"(kit, auth) {
    await kit.signIn(auth, "stale-token");
    const { xhr, ended } = kit.xhr("/a", stale, { setUp: (xhr) => xhr.setRequestHeader("X-Access-Token", "stale-own") });
    await ended;
    return { answer: answered(xhr), requests: await kit.requests() };
  },

  async "one object, many requests"(kit, auth) {
    await kit.signIn(auth, "stale-token");
    const xhr = new XMLHttpRequest();
    const answers = [];
    for (const url of [kit.at("/a", stale), `${FOREIGN}/echo/${kit.id}/b?body=foreign`, kit.at("/c", stale), "data:,data", kit.at("/d", stale)]) {
      xhr.open("GET", url);
      const ended = new Promise((resolve) => (xhr.onloadend = resolve));
      xhr.send();
      await ended;
      answers.push(`${xhr.status} ${xhr.responseText}`);
    }
    return { answers, requests: await kit.requests() };
  },

  async "an object with handlers that is older than the hook"(kit, auth, install) {
    auth.close();
    const xhr = new XMLHttpRequest();
    const seen = [];
    xhr.onload = () => seen.push(answered(xhr));
    auth = install(kit.make());
    await kit.signIn(auth, "stale-token");
    const ended = new Promise((resolve) => (xhr.onloadend = resolve));
    xhr.open("GET", kit.at("/a", stale));
    xhr.send();
    await ended;
    return seen;
  },

  async "the upload is told once"(kit, auth) {
    await kit.signIn(auth, "stale-token");
    const uploads = [];
    const setUp = ({ upload }) => {
      for (const type of EVENTS.slice(1)) upload.addEventListener(type, ({ loaded }) => uploads.push(`${type} ${loaded}`));
    };
    const { xhr, ended } = kit.xhr("/a", stale, { method: "POST", body: "x".repeat(1000), setUp });
    await ended;
    return { answer: answered(xhr), uploads: [...new Set(uploads)], count: uploads.filter((line) => /^load/.test(line)).length };
  },

  async "a simple request to elsewhere stays simple"(kit) {
    const xhr = new XMLHttpRequest();
    xhr.open("POST", `${FOREIGN}/echo/${kit.id}/a`);
    // Whoever looks there need not listen.
    void xhr.upload;
    const ended = new Promise((resolve) => (xhr.onloadend = resolve));
    xhr.send("text");
    await ended;
    return kit.requests();
  },

  async "a redirect takes the token elsewhere"(kit, auth) {
    const warnings = [];
    auth.on("warning", ({ code, message }) => warnings.push({ code, isSecret: message.includes("token-7Qx") }));
    await kit.signIn(auth, "canary-token-7Qx");
    const location = `location: ${FOREIGN}/echo/${kit.id}/elsewhere`;
    for (let i = 0; i < 2; i++) await kit.xhr("/a", { status: 302, header: location }).ended;
    await kit.xhr("/b", {}).ended;
    const requests = (await kit.requests()).filter((line) => !line.startsWith("OPTIONS"));
    return { warnings, requests };
  },

  async "an XMLHttpRequest of a frame"(kit, auth) {
    await kit.signIn(auth, "fresh-token");
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const xhr = new frame.contentWindow.XMLHttpRequest();
    const ended = new Promise((resolve) => (xhr.onloadend = resolve));
    XMLHttpRequest.prototype.open.call(xhr, "GET", kit.at("/a"));
    XMLHttpRequest.prototype.send.call(xhr);
    await ended;
    frame.remove();
    return kit.requests();
  },

  async "the most specific list"(kit, auth, install) {
    auth.close();
    const wide = install(kit.make());
    const narrow = install(kit.make({ attach: { to: [kit.at("/narrow").split("?")[0]], header: "authorization" } }));
    await kit.signIn(wide, "wide-token");
    await kit.signIn(narrow, "narrow-token");
    await kit.xhr("/a", {}).ended;
    await kit.xhr("/narrow/b", {}).ended;
    return kit.requests();
  },

  async "what the hook looks like"(kit, auth) {
    const describe = ({ value, get, ...flags }) => {
      const { name, length } = value ?? get;
      return [name, length, ...Object.values(flags).filter((flag) => typeof flag === "boolean")].join(" ");
    };
    const looks = partsNow().map(describe);
    auth.close();
    const natives = partsNow().map(describe);
    const xhr = new XMLHttpRequest();
    return { isAlike: `${looks}` === `${natives}`, isRestored: XMLHttpRequest === NativeXhr && xhr.constructor === NativeXhr };
  },

  async "beside somebody else's hook"(kit, auth, install) {
    auth.close();
    const { prototype } = NativeXhr;
    const native = prototype.send;
    let passed = 0;
    const hookOther = () => {
      const before = prototype.send;
      const hook = function (...args) {
        passed++;
        return before.apply(this, args);
      };
      prototype.send = hook;
      return () => (prototype.send = before);
    };
    const results = [];
    for (const order of ["ours last", "ours last, other out first", "ours first", "ours first, out first"]) {
      passed = 0;
      const isLast = order.startsWith("ours last");
      let stopOther = isLast && hookOther();
      const mine = install(kit.make());
      await kit.signIn(mine, "fresh-token");
      stopOther ||= hookOther();
      await kit.xhr("/a", {}).ended;
      const isOtherFirst = order.endsWith("other out first") || order === "ours first";
      if (isOtherFirst) stopOther();
      mine.close();
      if (!isOtherFirst) stopOther();
      await kit.xhr("/b", {}).ended;
      results.push(`${order}: ${passed}`);
    }
    // Whoever put back what it had found has put back our hook, which lets everything pass.
    prototype.send = native;
    return { results, requests: await kit.requests() };
  },
};

/** What of the object is not its prototype's. */
const covered = (xhr) => Object.getOwnPropertyNames(xhr);

async function run() {
  const results = {};
  for (const [i, [name, scene]] of Object.entries(SCENES).entries()) {
    const kit = kitFor(`scene${`${i}`.padStart(2, "0")}`);
    const opened = [];
    const install = (auth) => {
      opened.forEach((other) => other.isLone && other.close());
      auth.install({ fetch: false, xhr: true });
      opened.push(auth);
      return auth;
    };
    const first = kit.make();
    first.isLone = true;
    try {
      results[name] = await scene(kit, install(first), install);
    } catch (error) {
      results[name] = `${error?.stack ?? error}`;
    }
    opened.forEach((auth) => auth.close());
  }
  return results;
}

globalThis.done = run();
