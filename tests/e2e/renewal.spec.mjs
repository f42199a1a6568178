// When a token is renewed, how often, and who is told. The page's clock is Playwright's; the server's is the real one.
import { PAGE, REFRESH, USER, WIRE, expect, expectError, open, renewals, revoke, seen, signIn, test, withLife } from "../support/jotpass.mjs";

const SECOND = 1000;
const HOUR = 3600 * SECOND;

const renewedOf = (page) => page.evaluate(() => void (window.renewed = when(auth, "renewed")));
const renewed = (page) => page.evaluate(() => renewed.then(() => {}));

/** Signs in on a page whose clock can be moved. */
async function signInWithClock(page, options) {
  await page.clock.install();
  await signIn(page, { refresh: REFRESH, ...options });
  await page.evaluate(() => void (window.events = record(auth)));
  await renewedOf(page);
}

/** No timer runs, but the time goes by: the token is over. */
const sleep = (page) => page.clock.setSystemTime(Date.now() + HOUR);

test.describe("ahead of its end, by nobody's request, a token is renewed", () => {
  // When it must not have been, and when it must: a tab may begin a quarter earlier than it was told.
  const CASES = [
    ["60 seconds before, when nothing is said", "10m", undefined, 500, 541],
    ["as renew.before says", "10m", { before: 120 }, 430, 481],
    ["a quarter of its life before, if it is a short one", "60s", undefined, 30, 46],
    ["a quarter of its life before, if renew.before asks for more", "10m", { before: 900 }, 390, 451],
  ];
  for (const [when, life, renew, early, due] of CASES) {
    test.describe(life, () => {
      test.use({ serverArgs: withLife(life) });

      test(when, async ({ page, server }) => {
        await signInWithClock(page, { renew });
        await page.clock.fastForward(early * SECOND);
        expect(await renewals(server)).toBe(0);
        await page.clock.fastForward((due - early) * SECOND);
        await renewed(page);
        expect(await renewals(server)).toBe(1);
        expect(await page.evaluate(() => [auth.status, events])).toEqual(["signed-in", ["renewed"]]);
      });
    });
  }

  test("and meanwhile requests go on with the one there is", async ({ page, server }) => {
    await signInWithClock(page);
    await server.faults.add({ path: REFRESH.url, kind: "hold", times: 1 });
    await page.clock.fastForward(545 * SECOND);
    await server.faults.held(1);
    expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
    await server.faults.release();
    await renewed(page);
  });
});

test("renew.tolerance: a token is no longer shown in its last seconds", async ({ page, server }) => {
  await signInWithClock(page, { refresh: false, renew: { tolerance: 60 } });
  await page.clock.fastForward(530 * SECOND);
  expect(await page.evaluate(() => auth.status)).toBe("signed-in");
  await page.clock.fastForward(15 * SECOND);
  expect(await page.evaluate(async () => [auth.status, (await auth.fetch("/api/something")).status])).toEqual(["expired", 401]);
  expect((await seen(server)).slice(1)).toEqual(["GET /api/something bare 401"]);
});

test.describe("on demand, a token is renewed", () => {
  const RENEWED = `POST ${REFRESH.url} bare 200`;

  for (const [call, then, details] of [
    [`fetch("/api/something").then((answer) => answer.status)`, ["GET /api/something x-access-token 200"], {}],
    [`token().then((token) => typeof token)`, [], PAGE],
    [`url("/api/something").then((url) => typeof url)`, [], PAGE],
  ]) {
    test(`when it is over: ${call}`, details, async ({ page, server }) => {
      await signInWithClock(page);
      await server.clearLog();
      await sleep(page);
      expect(["string", 200]).toContain(await page.evaluate(`auth.${call}`));
      expect(await seen(server)).toEqual([RENEWED, ...then]);
    });
  }

  test("by refresh(), though it lives, and refresh() gives the new session", async ({ page, server }) => {
    await signIn(page, { refresh: REFRESH });
    const result = await page.evaluate(async () => {
      const { session } = auth;
      const token = async () => (isolation === "page" ? auth.token() : auth.session.claims.jti);
      const before = await token();
      const next = await auth.refresh();
      const isNew = next !== session && before !== (await token());
      return {
        isNew,
        isCurrent: next === auth.session,
        user: next.user.username,
        claimed: next.claims.sub === session.claims.sub,
      };
    });
    expect(result).toEqual({ isNew: true, isCurrent: true, user: USER.username, claimed: true });
    expect(await seen(server)).toEqual(["POST /api/token bare 200", RENEWED]);
  });

  test("without a word about it, if the answer had a refresh token", async ({ page, server }) => {
    await signInWithClock(page, { refresh: undefined });
    await sleep(page);
    expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
    const login = "POST /api/token bare 200";
    expect(await seen(server)).toEqual([login, login, "GET /api/something x-access-token 200"]);
  });

  for (const [what, options] of [
    ["refresh: false", { refresh: false }],
    ["no refresh token", { response: { refreshToken: "none" } }],
  ]) {
    test(`never with ${what}: refresh() is login-required`, async ({ page, server }) => {
      await signIn(page, options);
      expectError(await page.evaluate(() => failure(auth.refresh())), { code: "login-required", retryable: false });
      expect(await seen(server)).toEqual(["POST /api/token bare 200"]);
    });
  }
});

