// What becomes of requests while nobody is signed in, or not any more: who waits, for how long, and that what was asked for in
// one user's name is never sent in another's.
import { REFRESH, USER, expect, expectError, open, revoke, seen, signIn, test, withLife } from "../support/jotpass.mjs";

const MINUTE = 60_000;
const LOGIN = "POST /api/token bare 200";
const ANSWERED = "GET /api/something x-access-token 200";
const BOB = { username: "bob", password: "bob" };

test.use({ serverArgs: withLife("10m", "--user", `${BOB.username}:${BOB.password}`) });

/** Asks and does not wait: `window.asked` is the name the server knew the caller by, or the error's description. */
const ask = (page) =>
  page.evaluate(() => {
    const name = async (answer) => (answer.ok ? (await answer.json()).user.username : answer.status);
    window.asked = auth.fetch("/api/something").then(name, (error) => failure(Promise.reject(error)));
  });
const asked = (page) => page.evaluate(() => asked);
const logIn = (page, user) => page.evaluate((user) => auth.login(user).then(() => {}), user);
const LOGIN_REQUIRED = { code: "login-required", retryable: false };

test.describe(`signedOut: "wait"`, () => {
  const WAIT = { signedOut: "wait", refresh: REFRESH };
  const make = (page, options) =>
    page.evaluate((options) => void (window.events = record(window.make(options))), { ...WAIT, ...options });

  test("what is asked for before a login goes out after it, with the token", async ({ page, server }) => {
    await open(page);
    await make(page);
    const answers = page.evaluate(async () => {
      const calls = [auth.fetch("/api/something"), auth.fetch("/api/echo", { method: "POST", body: "kept" })];
      await auth.ready;
      const [something, echo] = await Promise.all([...calls, auth.login(me)]);
      return [something.status, (await echo.json()).body];
    });
    expect(await answers).toEqual([200, "kept"]);
    expect((await seen(server)).sort()).toEqual([ANSWERED, "POST /api/echo x-access-token 200", LOGIN]);
  });

  test("so does what url() is asked for, and what is asked for by the hooked fetch", async ({ page, server }) => {
    await open(page);
    await make(page);
    const got = page.evaluate(async () => {
      auth.install();
      const required = when(auth, "login-required");
      const calls = [isolation === "page" ? auth.url("/api/something") : "access_token=ey", fetch("/api/something")];
      await required;
      await auth.login(me);
      const [url, answer] = await Promise.all(calls);
      return [url.includes("access_token=ey"), answer.status];
    });
    expect(await got).toEqual([true, 200]);
    expect(await seen(server)).toEqual([LOGIN, ANSWERED]);
  });

  test("nothing else waits: neither other places nor token()", async ({ page, server }) => {
    await open(page);
    await make(page, { attach: { to: ["/api/something"] } });
    expect(await page.evaluate(async () => {
      return [(await auth.fetch("/api/public")).status, isolation === "page" ? await auth.token() : null];
    })).toEqual([200, null]);
    expect(await seen(server)).toEqual(["GET /api/public bare 200"]);
  });

  test("login-required is told once, however many wait, and again after the next session", async ({ page }) => {
    await open(page);
    await make(page);
    const told = page.evaluate(async () => {
      const some = () => Promise.all([1, 2, 3].map(() => auth.fetch("/api/something")));
      const required = when(auth, "login-required");
      let waiting = some();
      await required;
      await auth.login(me);
      await waiting;
      await auth.logout();
      waiting = some();
      await auth.login(me);
      await waiting;
      return events;
    });
    const session = ["login-required", "signed-in"];
    expect(await told).toEqual([...session, "signed-out", ...session]);
  });

  test("after a logout, a request waits for the next login", async ({ page, server }) => {
    await signIn(page, WAIT);
    await page.evaluate(() => auth.logout());
    await server.clearLog();
    await ask(page);
    await logIn(page, USER);
    expect(await asked(page)).toBe(USER.username);
    expect(await seen(server)).toEqual([LOGIN, ANSWERED]);
  });

  test("after the end of a token that nothing renews, a request waits for the next login", async ({ page, server }) => {
    await page.clock.install();
    await signIn(page, { ...WAIT, refresh: false });
    await page.clock.setSystemTime(Date.now() + 60 * MINUTE);
    await server.clearLog();
    await ask(page);
    await logIn(page, USER);
    expect(await asked(page)).toBe(USER.username);
    expect(await seen(server)).toEqual([LOGIN, ANSWERED]);
  });

  test("an abort rejects with its very reason, and nothing is sent", async ({ page, server }) => {
    await open(page);
    await make(page);
    const isVery = await page.evaluate(async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const required = when(auth, "login-required");
      const isVery = auth.fetch("/api/something", { signal }).catch((reason) => reason === signal.reason);
      await required;
      controller.abort({ why: "left" });
      return isVery;
    });
    expect(isVery).toBe(true);
    await logIn(page, USER);
    expect(await page.evaluate(async () => (await auth.fetch("/api/public")).status)).toBe(200);
    expect(await seen(server)).toEqual([LOGIN, "GET /api/public x-access-token 200"]);
  });

  test("wait.limit: one request more is rejected at once, the others wait on", async ({ page }) => {
    await open(page);
    await make(page, { wait: { limit: 2 } });
    const { failed, statuses } = await page.evaluate(async () => {
      await auth.ready;
      const waiting = [1, 2].map(() => auth.fetch("/api/something"));
      const failed = await failure(auth.fetch("/api/something"));
      await auth.login(me);
      return { failed, statuses: (await Promise.all(waiting)).map((answer) => answer.status) };
    });
    expectError(failed, LOGIN_REQUIRED);
    expect(statuses).toEqual([200, 200]);
  });

  for (const [what, wait, limit] of [
    ["wait.timeout", { timeout: 1000 }, 1000],
    ["five minutes, when nothing is said", undefined, 5 * MINUTE],
  ]) {
    test(`${what}: then a request is rejected, and never sent`, async ({ page, server }) => {
      await page.clock.install();
      await open(page);
      await make(page, { wait });
      await page.evaluate(() => auth.ready);
      // The time of waiting is one, whatever news comes meanwhile.
      await page.clock.pauseAt(new Date(Date.now() + MINUTE));
      await ask(page);
      await page.clock.runFor(limit / 2);
      await page.evaluate(() => auth.login({ ...me, password: "wrong" }).catch(() => {}));
      await page.evaluate(() => auth.logout());
      await page.clock.runFor(limit / 2 - 1);
      expect(await page.evaluate(() => Promise.race([asked, "waiting"]))).toBe("waiting");
      await page.clock.runFor(1);
      expectError(await asked(page), LOGIN_REQUIRED);
      expect(await seen(server)).toEqual(["POST /api/token bare 401"]);
    });
  }

  test("close() ends the waiting", async ({ page }) => {
    await open(page);
    await make(page);
    await page.evaluate(() => auth.ready);
    await ask(page);
    await page.evaluate(() => auth.close());
    expectError(await asked(page), { code: "closed" });
  });
});

