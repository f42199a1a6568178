// What becomes of a request whose token the server refuses: one renewal, one more sending, and no more than that.
import { PAGE, REFRESH, WIRE, expect, renewals, revoke, seen, signIn, test } from "../support/jotpass.mjs";

const RENEWAL = `POST ${REFRESH.url} bare 200`;
const REFUSED = "GET /api/something x-access-token 401";
const ANSWERED = "GET /api/something x-access-token 200";

/** Statuses of so many requests at once; past the browser's cache, which has them of one address wait for each other. */
const parallel = (page, count, call = "auth.fetch") =>
  page.evaluate(`Promise.all(Array.from({ length: ${count} }, async () => {
    return (await ${call}("/api/something", { cache: "no-store" })).status;
  }))`);

/** How many requests of this kind the server saw. */
const counted = async (server, line) => (await seen(server)).filter((call) => call === line).length;

test.describe("pain 5: a 401", () => {
  test.beforeEach(({ page }) => signIn(page, { refresh: REFRESH }));

  test("forces a renewal though the token has not ended, and the caller sees the second answer", async ({ page, server }) => {
    await revoke(page, server);
    expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
    expect(await seen(server)).toEqual([REFUSED, RENEWAL, ANSWERED]);
  });

  test("that comes again is delivered: one renewal, one resend, and nobody is signed out", async ({ page, server }) => {
    await server.clearLog();
    await server.faults.add({ path: "/api/something", kind: "status", status: 401 });
    const told = await page.evaluate(async () => {
      const events = record(auth);
      const answer = await auth.fetch("/api/something");
      return [answer.status, (await answer.json()).error, auth.status, events];
    });
    expect(told).toEqual([401, "fault", "signed-in", ["renewed"]]);
    expect(await seen(server)).toEqual([REFUSED, RENEWAL, REFUSED]);
  });

  test("that lasts brings no storm: neither at once nor one after the other", async ({ page, server }) => {
    await server.clearLog();
    await server.faults.add({ path: "/api/something", kind: "status", status: 401 });
    expect(new Set(await parallel(page, 20))).toEqual(new Set([401]));
    for (let i = 0; i < 10; i++) expect(await parallel(page, 1)).toEqual([401]);
    expect(await renewals(server)).toBe(1);
    expect(await counted(server, REFUSED)).toBeLessThanOrEqual(2 * 20 + 10);
    expect(await page.evaluate(async () => [auth.status, (await auth.fetch("/api/legacy")).status])).toEqual(["signed-in", 200]);
  });

  test("of twenty requests at once brings one renewal, and twenty good answers", async ({ page, server }) => {
    await revoke(page, server);
    expect(await parallel(page, 20)).toEqual(Array(20).fill(200));
    expect([await renewals(server), await counted(server, REFUSED), await counted(server, ANSWERED)]).toEqual([1, 20, 20]);
  });

  test("of twenty requests by the hooked global fetch does likewise", async ({ page, server }) => {
    await revoke(page, server);
    await page.evaluate(() => auth.install());
    expect(await parallel(page, 20, "fetch")).toEqual(Array(20).fill(200));
    expect([await renewals(server), await counted(server, ANSWERED)]).toEqual([1, 20]);
  });

  test("of an older token is sent again with the newer one, without a renewal", async ({ page, server }) => {
    await server.faults.add({ path: "/api/something", kind: "hold", times: 3 });
    const late = parallel(page, 3);
    await server.faults.held(3);
    await revoke(page, server);
    expect(await parallel(page, 1)).toEqual([200]);
    await server.faults.release();
    expect(await late).toEqual([200, 200, 200]);
    expect([await renewals(server), await counted(server, REFUSED)]).toEqual([1, 4]);
  });

  test("while its renewal fails is delivered, and costs nobody the session", async ({ page, server }) => {
    await revoke(page, server);
    await server.faults.add({ path: REFRESH.url, kind: "status", status: 503 });
    expect(await parallel(page, 5)).toEqual(Array(5).fill(401));
    expect(await page.evaluate(() => auth.status)).toBe("signed-in");
    expect(await counted(server, REFUSED)).toBe(5);
  });

  test("whose renewal is refused for good is delivered, and ends the session", async ({ page, server }) => {
    await revoke(page, server, "?all");
    const told = await page.evaluate(async () => {
      const events = record(auth);
      return [(await auth.fetch("/api/something")).status, auth.status, events];
    });
    expect(told).toEqual([401, "signed-out", ["signed-out", "login-required"]]);
    expect(await seen(server)).toEqual([REFUSED, `POST ${REFRESH.url} bare 400`]);
  });

  test("of a header the caller set itself is the caller's own business", async ({ page, server }) => {
    await server.clearLog();
    const status = await page.evaluate(
      async () => (await auth.fetch("/api/something", { headers: { "X-Access-Token": "own" } })).status,
    );
    expect(status).toBe(401);
    expect(await seen(server)).toEqual([REFUSED]);
  });

  test("of a place that is not listed changes nothing", async ({ page, server }) => {
    await page.evaluate((refresh) => make({ name: "other", refresh, attach: { to: ["/api/public"] } }).login(me), REFRESH);
    await server.clearLog();
    expect(await parallel(page, 1)).toEqual([401]);
    expect(await seen(server)).toEqual(["GET /api/something bare 401"]);
  });
});