test.describe("one renewal serves", () => {
  test("all requests and all calls of refresh() that are made at once", async ({ page, server }) => {
    await signInWithClock(page);
    await sleep(page);
    const { statuses, sessions } = await page.evaluate(async () => {
      const fetches = Array.from({ length: 20 }, () => auth.fetch("/api/something"));
      const refreshes = Array.from({ length: 5 }, () => auth.refresh());
      const statuses = (await Promise.all(fetches)).map((answer) => answer.status);
      return { statuses, sessions: new Set(await Promise.all(refreshes)).size };
    });
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(sessions).toBe(1);
    expect(await renewals(server)).toBe(1);
  });

  test("all that come while it is under way", async ({ page, server }) => {
    await signInWithClock(page);
    await sleep(page);
    await server.faults.add({ path: REFRESH.url, kind: "hang", times: 1 });
    await page.evaluate(() => void (window.first = auth.fetch("/api/something")));
    await server.faults.held(1);
    await page.evaluate(() => {
      const own = isolation === "page" ? [auth.token(), auth.url("/api/something")] : ["in", "a worker"];
      const calls = [auth.fetch("/api/something"), auth.refresh(), ...own, first];
      window.rest = Promise.all(calls).then((results) => results.map((result) => result.status ?? typeof result));
    });
    // A worker has heard of them when it has heard of this.
    await page.clock.fastForward(0);
    await server.faults.release();
    expect(await page.evaluate(() => rest)).toEqual([200, "object", "string", "string", 200]);
    expect(await renewals(server)).toBe(1);
  });
});

test.describe("the next renewal", () => {
  test("shows the refresh token that the last one brought", WIRE, async ({ page, server }) => {
    await signIn(page, { refresh: REFRESH });
    const bodies = [];
    page.on("request", (request) => request.url().endsWith(REFRESH.url) && bodies.push(request.postData()));
    // The server would end the whole family if one were shown twice.
    await page.evaluate(async () => {
      for (let i = 0; i < 3; i++) await auth.refresh();
    });
    expect(new Set(bodies).size).toBe(3);
    expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
  });

  test("shows the same one, and the user stays, where the answer has neither", PAGE, async ({ page }) => {
    await open(page);
    const bodies = [];
    page.on("request", (request) => request.url().endsWith(REFRESH.url) && bodies.push(request.postData()));
    const users = await page.evaluate(async (refresh) => {
      const parse = async (answer) => {
        const { token, refresh_token: refreshToken, user } = await answer.json();
        return answer.url.endsWith(refresh.url) ? token : { accessToken: token, refreshToken, user };
      };
      const login = await make({ refresh, response: { parse } }).login(me);
      const renewal = await auth.refresh();
      await auth.refresh().catch(() => {});
      return [login.user.username, renewal.user.username];
    }, REFRESH);
    expect(users).toEqual([USER.username, USER.username]);
    expect(bodies).toEqual([bodies[0], bodies[0]]);
    expect(JSON.parse(bodies[0]).refresh_token).toMatch(/\w{16}/);
  });
});

