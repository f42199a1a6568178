// A session in cookies (`attach.cookie`): the server keeps the tokens where no script can read them, and Jotpass does all the
// rest without ever having seen one.
import {
  REFRESH, USER, expect, expectError, nextRequest, open, renewals, seen, signIn, test, withLife,
} from "../support/jotpass.mjs";

const COOKIES = { tokenUrl: "/api/token?cookie=all", refresh: REFRESH, attach: { to: ["/api"], cookie: true } };

/** What the browser keeps, by name: values too, which no script can have. */
async function jar(page) {
  const cookies = await page.context().cookies();
  return Object.fromEntries(cookies.map((cookie) => [cookie.name, cookie]));
}

/** The status of a request. */
const call = (page, path = "/api/something", init = {}) =>
  page.evaluate(async ([path, init]) => (await auth.fetch(path, init)).status, [path, init]);

const revoke = async (page, server, query = "") => {
  expect(await call(page, `/api/revoke${query}`, { method: "POST" })).toBe(204);
  await server.clearLog();
};

test.describe("no script ever sees a token:", () => {
  test("not in cookies, storages, answers, events or anything Jotpass gives", async ({ page }) => {
    const bodies = [];
    page.on("response", (response) => bodies.push(response.text().catch(() => "")));
    await page.addInitScript(() => (window.given = []));
    await open(page);
    await page.evaluate(async (options) => {
      const auth = make(options);
      for (const type of ["signed-in", "renewed", "user-changed"]) auth.on(type, (event) => given.push(event));
      given.push(await auth.login(me));
      await auth.refresh();
      given.push(auth.session, await auth.token(), await auth.url("/api/something"), auth.explain("/api/something"));
      for (const path of ["/api/something", "/api/echo"]) given.push(await (await auth.fetch(path)).text());
    }, COOKIES);
    const { access_token, refresh_token } = await jar(page);
    expect([access_token.httpOnly, access_token.sameSite]).toEqual([true, "Lax"]);
    expect([refresh_token.httpOnly, refresh_token.sameSite]).toEqual([true, "Strict"]);

    const found = await page.evaluate(async () => {
      const rows = [];
      for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((resolve) => (indexedDB.open(name).onsuccess = (event) => resolve(event.target.result)));
        for (const store of db.objectStoreNames) {
          const all = db.transaction(store).objectStore(store).getAll();
          rows.push(await new Promise((resolve) => (all.onsuccess = () => resolve(all.result))));
        }
      }
      return JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, rows, given, Object.entries(auth)]);
    });
    const everything = [found, ...(await Promise.all(bodies))].join("\n");
    expect(everything).toContain(USER.username);
    expect(everything).not.toMatch(/eyJ/);
    for (const { value } of [access_token, refresh_token]) expect(everything).not.toContain(value);
  });

  test("token() gives null and url() the plain address", async ({ page }) => {
    await signIn(page, COOKIES);
    const given = await page.evaluate(async () => [await auth.token(), await auth.url("/api/something?a=1")]);
    expect(given).toEqual([null, "/api/something?a=1"]);
  });

  test("one that an answer holds all the same is not taken", async ({ page }) => {
    await page.route("**/api/token?*", async (route) => {
      const response = await route.fetch();
      const answer = { ...(await response.json()), token: "eyJhbGciOiJIUzI1NiJ9.e30.canary", refresh_token: "canary" };
      await route.fulfill({ response, json: answer });
    });
    await signIn(page, COOKIES);
    const request = nextRequest(page, "/api/something");
    expect(await call(page)).toBe(200);
    const { headers } = await request;
    expect([headers["x-access-token"], headers.authorization]).toEqual([undefined, undefined]);
    const [token, claims, stored] = await page.evaluate(async () => [
      await auth.token(),
      auth.session.claims,
      JSON.stringify({ ...localStorage }),
    ]);
    expect([token, claims]).toEqual([null, null]);
    expect(stored).not.toMatch(/canary|eyJ/);
  });
});

