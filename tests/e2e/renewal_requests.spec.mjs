// How a renewal asks for the next token. What leaves the page is read off the wire; that it was right, the real server says by
// giving the token.
import { PAGE, REFRESH, USER, WIRE, expect, expectError, nextRequest, open, seen, signIn, test } from "../support/jotpass.mjs";

/** A refresh token of the real server. */
const TOKEN = expect.stringMatching(/^[\w-]{40,}$/);

/** Signs in with these options, which must be data, and gives the request that renews the token, and what came of it. */
async function renew(page, options) {
  await signIn(page, options);
  const { pathname } = new URL(options.refresh?.url ?? "/api/token", "http://host");
  const request = nextRequest(page, pathname);
  const failed = await page.evaluate(() => auth.refresh().then(() => null, (error) => error.code));
  return { ...(await request), failed };
}
const json = (body) => JSON.parse(body);
const form = (body) => [...new URLSearchParams(body)];

test.describe("the refresh token travels", WIRE, () => {
  test("to tokenUrl as JSON that names the grant, when nothing is said", async ({ page }) => {
    const { method, url, headers, body, failed } = await renew(page, {});
    expect([method, url, headers["content-type"], failed]).toEqual(["POST", "/api/token", "application/json", null]);
    expect(json(body)).toEqual({ grant_type: "refresh_token", refresh_token: TOKEN });
    expect(headers["x-access-token"]).toBeUndefined();
  });

  test("to an endpoint of its own as JSON, with no member more", async ({ page }) => {
    const { method, url, body, failed } = await renew(page, { refresh: REFRESH });
    expect([method, url, failed]).toEqual(["POST", REFRESH.url, null]);
    expect(json(body)).toEqual({ refresh_token: TOKEN });
  });

  test("as a form (RFC 6749, section 6), where the login was one, with the members that name the client", async ({ page }) => {
    const login = { encoding: "form", extra: { grant_type: "password", client_id: "web" } };
    const { headers, body, failed } = await renew(page, { login });
    expect([headers["content-type"], failed]).toEqual(["application/x-www-form-urlencoded", null]);
    expect(form(body)).toEqual([["grant_type", "refresh_token"], ["refresh_token", TOKEN], ["client_id", "web"]]);
  });

  test("as a form, to an endpoint of its own", async ({ page }) => {
    const { body, failed } = await renew(page, { refresh: { ...REFRESH, encoding: "form" } });
    expect(failed).toBeNull();
    expect(form(body)).toEqual([["grant_type", "refresh_token"], ["refresh_token", TOKEN]]);
  });

  for (const method of ["POST", "GET"]) {
    test(`as Authorization: Bearer, with no body, by ${method}`, async ({ page }) => {
      const request = await renew(page, { refresh: { ...REFRESH, encoding: "bearer", method } });
      expect([request.method, request.url, request.body, request.failed]).toEqual([method, REFRESH.url, null, null]);
      expect(request.headers.authorization.replace("Bearer ", "")).toEqual(TOKEN);
      expect(request.headers["content-type"]).toBeUndefined();
    });
  }

  test("under another name, beside constant members and the app's own headers", async ({ page }) => {
    const refresh = { ...REFRESH, field: "refresh", extra: { client: "web", days: 7 }, headers: { "X-Own": "1", Accept: "x/y" } };
    const { headers, body, failed } = await renew(page, { refresh });
    expect(json(body)).toEqual({ refresh: TOKEN, client: "web", days: 7 });
    expect(headers).toMatchObject({ "x-own": "1", accept: "x/y" });
    // This server wants another name; that it finds fault with the request costs nobody the session.
    expect([failed, await page.evaluate(() => auth.status)]).toEqual(["invalid-credentials", "signed-in"]);
  });

  test("as the app's own request wants it", PAGE, async ({ page }) => {
    await open(page);
    const request = nextRequest(page, REFRESH.url);
    const given = await page.evaluate(async () => {
      const given = [];
      const request = async (refreshToken) => {
        given.push(refreshToken);
        const headers = { authorization: `Bearer ${refreshToken}`, "x-own": "1" };
        return new Request("/api/token/refresh", { method: "POST", headers });
      };
      await make({ refresh: { request, method: "GET", field: "ignored" } }).login(me);
      await auth.refresh();
      return given;
    });
    expect(given).toEqual([TOKEN]);
    const { method, headers, body } = await request;
    expect([method, headers.authorization, headers["x-own"], body]).toEqual(["POST", `Bearer ${given[0]}`, "1", null]);
    expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
  });

  test("never in the address, whose every stop keeps a log", async ({ page }) => {
    const failed = await page
      .goto("/")
      .then(() => page.evaluate(() => failure((async () => make({ refresh: { method: "GET" } }).ready)())));
    expectError(failed, { code: "invalid-options", message: expect.stringContaining("refresh.encoding") });
  });
});