test.describe("events", () => {
  test("renewed comes with the session in use, before refresh() settles and before a waiting request leaves", async ({ page, server }) => {
    await signInWithClock(page);
    await server.clearLog();
    await sleep(page);
    const order = await page.evaluate(async () => {
      const order = [];
      auth.on("renewed", (event) => order.push(["renewed", Object.keys(event), event.session === auth.session]));
      const waiting = auth.fetch("/api/something").then(() => order.push(["answered"]));
      await auth.refresh().then((session) => order.push(["refreshed", session === auth.session]));
      await waiting;
      return order;
    });
    expect(order).toEqual([["renewed", ["session"], true], ["refreshed", true], ["answered"]]);
  });

  test("a life that is renewed in time has no end: neither expiring nor expired", async ({ page }) => {
    await signInWithClock(page);
    for (let life = 0; life < 3; life++) {
      await page.clock.fastForward(545 * SECOND);
      await renewed(page);
      await renewedOf(page);
    }
    expect(await page.evaluate(() => events)).toEqual(["renewed", "renewed", "renewed"]);
  });

  test("a life that nothing renews is told in order: expiring, expired, login-required, each once", async ({ page }) => {
    await signInWithClock(page, { refresh: false });
    for (let minute = 0; minute < 10.5; minute += 0.25) await page.clock.fastForward(15 * SECOND);
    expect(await page.evaluate(() => events)).toEqual(["expiring", "expired", "login-required"]);
  });

  test("expiring comes when a renewal fails, once; renewed when it succeeds after all", async ({ page, server }) => {
    await signInWithClock(page);
    await server.faults.add({ path: REFRESH.url, kind: "status", status: 503 });
    await page.evaluate(() => void (window.expiring = when(auth, "expiring")));
    await page.clock.fastForward(545 * SECOND);
    expect(await page.evaluate(async () => (await expiring).session === auth.session)).toBe(true);
    await page.evaluate(() => auth.refresh().catch(() => {}));
    await server.faults.clear();
    await page.evaluate(() => auth.refresh());
    expect(await page.evaluate(() => events)).toEqual(["expiring", "renewed"]);
  });

  test("expired comes at the end of a life, and no login-required while a renewal is possible", async ({ page }) => {
    await signInWithClock(page);
    await sleep(page);
    await page.evaluate(async () => (await auth.fetch("/api/something")).status);
    expect(await page.evaluate(() => events)).toEqual(["expired", "renewed"]);
  });

  test.describe("when another user signs in", () => {
    test.use({ serverArgs: withLife("10m", "--user", "bob:bob") });

    test("user-changed comes before signed-in, and not when the same one does", async ({ page }) => {
      await signInWithClock(page);
      const told = await page.evaluate(async () => {
        const told = [];
        auth.on("user-changed", ({ session }) => told.push([session.user.username, session === auth.session]));
        await auth.login(me);
        await auth.login({ username: "bob", password: "bob" });
        return [told, events];
      });
      expect(told).toEqual([[["bob", true]], ["signed-in", "user-changed", "signed-in"]]);
    });
  });
});

test.describe("a token that lives for two seconds", () => {
  test.use({ serverArgs: withLife("2s") });

  test("is renewed for as long as it takes, at most once a second, and each works", async ({ page }) => {
    await open(page);
    const { gaps, statuses } = await page.evaluate(async (refresh) => {
      await make({ refresh }).login(me);
      const gaps = [];
      const statuses = [];
      for (let last = performance.now(); gaps.length < 3; ) {
        await when(auth, "renewed");
        gaps.push(performance.now() - last);
        last += gaps.at(-1);
        statuses.push((await auth.fetch("/api/something")).status);
      }
      return { gaps, statuses };
    }, REFRESH);
    // Some milliseconds for a timer that comes early.
    for (const gap of gaps) expect(gap).toBeGreaterThan(950);
    expect(statuses).toEqual([200, 200, 200]);
  });
});

test("a revoked token is renewed at the server's first word, and the session goes on", async ({ page, server }) => {
  await signIn(page, { refresh: REFRESH });
  await revoke(page, server);
  expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
  const calls = [
    "GET /api/something x-access-token 401",
    `POST ${REFRESH.url} bare 200`,
    "GET /api/something x-access-token 200",
  ];
  expect(await seen(server)).toEqual(calls);
});
