// What the matrix cannot see of a fetch: when things happen, and what the function itself is like. The address says which test.

// The native fetch, as the package is to find it, tells when it is called.
const nativeFetch = globalThis.fetch.bind(globalThis);
let calls = 0;
let createAuth;
async function start() {
  const real = globalThis.fetch;
  globalThis.fetch = (...args) => (calls++, nativeFetch(...args));
  ({ createAuth } = await import("/pkg/index.js"));
  globalThis.fetch = real;
}

const TOKEN = "canary-token-7Qx";
const query = new URLSearchParams(location.search);

async function signIn(options) {
  const auth = createAuth({ attach: { to: ["/echo"] }, ...options });
  await auth.adopt({ access_token: TOKEN, expires_in: 3600 });
  return auth;
}

const say = (key) => nativeFetch(`/say?${key}`);
const when = (key) => nativeFetch(`/when?${key}`);
const taken = async () => (await nativeFetch("/taken")).json();
const shown = (records) => (records ?? []).map(({ head }) => /^(?:x-access-token|authorization): (.*)$/im.exec(head)?.[1] ?? "bare");
const outcome = (call) => {
  try {
    return `gives ${Object.prototype.toString.call(call())}`;
  } catch (error) {
    return `throws ${error.name}`;
  }
};

const TESTS = {
  async "what the function is like"() {
    const auth = await signIn();
    const native = fetch;
    auth.install();
    const look = (fn) => ({
      name: fn.name,
      length: fn.length,
      keys: Reflect.ownKeys(fn).map(String).sort(),
      text: Object.prototype.toString.call(fn),
      new: outcome(() => new fn("/echo/new")),
    });
    const { fetch: unbound } = auth;
    const statuses = [];
    for (const call of [unbound, fetch, (url) => (0, auth.fetch)(url), (url) => window.fetch(url), (url) => self.fetch(url)]) {
      statuses.push((await call("/echo/unbound")).status);
    }
    for (const self of [undefined, null, window]) statuses.push((await fetch.call(self, "/echo/unbound")).status);
    return { native: look(native), ours: [look(auth.fetch), look(fetch)], statuses, seen: shown((await taken()).unbound) };
  },

  async "an answer that comes piece by piece"() {
    const auth = await signIn();
    const read = async (send, id) => {
      const answer = send(`/echo/${id}?framing=pieces&body=abc`);
      // Firefox gives no answer without the first of its bytes.
      await say(`go ${id} 0`);
      const reader = (await answer).body.getReader();
      const pieces = [];
      for (let i = 0; i < 3; i++) {
        const piece = reader.read();
        if (i > 0) await say(`go ${id} ${i}`);
        pieces.push(new TextDecoder().decode((await piece).value));
      }
      return [...pieces, (await reader.read()).done];
    };
    return { native: await read(nativeFetch, "native"), ours: await read(auth.fetch, "ours") };
  },

  // A call is synchronous until the native one has been made, where nothing needs to be waited for.
  async "the turn in which a request leaves"() {
    const auth = await signIn();
    const other = createAuth({ name: "other", attach: { to: ["/echo"] } });
    await other.ready;
    const made = (call) => {
      const before = calls;
      const answer = call();
      const count = calls - before;
      answer.catch(() => {});
      return count;
    };
    const post = { method: "POST", body: "x" };
    return {
      listed: made(() => auth.fetch("/echo/a")),
      "listed, with a body": made(() => auth.fetch("/echo/a", post)),
      "listed, as a Request": made(() => auth.fetch(new Request("/echo/a", post))),
      "listed, kept alive": made(() => auth.fetch("/echo/a", { ...post, keepalive: true })),
      unlisted: made(() => auth.fetch("/open/a")),
      "signed out": made(() => other.fetch("/echo/a")),
      wrong: made(() => auth.fetch("/echo/a", { method: "bad method" })),
    };
  },

  async "the request of a page that is left"() {
    const [token, by] = [query.get("token"), query.get("by")];
    const id = "leaving";
    const frame = document.createElement("iframe");
    const load = () => new Promise((resolve) => (frame.onload = resolve));
    frame.src = `/fidelity_leaving.html?${new URLSearchParams({ token, by, id })}`;
    const loaded = load();
    document.body.append(frame);
    await loaded;
    await frame.contentWindow.ready;
    const left = load();
    frame.src = "/smoke.html";
    await left;
    // What is not to be sent can only be waited for by something that is, right after.
    await when(`arrived ${id}-after`);
    if (token === "fresh") await when(`arrived ${id}`);
    const records = await taken();
    return { seen: shown(records[id]), bodies: (records[id] ?? []).map(({ body }) => body) };
  },

  async "a Request of a frame that is gone"() {
    // All of this origin is listed, this very page among it.
    const auth = await signIn({ attach: { to: [location.origin] } });
    const make = (url) => {
      const frame = document.createElement("iframe");
      document.body.append(frame);
      const request = new frame.contentWindow.Request(url, { method: "POST", body: "of a frame" });
      frame.remove();
      return request;
    };
    const ask = async (send, url) => {
      try {
        const request = make(url);
        const response = await send(request);
        return `${response.status} ${await response.text()} ${request.bodyUsed}`;
      } catch {
        return "fails";
      }
    };
    const outcomes = {
      native: await ask(nativeFetch, `${location.origin}/echo/native`),
      ours: await ask(auth.fetch, `${location.origin}/echo/ours`),
      foreign: await ask(auth.fetch, `${query.get("foreign")}/echo/foreign`),
    };
    const { native = [], ours = [], foreign = [] } = await taken();
    const bodies = (records) => records.map(({ body }) => body);
    return {
      ...outcomes,
      bodies: { native: bodies(native), ours: bodies(ours) },
      shown: { ours: shown(ours), foreign: shown(foreign) },
    };
  },

  async "a header of the caller's own"() {
    const own = (name) => ({
      "in an object": ["/echo/own", { headers: { [name.toUpperCase()]: "own" } }],
      "in Headers": ["/echo/own", { headers: new Headers([[name, "own"]]) }],
      "in an array": ["/echo/own", { headers: [[name, "own"]] }],
      "in a Request": [new Request("/echo/own", { headers: { [name]: "own" } })],
      "over that of a Request": [new Request("/echo/own", { headers: { [name]: "old" } }), { headers: { [name]: "own" } }],
      "twice": ["/echo/own", { headers: [[name, "own"], [name, "own"]] }],
      "with a redirect": ["/echo/own?status=302&hops=1", { headers: { [name]: "own" } }],
    });
    const seen = {};
    for (const header of ["x-access-token", "authorization"]) {
      const auth = await signIn({ attach: { to: ["/echo"], header } });
      for (const [how, args] of Object.entries(own(header))) {
        await auth.fetch(...args);
        const ours = shown((await taken()).own).join();
        await nativeFetch(...own(header)[how]);
        seen[`${header} ${how}`] = { ours, native: shown((await taken()).own).join() };
      }
      auth.close();
    }
    return seen;
  },

  async "a refusal with no way to renew"() {
    const auth = await signIn({ refresh: false });
    const ask = async (send, id) => {
      const address = `/echo/${id}?status=401&reason=No&body=why&header=www-authenticate:%20Own`;
      const response = await send(address, { method: "POST", body: "x" });
      const { status, statusText, type, redirected } = response;
      return [status, statusText, type, redirected, await response.text()];
    };
    const outcomes = [await ask(nativeFetch, "native"), await ask(auth.fetch, "ours")];
    const { native, ours } = await taken();
    return { outcomes, count: [native.length, ours.length], seen: shown(ours) };
  },
};

globalThis.done = start().then(TESTS[query.get("test")]);
