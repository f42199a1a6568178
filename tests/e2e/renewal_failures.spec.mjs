// What a renewal that fails costs: the session only where the server says that it is over. Everything else is waited out, with
// the token there is.
import { PAGE, REFRESH, WIRE, expect, expectError, open, renewals, revoke, seen, signIn, test } from "../support/jotpass.mjs";

const SECOND = 1000;
const HOUR = 3600 * SECOND;

const refresh = (page) => page.evaluate(() => failure(auth.refresh()));
const watch = (page) => page.evaluate(() => void (window.events = record(auth)));
const request = (page) =>
  page.evaluate(() =>
    auth.fetch("/api/something").then(
      (answer) => answer.status,
      (error) => error.code,
    ),
  );
const state = (page) => page.evaluate(() => [auth.status, events]);

test.describe("pain 2: a session outlives", () => {
  const FAULTS = [
    ["a 500", { kind: "status", status: 500 }, { code: "server-error", retryable: true, status: 500 }],
    ["a 503 page", { kind: "html", status: 503 }, { code: "server-error", retryable: true, status: 503 }],
    ["a 408", { kind: "status", status: 408 }, { code: "timeout", retryable: true, status: 408 }],
    ["a 429", { kind: "status", status: 429 }, { code: "rate-limited", retryable: true, status: 429 }],
    ["a 404", { kind: "status", status: 404 }, { code: "unexpected-status", status: 404 }],
    ["a page in place of the answer", { kind: "html" }, { code: "html-answer", status: 200 }],
    ["a firewall's 403 page", { kind: "html", status: 403 }, { status: 403 }],
    ["a gateway's 401 page", { kind: "html", status: 401 }, { status: 401 }],
    ["a redirect", { kind: "redirect", to: "/login" }, { code: "unexpected-status", status: null }],
    ["a broken connection", { kind: "drop" }, { code: "network", retryable: true, status: null }],
  ];
  for (const [what, fault, expected] of FAULTS) {
    test(`${what}: the token stays in use, and the next renewal heals`, async ({ page, server }) => {
      await signIn(page, { refresh: REFRESH });
      await watch(page);
      await server.faults.add({ path: REFRESH.url, ...fault });
      expectError(await refresh(page), expected);
      expect(await request(page)).toBe(200);
      expect((await state(page))[0]).toBe("signed-in");
      await server.faults.clear();
      await page.evaluate(() => auth.refresh());
      expect(await state(page)).toEqual(["signed-in", ["renewed"]]);
    });
  }

  test("half an answer, and an answer that was lost", async ({ page, server }) => {
    await page.clock.install();
    await signIn(page, { refresh: REFRESH });
    await watch(page);
    await server.faults.add({ path: REFRESH.url, kind: "truncate", times: 1 });
    expectError(await refresh(page), { code: "malformed-answer", retryable: true });
    await server.faults.add({ path: REFRESH.url, kind: "hold", times: 1 });
    const failing = refresh(page);
    await server.faults.held(1);
    await page.clock.fastForward(10 * SECOND);
    expectError(await failing, { code: "timeout", retryable: true });
    expect([await request(page), await state(page)]).toEqual([200, ["signed-in", []]]);
  });

  test("a network that is down; logout() works without one", WIRE, async ({ page, context }) => {
    await signIn(page, { refresh: REFRESH });
    await watch(page);
    await context.setOffline(true);
    expectError(await refresh(page), { code: "network", retryable: true });
    expect(await page.evaluate(() => auth.status)).toBe("signed-in");
    expect(await page.evaluate(() => auth.logout().then(() => auth.status))).toBe("signed-out");
    expect((await state(page))[1]).toEqual(["signed-out"]);
  });
});

test.describe("pain 2: while the network is down, and the token over", WIRE, () => {
  /** Signs in, and lets the token's life go by without the network; one request has found that out. */
  test.beforeEach(async ({ page, context }) => {
    await page.clock.install();
    await signIn(page, { refresh: REFRESH });
    await watch(page);
    await context.setOffline(true);
    await page.clock.setSystemTime(Date.now() + HOUR);
    expectError(await page.evaluate(() => failure(auth.fetch("/api/something"))), { code: "network", retryable: true });
  });

  test("nothing leaves without a token, and the session stays", async ({ page, server }) => {
    expect(await seen(server)).toEqual(["POST /api/token bare 200"]);
    const [status, events] = await state(page);
    expect([status, events]).toEqual(["expired", ["expired"]]);
  });

  test("the event online heals", async ({ page, context }) => {
    await page.evaluate(() => void (window.renewed = when(auth, "renewed")));
    // The browser fires it itself.
    await context.setOffline(false);
    await page.evaluate(() => renewed.then(() => {}));
    expect(await request(page)).toBe(200);
  });

  test("the next request heals, as soon as the rest is over", async ({ page, context }) => {
    await page.evaluate(() => addEventListener("online", (event) => event.stopImmediatePropagation(), true));
    await context.setOffline(false);
    await page.clock.fastForward(3 * SECOND);
    expect(await request(page)).toBe(200);
  });

  test("a login heals", async ({ page, context }) => {
    await context.setOffline(false);
    await page.evaluate(() => auth.login(me));
    expect(await request(page)).toBe(200);
  });
});