test.describe("the session", () => {
  test("may have come by another way, of which the app tells, and no token is taken then", async ({ page }) => {
    await open(page);
    const [adopted, parsed, failed] = await page.evaluate(async (options) => {
      const lives = ({ expiresAt, user, claims }) => [Math.round((expiresAt - Date.now()) / 1e3), user, claims];
      const answer = { accessToken: "canary-token", expiresIn: 60, user: 7 };
      const auth = make(options);
      const adopted = lives(await auth.adopt(answer));
      const parse = () => answer;
      const other = make({ ...options, name: "other", response: { parse } });
      const parsed = lives(await other.login(me));
      return [adopted, parsed, await failure(auth.adopt("canary-token"))];
    }, COOKIES);
    expect([adopted, parsed]).toEqual([[60, 7, null], [60, 7, null]]);
    expectError(failed, { code: "no-token" });
    expect(await page.evaluate(async () => JSON.stringify([{ ...localStorage }, await auth.token()]))).not.toContain("canary");
  });

  test("is tracked from the answer alone", async ({ page }) => {
    await signIn(page, COOKIES);
    const { session, status, explained } = await page.evaluate(() => {
      const { session, status } = auth;
      return { session, status, explained: auth.explain("/api/something") };
    });
    expect(status).toBe("signed-in");
    expect(session).toMatchObject({ claims: null, user: { username: USER.username } });
    // The server says `expires_in`, in whole seconds.
    const life = session.expiresAt - session.receivedAt;
    expect(life % 1000).toBe(0);
    expect(life / 1000).toBeGreaterThan(590);
    expect(life / 1000).toBeLessThanOrEqual(600);
    expect(explained).toMatchObject({ listed: true, attached: true });
  });

  test("is renewed ahead of its end by the cookie, which the answer replaces", async ({ page, server }) => {
    await page.clock.install();
    await signIn(page, COOKIES);
    const before = await jar(page);
    const request = nextRequest(page, REFRESH.url);
    const renewed = page.evaluate(() => when(auth, "renewed").then(() => null));
    await page.clock.fastForward("09:05");
    await renewed;
    const { method, body, headers } = await request;
    expect([method, body]).toEqual(["POST", null]);
    expect(headers["x-xsrf-token"]).toBe(before["XSRF-TOKEN"].value);
    expect(headers.cookie).toContain(`refresh_token=${before.refresh_token.value}`);
    const after = await jar(page);
    for (const name of ["access_token", "refresh_token"]) expect(after[name].value).not.toBe(before[name].value);
    for (const name of Object.keys(before)) expect(after[name].expires).toBeGreaterThanOrEqual(before[name].expires);
    expect(await call(page)).toBe(200);
    expect(await renewals(server)).toBe(1);
  });

  test("outlives a reload without a request", async ({ page, server }) => {
    await signIn(page, COOKIES);
    await page.reload();
    await page.waitForFunction(() => window.make);
    const back = await page.evaluate(async (options) => {
      const auth = make(options);
      await auth.ready;
      return [auth.status, auth.session.user.username];
    }, COOKIES);
    expect(back).toEqual(["signed-in", USER.username]);
    expect(await call(page, "/api/something", { method: "POST", body: "x" })).toBe(200);
    expect(await seen(server)).toEqual(["POST /api/token?cookie=all bare 200", "POST /api/something cookie 200"]);
  });

  test("ends when the server refuses to renew it", async ({ page, server }) => {
    await signIn(page, COOKIES);
    await revoke(page, server, "?all");
    const ended = page.evaluate(() => when(auth, "signed-out").then(({ reason }) => reason));
    expect(await call(page)).toBe(401);
    expect(await ended).toBe("refused");
    expect(await page.evaluate(() => [auth.status, auth.session])).toEqual(["signed-out", null]);
  });

  test("has other cookies after another login", async ({ page }) => {
    await signIn(page, COOKIES);
    const { access_token } = await jar(page);
    await page.evaluate(() => auth.login(me));
    expect((await jar(page)).access_token.value).not.toBe(access_token.value);
    expect(await call(page, "/api/something", { method: "POST" })).toBe(200);
  });
});