// A renewal that is refused for good, while a request waits for it.
const REFUSED_RENEWAL = `POST ${REFRESH.url} bare 400`;

/** Signs Ann in, and out at the server; her request waits for the renewal that will tell. Only that is held back. */
async function waitForRefusal(page, server, signedOut) {
  await page.clock.install();
  await signIn(page, { signedOut, refresh: REFRESH });
  await revoke(page, server, "?all");
  await server.faults.add({ path: REFRESH.url, kind: "hold", times: 1 });
  await page.clock.setSystemTime(Date.now() + 60 * MINUTE);
  await ask(page);
  await server.faults.held(1);
}

test.describe("a request that waits for a renewal, which is refused,", () => {
  for (const signedOut of ["pass", "reject"]) {
    test(`is rejected, and never sent bare: ${signedOut}`, async ({ page, server }) => {
      await waitForRefusal(page, server, signedOut);
      await server.faults.release();
      expectError(await asked(page), LOGIN_REQUIRED);
      expect(await seen(server)).toEqual([REFUSED_RENEWAL]);
    });
  }

  test("waits on, for the next login of the same user: wait", async ({ page, server }) => {
    await waitForRefusal(page, server, "wait");
    await page.evaluate(() => void (window.required = when(auth, "login-required")));
    await server.faults.release();
    expect(await page.evaluate(() => required)).toEqual({ session: null });
    await logIn(page, USER);
    expect(await asked(page)).toBe(USER.username);
    expect(await seen(server)).toEqual([REFUSED_RENEWAL, LOGIN, ANSWERED]);
  });
});

test.describe("what one user asked for is never sent in another's name:", () => {
  for (const signedOut of ["pass", "reject", "wait"]) {
    test(`a login of another during the renewal (${signedOut})`, async ({ page, server }) => {
      await waitForRefusal(page, server, signedOut);
      await logIn(page, BOB);
      expectError(await asked(page), LOGIN_REQUIRED);
      await server.faults.release();
      expect(await page.evaluate(async () => (await (await auth.fetch("/api/something")).json()).user.username)).toBe(
        BOB.username,
      );
      expect((await seen(server)).filter((call) => call.startsWith("GET"))).toEqual([ANSWERED]);
    });

    test(`a logout and a login during the renewal (${signedOut})`, async ({ page, server }) => {
      await waitForRefusal(page, server, signedOut);
      await page.evaluate(() => auth.logout());
      await logIn(page, BOB);
      expectError(await asked(page), LOGIN_REQUIRED);
      expect((await seen(server)).filter((call) => call.startsWith("GET"))).toEqual([]);
    });
  }

  test("a login of another after the refusal", async ({ page, server }) => {
    await waitForRefusal(page, server, "wait");
    await page.evaluate(() => void (window.required = when(auth, "login-required")));
    await server.faults.release();
    await page.evaluate(() => required);
    await logIn(page, BOB);
    expectError(await asked(page), LOGIN_REQUIRED);
    expect((await seen(server)).filter((call) => call.startsWith("GET"))).toEqual([]);
  });

  test("a login of another after the end of a token that nothing renews", async ({ page, server }) => {
    await page.clock.install();
    await signIn(page, { signedOut: "wait", refresh: false });
    await page.clock.setSystemTime(Date.now() + 60 * MINUTE);
    await ask(page);
    await logIn(page, BOB);
    expectError(await asked(page), LOGIN_REQUIRED);
    expect((await seen(server)).filter((call) => call.startsWith("GET"))).toEqual([]);
  });

  test("a login of another while the answer, a 401, is under way", async ({ page, server }) => {
    await signIn(page, { refresh: REFRESH });
    await server.faults.add({ path: "/api/something", kind: "hold", times: 1 });
    await ask(page);
    await server.faults.held(1);
    await revoke(page, server);
    await logIn(page, BOB);
    await server.faults.release();
    // The answer is what Ann's token was worth.
    expect(await asked(page)).toBe(401);
    expect(await seen(server)).toEqual([LOGIN, "GET /api/something x-access-token 401"]);
  });
});
