// What an app, its listeners and its storage may do to a session that lives on, and what must hold all the same.
import { PAGE, REFRESH, expect, open, revoke, seen, signIn, test } from "../support/jotpass.mjs";

test("a listener of signed-out may close the object: the server is told, and other objects notice nothing", async ({ page, server }) => {
  await signIn(page, { name: "one" });
  const result = await page.evaluate(async () => {
    const other = createAuth({ tokenUrl: "/api/token", name: "other" });
    await other.login(me);
    const events = [...[auth, other].map((auth) => record(auth))];
    auth.on("signed-out", () => auth.close());
    await auth.logout();
    // An instance that broke would say so in a microtask.
    const { status } = await other.fetch("/api/something");
    return { events, status, held: other.status };
  });
  expect(result).toEqual({ events: [["signed-out"], []], status: 200, held: "signed-in" });
  await expect.poll(() => server.count("/api/logout")).toBe(1);
});

test("who signs in a microtask after a renewal does not get what the user before them asked for", PAGE, async ({ page }) => {
  await open(page);
  const shown = [];
  await page.route("**/api/something*", (route) => {
    const token = route.request().headers()["x-access-token"];
    shown.push(token);
    return route.fulfill({ status: token.includes("ann") ? 401 : 200 });
  });
  await page.route("**/api/renewed", (route) => {
    return route.fulfill({ json: { access_token: "a-newer-token-of-bob", expires_in: 600, user: { id: 2 } } });
  });
  const answers = await page.evaluate(async () => {
    const ask = async (turns) => {
      let isBob = false;
      const request = () => (isBob ? new Request("/api/renewed") : new Promise(() => {}));
      make({ logout: false, refresh: { request } });
      await auth.adopt({ accessToken: "a-token-of-ann", user: { id: 1 }, expiresIn: 0 });
      // It waits for the renewal, and goes on with the login.
      const call = auth.fetch("/api/something", { method: "POST", body: "ann's" });
      const signIn = (turns) => {
        if (turns > 0) return queueMicrotask(() => signIn(turns - 1));
        isBob = true;
        auth.adopt({ accessToken: "a-token-of-bob", user: { id: 2 }, expiresIn: 600 });
      };
      const stop = auth.on("signed-in", () => {
        stop();
        signIn(turns);
      });
      await auth.adopt({ accessToken: "another-token-of-ann", user: { id: 1 }, expiresIn: 600 });
      const answer = await call.then(({ status }) => status, (error) => error.code);
      auth.close();
      return answer;
    };
    const answers = [];
    for (let turns = 0; turns < 8; turns++) answers.push(await ask(turns));
    return answers;
  });
  expect(answers.filter((answer) => answer !== 401 && answer !== "login-required")).toEqual([]);
  expect(shown.filter((token) => token.includes("bob"))).toEqual([]);
});

test("a body is sent again where no request tells whether it has one", async ({ page, server }) => {
  // So it is in Firefox.
  await page.addInitScript(() => delete Request.prototype.body);
  await signIn(page, { refresh: REFRESH });
  await revoke(page, server);
  const status = await page.evaluate(async () => (await auth.fetch("/api/something", { method: "POST", body: "x" })).status);
  expect(status).toBe(200);
});

test("an expired() that never answers holds up nobody who has aborted", PAGE, async ({ page }) => {
  await open(page);
  const name = await page.evaluate(async () => {
    const stop = new AbortController();
    const expired = () => {
      queueMicrotask(() => stop.abort());
      return new Promise(() => {});
    };
    make({ expired });
    await auth.login(me);
    return auth.fetch("/api/something", { signal: stop.signal }).catch((error) => error.name);
  });
  expect(name).toBe("AbortError");
});

test("token() waits for no login, whatever requests do", PAGE, async ({ page }) => {
  await open(page);
  const result = await page.evaluate(async () => {
    make({ signedOut: "wait", refresh: false });
    await auth.adopt({ accessToken: "opaque", expiresIn: 0 });
    return [auth.status, await auth.token()];
  });
  expect(result).toEqual(["expired", null]);
});

test("a no-cors request, which can carry no token, casts no doubt on it", async ({ page, server }) => {
  await signIn(page, { refresh: REFRESH });
  await server.clearLog();
  const { status } = await page.evaluate(async () => ({ status: (await auth.fetch("/api/something", { mode: "no-cors" })).status }));
  expect(status).toBe(401);
  expect(await seen(server)).toEqual(["GET /api/something bare 401"]);
});

test("what is stored may be nested to any depth", PAGE, async ({ page, pageErrors }) => {
  await open(page);
  const result = await page.evaluate(async () => {
    const user = "[".repeat(50_000) + "]".repeat(50_000);
    const now = Date.now();
    const row = `[1,5,null,null,null,7,"opaque-token",null,${user},${now},${now + 600_000}]`;
    make({ storage: { getItem: () => `{"version":1,"revision":3,"body":${row}}`, setItem: () => {} } });
    const events = record(auth);
    await auth.ready;
    return { status: auth.status, isFrozen: Object.isFrozen(auth.session.user[0]), events };
  });
  expect(result).toEqual({ status: "signed-in", isFrozen: true, events: [] });
  expect(pageErrors).toEqual([]);
});

test("an option that could only fail later is refused, by the page at once", async ({ page, isolation }) => {
  await open(page);
  const codes = await page.evaluate((isolation) => {
    const circular = {};
    circular.self = circular;
    const list = [];
    list.push(list);
    const wrong = [
      { refresh: { extra: { days: 7n } } },
      { login: { extra: { circular } } },
      { attach: { to: list } },
      { login: { extra: { later: () => 1 } } },
      { attach: { header: "cookie" } },
      { attach: { header: "Sec-Token" } },
    ];
    const refusal = (options) => {
      try {
        const { ready } = make(options);
        return isolation === "page" ? null : ready.catch(({ code }) => code);
      } catch ({ code }) {
        return code;
      }
    };
    return Promise.all(wrong.map(refusal));
  }, isolation);
  expect(codes).toEqual(Array(6).fill("invalid-options"));
});

const STORAGES = {
  "drops what is written without a word": `{ getItem: () => null, setItem: () => {} }`,
  "has a row of a revision that no counter holds": `(() => {
    let text = '{"version":1,"revision":4294967296,"body":null}';
    return { getItem: () => text, setItem: (_, value) => (text = value) };
  })()`,
};
for (const [what, storage] of Object.entries(STORAGES)) {
  test(`a storage that ${what} does not keep the page busy for ever`, PAGE, async ({ page }) => {
    await open(page);
    const result = await page.evaluate(async ([storage, refresh]) => {
      make({ storage: eval(storage), refresh });
      await auth.login(me);
      await auth.refresh();
      return auth.status;
    }, [`(${storage})`, REFRESH]);
    expect(result).toBe("signed-in");
  });
}

test("what somebody put on Object.prototype does not say how a request goes", async ({ page }) => {
  await open(page);
  const result = await page.evaluate(async (refresh) => {
    const names = { attempt: 2, mark: 7, isPlain: true, isPatient: false, parse: () => "a-token-of-nobody", encoding: "query" };
    for (const [name, value] of Object.entries(names)) {
      Object.defineProperty(Object.prototype, name, { value, writable: true, configurable: true });
    }
    make({ refresh });
    await auth.login(me);
    await auth.refresh();
    return [(await auth.fetch("/api/something")).status, auth.session.claims.iss];
  }, REFRESH);
  expect(result).toEqual([200, "jotpass-server"]);
});