test("a 401 without any way to renew is delivered, and signs nobody out", async ({ page, server }) => {
  await signIn(page, { refresh: false });
  await revoke(page, server);
  expect(await page.evaluate(async () => [(await auth.fetch("/api/something")).status, auth.status])).toEqual([401, "signed-in"]);
  expect(await seen(server)).toEqual([REFUSED]);
});

test("a request that broke on its way is not sent again: the server may have done what it asked for", async ({ page, server }) => {
  await signIn(page, { refresh: REFRESH });
  await server.clearLog();
  await server.faults.add({ path: "/api/something", kind: "drop" });
  const name = await page.evaluate(() =>
    auth.fetch("/api/something", { method: "POST", body: "x" }).catch((error) => error.name),
  );
  expect(name).toBe("TypeError");
  expect(await seen(server)).toEqual(["POST /api/something x-access-token null"]);
});

test.describe("expired()", PAGE, () => {
  const LEGACY = ["GET /api/legacy x-access-token 400", RENEWAL, "GET /api/legacy x-access-token 200"];

  /** The status and text of an answer of the classic article's server, which says 400 of a token that is over. */
  async function legacy(page, server, expired, options = {}) {
    await signIn(page);
    await page.evaluate(
      `make({ refresh: { url: "${REFRESH.url}" }, expired: ${expired}, ...${JSON.stringify(options)} }).login(me)`,
    );
    await revoke(page, server);
    return page.evaluate(async () => {
      const answer = await auth.fetch("/api/legacy");
      return [answer.status, await answer.text()];
    });
  }
  const GREETING = [200, expect.stringContaining("Hello")];
  const OVER = [400, "Access token has expired"];

  for (const [what, expired] of [
    ["that looks at the status", `(answer) => answer.status === 400`],
    ["that reads the text, and takes its time", `async (answer) => /has expired/.test(await answer.text())`],
  ]) {
    test(`${what} renews, and the request is sent again`, async ({ page, server }) => {
      expect(await legacy(page, server, expired)).toEqual(GREETING);
      expect(await seen(server)).toEqual(LEGACY);
    });
  }

  test("that says no leaves the answer whole, though it has read it", async ({ page, server }) => {
    expect(await legacy(page, server, `async (answer) => (await answer.text()) === "something else"`)).toEqual(OVER);
    expect(await seen(server)).toEqual(LEGACY.slice(0, 1));
  });

  test("that is not there lets a 400 be a 400", async ({ page, server }) => {
    expect(await legacy(page, server, undefined)).toEqual(OVER);
    expect(await seen(server)).toEqual(LEGACY.slice(0, 1));
  });

  for (const [how, expired] of [
    ["throws", `() => { throw new Error("own fault"); }`],
    ["rejects", `() => Promise.reject(new Error("own fault"))`],
  ]) {
    test(`that ${how} costs its caller nothing, and the page hears of it`, async ({ page, server, pageErrors }) => {
      const heard = page.waitForEvent("pageerror");
      expect(await legacy(page, server, expired)).toEqual(OVER);
      await heard;
      expect(pageErrors.splice(0)).toEqual(["own fault"]);
    });
  }

  test("has no say in a 401, which always counts", async ({ page, server }) => {
    await legacy(page, server, `() => false`);
    await server.clearLog();
    expect(await parallel(page, 1)).toEqual([200]);
    expect(await seen(server)).toEqual([REFUSED, RENEWAL, ANSWERED]);
  });

  test("may find the word in a 200: the article's literal code answers so", async ({ page, server }) => {
    let answers = 0;
    await page.route("**/api/something", (route) =>
      answers++ ? route.continue() : route.fulfill({ status: 200, contentType: "text/plain", body: "Access token has expired" }),
    );
    await legacy(page, server, `async (answer) => (await answer.text()) === "Access token has expired"`);
    await server.clearLog();
    const text = await page.evaluate(async () => (await (await auth.fetch("/api/something")).json()).message);
    expect([text, await seen(server)]).toEqual([expect.stringContaining("Hello"), [RENEWAL, ANSWERED]]);
  });
});

test.describe("WWW-Authenticate (RFC 6750)", WIRE, () => {
  const CASES = [
    [403, `Bearer realm="x", error="invalid_token"`, true],
    [401, `DPoP algs="ES256", Bearer error="invalid_token"`, true],
    [401, `Basic realm="x"`, true],
    [403, `Bearer error="insufficient_scope", scope="admin"`, false],
    [401, `Bearer error="insufficient_scope"`, false],
    [403, undefined, false],
  ];
  for (const [status, challenge, isRenewed] of CASES) {
    test(`${status} with ${challenge} is ${isRenewed ? "" : "not "}about the token`, async ({ page, server }) => {
      await signIn(page, { refresh: REFRESH });
      await server.clearLog();
      let answers = 0;
      const headers = challenge ? { "www-authenticate": challenge } : {};
      await page.route("**/api/something", (route) =>
        answers++ ? route.continue() : route.fulfill({ status, headers, body: "no" }),
      );
      expect(await parallel(page, 1)).toEqual([isRenewed ? 200 : status]);
      expect(await seen(server)).toEqual(isRenewed ? [RENEWAL, ANSWERED] : []);
    });
  }
});