test.describe("pain 5: Retry-After", () => {
  test.beforeEach(async ({ page, server }) => {
    await page.clock.install();
    await signIn(page, { refresh: REFRESH });
    await watch(page);
    await server.faults.add({ path: REFRESH.url, kind: "status", status: 429, retryAfter: 30, times: 1 });
  });

  test("holds for whoever asks, and then goes on", async ({ page, server }) => {
    expectError(await refresh(page), { code: "rate-limited", status: 429 });
    await page.evaluate(() => (dispatchEvent(new Event("online")), dispatchEvent(new Event("focus"))));
    await page.clock.fastForward(28 * SECOND);
    expectError(await refresh(page), { code: "rate-limited", status: 429 });
    expect(await renewals(server)).toBe(1);
    await page.clock.fastForward(3 * SECOND);
    await page.evaluate(() => auth.refresh());
    expect(await renewals(server)).toBe(2);
  });

  test("holds the clock's own renewal, which then goes on by itself", async ({ page, server }) => {
    await page.evaluate(() => {
      window.expiring = when(auth, "expiring");
      window.renewed = when(auth, "renewed");
    });
    await page.clock.fastForward(541 * SECOND);
    await page.evaluate(() => expiring.then(() => {}));
    await page.clock.fastForward(28 * SECOND);
    expect([await request(page), await renewals(server)]).toEqual([200, 1]);
    await page.clock.fastForward(3 * SECOND);
    await page.evaluate(() => renewed.then(() => {}));
    expect(await renewals(server)).toBe(2);
    expect(await state(page)).toEqual(["signed-in", ["expiring", "renewed"]]);
  });

  test("of a token that is over rejects what needs one, and sends nothing bare", async ({ page, server }) => {
    await server.clearLog();
    await page.clock.setSystemTime(Date.now() + HOUR);
    const codes = await page.evaluate(async () => {
      const something = () => auth.fetch("/api/something");
      const calls = [something(), something(), ...(isolation === "page" ? [auth.url("/api/something"), auth.token()] : [something(), something()])];
      return Promise.all(calls.map((call) => call.catch((error) => error.code)));
    });
    expect(codes).toEqual(Array(4).fill("rate-limited"));
    expect([await request(page), await seen(server)]).toEqual(["rate-limited", [`POST ${REFRESH.url} bare 429`]]);
  });
});

test("pain 5: an endpoint that fails for minutes is asked ever more rarely, and never in a storm", async ({ page, server }) => {
  await page.clock.install();
  await signIn(page, { refresh: REFRESH });
  await server.faults.add({ path: REFRESH.url, kind: "status", status: 503 });
  await page.clock.fastForward(545 * SECOND);
  for (let second = 0; second < 50; second++) {
    await page.evaluate(() => auth.fetch("/api/something"));
    await page.clock.fastForward(SECOND);
  }
  // Full jitter may be short, but not always: 50 seconds hold 50 tries of one who does not wait.
  const count = await renewals(server);
  expect(count).toBeGreaterThan(1);
  expect(count).toBeLessThan(25);
});

test.describe("a session ends when the refresh endpoint answers with", () => {
  const ENDS = [400, 401, 403, 422].map((status) => [`a ${status}`, { kind: "status", status }, { status }]);
  for (const [what, fault, expected] of ENDS) {
    test(`${what} and no word about the request`, async ({ page, server }) => {
      await signIn(page, { refresh: REFRESH });
      await page.evaluate(() => {
        window.events = record(auth);
        window.over = when(auth, "signed-out");
      });
      await server.faults.add({ path: REFRESH.url, ...fault });
      expectError(await refresh(page), { code: "invalid-credentials", retryable: false, ...expected });
      expect(await page.evaluate(() => over)).toEqual({ reason: "refused" });
      expect(await state(page)).toEqual(["signed-out", ["signed-out", "login-required"]]);
      expect(await page.evaluate(() => auth.session)).toBeNull();
    });
  }

  test("invalid_grant: who is signed out at the server is signed out here, and signs in again", async ({ page, server }) => {
    await signIn(page, { refresh: REFRESH });
    await watch(page);
    await revoke(page, server, "?all");
    expectError(await refresh(page), { code: "invalid-credentials", status: 400, error: "invalid_grant" });
    expect(await state(page)).toEqual(["signed-out", ["signed-out", "login-required"]]);
    await page.evaluate(() => auth.login(me));
    expect([await request(page), (await state(page))[0]]).toEqual([200, "signed-in"]);
    // What was refused is not asked for once more.
    expect(await renewals(server)).toBe(1);
  });
});

test("logout() during a renewal is final, whatever that one brings", async ({ page, server }) => {
  await signIn(page, { refresh: REFRESH });
  await watch(page);
  await server.faults.add({ path: REFRESH.url, kind: "hang" });
  const failing = refresh(page);
  await server.faults.held(1);
  const loggedOut = page.evaluate(() => auth.logout());
  expectError(await failing, { code: "login-required" });
  await loggedOut;
  await server.faults.release();
  // Answered by the same server to the same browser, so what came before has been read.
  await page.evaluate(() => auth.fetch("/api/public"));
  expect(await state(page)).toEqual(["signed-out", ["signed-out"]]);
});

test("a token that is over when it comes is no success, and what came with it buys the next", PAGE, async ({ page, server }) => {
  await page.clock.install();
  await open(page);
  const failed = await page.evaluate(async (refresh) => {
    window.life = 600;
    const parse = async (answer) => {
      const { token, refresh_token: refreshToken } = await answer.json();
      return { accessToken: token, refreshToken, expiresIn: life };
    };
    await make({ refresh, response: { parse } }).login(me);
    life = 0;
    return [await failure(auth.refresh()), await failure(auth.fetch("/api/something"))];
  }, REFRESH);
  for (const error of failed) expectError(error, { code: "no-token" });
  // The request was rejected during the rest, or with a renewal of its own; it did not ask again and again.
  expect(await renewals(server)).toBeLessThanOrEqual(2);
  await page.evaluate(() => void (life = 600));
  await page.clock.fastForward(3 * SECOND);
  expect([await request(page), await page.evaluate(() => auth.status)]).toEqual([200, "signed-in"]);
});