test.describe("a refused request", () => {
  for (const [what, init] of [["GET", {}], ["POST with its body", { method: "POST", body: "12345" }]]) {
    test(`is sent again after one renewal by the cookie: ${what}`, async ({ page, server }) => {
      await signIn(page, COOKIES);
      await revoke(page, server);
      const answer = await page.evaluate(async (init) => (await auth.fetch("/api/something", init)).json(), init);
      expect([answer.user.username, answer.length]).toEqual([USER.username, init.body?.length ?? 0]);
      const method = init.method ?? "GET";
      expect(await seen(server)).toEqual([
        `${method} /api/something cookie 401`,
        `POST ${REFRESH.url} cookie 200`,
        `${method} /api/something cookie 200`,
      ]);
    });
  }

  test("of twenty costs one renewal", async ({ page, server }) => {
    await signIn(page, COOKIES);
    await revoke(page, server);
    const statuses = await page.evaluate(() =>
      Promise.all(
        Array.from({ length: 20 }, async (_, i) => (await auth.fetch(`/api/something?${i}`, { method: i % 2 ? "POST" : "GET" })).status),
      ),
    );
    expect(statuses).toEqual(Array(20).fill(200));
    expect(await renewals(server)).toBe(1);
  });

  test("for want of the CSRF token is delivered as it is: 403, no renewal, no sign-out", async ({ page, server }) => {
    await signIn(page, COOKIES);
    await page.evaluate(() => (document.cookie = "XSRF-TOKEN=; Path=/; Max-Age=0"));
    const answer = await page.evaluate(async () => {
      const response = await auth.fetch("/api/something", { method: "POST", body: "x" });
      return [response.status, (await response.json()).error, auth.status];
    });
    expect(answer).toEqual([403, "forbidden", "signed-in"]);
    expect(await call(page)).toBe(200);
    expect(await renewals(server)).toBe(0);
  });
});

test.describe("signing out", () => {
  test("ends the session at the server, and the cookies are gone", async ({ page, server }) => {
    await signIn(page, COOKIES);
    const kept = await jar(page);
    const request = nextRequest(page, "/api/logout");
    await page.evaluate(() => auth.logout());
    const { headers } = await request;
    expect(headers["x-xsrf-token"]).toBe(kept["XSRF-TOKEN"].value);
    expect(headers["x-access-token"]).toBeUndefined();
    expect(await jar(page)).toEqual({});
    expect(await page.evaluate(() => [auth.status, auth.session, document.cookie])).toEqual(["signed-out", null, ""]);
    expect((await seen(server)).at(-1)).toBe("POST /api/logout cookie 204");

    // What somebody has copied is worth nothing any more.
    const cookie = Object.values(kept).map(({ name, value }) => `${name}=${value}`).join("; ");
    const stolen = { cookie, "x-xsrf-token": kept["XSRF-TOKEN"].value };
    const statusOf = async (path, method) => (await fetch(server.url + path, { method, headers: stolen })).status;
    expect([await statusOf("/api/something", "GET"), await statusOf(REFRESH.url, "POST")]).toEqual([401, 400]);
    expect(await call(page)).toBe(401);
  });

  test("late, when the token has ended, ends it all the same", async ({ page }) => {
    await page.clock.install();
    await signIn(page, { ...COOKIES, refresh: false });
    await page.clock.fastForward("10:01");
    expect(await page.evaluate(() => auth.status)).not.toBe("signed-in");
    await page.evaluate(() => auth.logout());
    expect(await jar(page)).toEqual({});
  });
});

test.describe("Secure cookies", () => {
  test.use({ serverArgs: withLife("10m", "--secure-cookies") });

  test("serve a page on loopback, too", async ({ page }) => {
    await signIn(page, COOKIES);
    expect(Object.values(await jar(page)).map(({ secure }) => secure)).toEqual([true, true, true]);
    await page.evaluate(() => auth.refresh());
    expect(await call(page, "/api/something", { method: "POST" })).toBe(200);
  });
});

test.describe("the options", () => {
  for (const [what, options, named] of [
    ["need a logout.url, because only the server can delete the cookie", { logout: undefined }, "logout.url"],
    ["take no header", { attach: { cookie: true, header: "x-mine" } }, "attach.header"],
    ["take no form field", { attach: { cookie: true, field: "access_token" } }, "attach.field"],
    ["take no other renewal", { refresh: { encoding: "json" } }, "refresh.encoding"],
    ["take no unknown name", { attach: { cookie: { csrf: "x" } } }, "attach.cookie.csrf"],
  ]) {
    test(what, async ({ page }) => {
      await open(page);
      const failed = await page.evaluate(
        ([base, options]) => failure((async () => createAuth({ logout: { url: "/api/logout" }, ...base, ...options }))()),
        // What is undefined does not survive the way to the page as such.
        [COOKIES, Object.fromEntries(Object.entries(options).map(([name, value]) => [name, value ?? null]))],
      );
      expectError(failed, { code: "invalid-options", message: expect.stringContaining(named) });
    });
  }

  test("let a page do without a logout at the server, if it says so", async ({ page }) => {
    await signIn(page, { ...COOKIES, logout: false });
    await page.evaluate(() => auth.logout());
    expect(await page.evaluate(() => auth.status)).toBe("signed-out");
  });
});