test.describe("with a cookie that no script can read", () => {
  const COOKIE = { tokenUrl: "/api/token?cookie=1", refresh: { ...REFRESH, encoding: "cookie" } };

  test("nothing travels but the cookie", WIRE, async ({ page }) => {
    const { method, headers, body, failed } = await renew(page, COOKIE);
    expect([method, body, failed]).toEqual(["POST", null, null]);
    expect(headers.cookie).toMatch(/=[\w-]{40,}/);
    expect(headers.authorization).toBeUndefined();
  });

  test("each renewal brings the next cookie", async ({ page }) => {
    await signIn(page, COOKIE);
    const statuses = await page.evaluate(async () => {
      for (let i = 0; i < 3; i++) await auth.refresh();
      return [auth.status, (await auth.fetch("/api/something")).status];
    });
    expect(statuses).toEqual(["signed-in", 200]);
  });

  test("a page that has just been loaded signs in without a login", async ({ page }) => {
    await signIn(page, COOKIE);
    await page.reload();
    await page.waitForFunction(() => window.make);
    const back = await page.evaluate(async (options) => {
      const events = record(make(options));
      const session = await auth.refresh();
      return [events, session.user.username, (await auth.fetch("/api/something")).status];
    }, COOKIE);
    expect(back).toEqual([["signed-in"], USER.username, 200]);
  });

  test.describe("of another origin", () => {
    // The page's own policy lets it go nowhere else.
    test.use({ bypassCSP: true });

    test("it is kept, shown and taken away", async ({ page, context, other }) => {
      const there = (path) => `${other.url}${path}`;
      await signIn(page, {
        tokenUrl: there("/api/token?cookie=1"),
        refresh: { url: there("/api/token/refresh"), encoding: "cookie" },
        logout: { url: there("/api/logout") },
      });
      await page.evaluate(() => auth.refresh());
      const cookies = () => context.cookies(there("/api/token/refresh"));
      expect(await cookies()).toHaveLength(1);
      await page.evaluate(() => auth.logout());
      expect(await cookies()).toEqual([]);
    });
  });

  test("and nobody's cookie, refresh() says so, and nobody is signed in", async ({ page }) => {
    await open(page);
    const failed = await page.evaluate((options) => failure(make(options).refresh()), COOKIE);
    expect(failed).toMatchObject({ code: "invalid-credentials", retryable: false, status: 400 });
    expect(await page.evaluate(() => auth.status)).toBe("signed-out");
  });
});

test.describe("without a refresh token", () => {
  test("the access token is shown, if the options say how", WIRE, async ({ page }) => {
    const { headers } = await renew(page, { refresh: { ...REFRESH, encoding: "bearer" }, response: { refreshToken: "none" } });
    const shown = headers.authorization.replace("Bearer ", "");
    expect(shown).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test("the app's own request is given null", PAGE, async ({ page }) => {
    await open(page);
    const given = await page.evaluate(async () => {
      const given = [];
      const request = (refreshToken) => (given.push(refreshToken), new Request("/api/token/refresh", { method: "POST" }));
      await make({ refresh: { request }, response: { refreshToken: "none" } }).login(me);
      await auth.refresh().catch(() => {});
      return given;
    });
    expect(given).toEqual([null]);
  });
});

test.describe("a renewal", () => {
  test("follows no redirect: nobody has agreed to show the refresh token there", async ({ page, server }) => {
    await signIn(page, { refresh: REFRESH });
    await server.faults.add({ path: REFRESH.url, kind: "redirect", to: `${server.thirdParty}/thief`, status: 307 });
    expectError(await page.evaluate(() => failure(auth.refresh())), { code: "unexpected-status", status: null });
    const { entries } = await server.log();
    expect(entries.filter((entry) => entry.origin === "third-party")).toEqual([]);
    expect(await page.evaluate(() => auth.status)).toBe("signed-in");
  });

  test("goes by the native fetch: a hook that came later sees no refresh token", async ({ page, server }) => {
    await signIn(page, { refresh: REFRESH });
    const hooked = await page.evaluate(async () => {
      const hooked = [];
      globalThis.fetch = (...args) => (hooked.push(String(args[0])), Promise.reject(new Error("hooked")));
      await auth.refresh();
      return hooked;
    });
    expect(hooked).toEqual([]);
    expect((await seen(server)).at(-1)).toBe(`POST ${REFRESH.url} bare 200`);
  });

  test("ends with timeout, if the endpoint does not answer in time", async ({ page, server }) => {
    await page.clock.install();
    await signIn(page, { refresh: REFRESH });
    await server.faults.add({ path: REFRESH.url, kind: "hold" });
    const failing = page.evaluate(() => failure(auth.refresh()));
    await server.faults.held(1);
    await page.clock.fastForward(10_000);
    expectError(await failing, { code: "timeout", retryable: true });
    expect(await page.evaluate(async () => [auth.status, (await auth.fetch("/api/something")).status])).toEqual([
      "signed-in",
      200,
    ]);
  });

  test("by the app's own function that fails is callback-failed, and costs nobody the session", PAGE, async ({ page }) => {
    await open(page);
    const { failed, status } = await page.evaluate(async () => {
      const request = () => Promise.reject(new Error("the app's own fault"));
      await make({ refresh: { request } }).login(me);
      return { failed: await failure(auth.refresh()), status: auth.status };
    });
    expectError(failed, { code: "callback-failed", cause: "Error: the app's own fault" });
    expect(status).toBe("signed-in");
  });
});
