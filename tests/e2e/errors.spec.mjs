// Every way in which a login can fail: the right code, whether to try again, and no secret in any of it.
import { PAGE, USER, expect, expectError, open, seen, signIn, test } from "../support/jotpass.mjs";

test.describe("the endpoint's answer", () => {
  test.beforeEach(({ page }) => open(page));

  const login = (page, options = {}) => page.evaluate((options) => failure(make(options).login(me)), options);

  test("that refuses the credentials is invalid-credentials, in the server's words", async ({ page }) => {
    const failed = await page.evaluate(() => failure(make().login({ username: me.username, password: `${me.password}!` })));
    expectError(failed, {
      code: "invalid-credentials",
      retryable: false,
      status: 401,
      error: "invalid_credentials",
      error_description: "Send the username and password of a known user.",
    });
  });

  const FAULTS = [
    ["an HTML page is html-answer", { kind: "html" }, { code: "html-answer", retryable: false, status: 200 }],
    ["truncated JSON is malformed-answer", { kind: "truncate" }, { code: "malformed-answer", retryable: true, status: 200 }],
    ["a dropped connection is network", { kind: "drop" }, { code: "network", retryable: true, status: null }],
    ["a 500 is server-error", { kind: "status", status: 500 }, { code: "server-error", retryable: true, status: 500 }],
    ["a 503 page is server-error", { kind: "html", status: 503 }, { code: "server-error", retryable: true, status: 503 }],
    [
      "a 429 is rate-limited",
      { kind: "status", status: 429, retryAfter: 7 },
      { code: "rate-limited", retryable: true, status: 429, error: "fault" },
    ],
    ["a 404 is unexpected-status", { kind: "status", status: 404 }, { code: "unexpected-status", retryable: false, status: 404 }],
    ["a 400 is invalid-credentials", { kind: "status", status: 400 }, { code: "invalid-credentials", retryable: false, status: 400 }],
    ["a 422 is invalid-credentials", { kind: "status", status: 422 }, { code: "invalid-credentials", retryable: false, status: 422 }],
  ];
  for (const [rule, fault, expected] of FAULTS) {
    test(rule, async ({ page, server }) => {
      await server.faults.add({ path: "/api/token", ...fault });
      expectError(await login(page), expected);
      expect(await page.evaluate(() => [auth.status, auth.session])).toEqual(["signed-out", null]);
    });
  }

  test("without a token where the app says it is, is no-token", async ({ page }) => {
    const failed = await login(page, { response: { accessToken: "data.token" } });
    expectError(failed, { code: "no-token", retryable: false, status: 200 });
  });

  test("without a token from the app's own parse(), is no-token", PAGE, async ({ page }) => {
    const failed = await page.evaluate(() => failure(make({ response: { parse: async () => ({}) } }).login(me)));
    expectError(failed, { code: "no-token", retryable: false });
  });

  test("from credentials in the query tells no secret when the connection drops", async ({ page, server }) => {
    await server.faults.add({ path: "/api/token", kind: "drop" });
    expectError(await login(page, { login: { method: "GET" } }), { code: "network" });
  });

  for (const method of ["POST", "GET"]) {
    for (const status of [302, 307]) {
      test(`that redirects a ${method} by ${status} is unexpected-status, and the target sees nothing`, async ({ page, server }) => {
        await server.faults.add({ path: "/api/token", kind: "redirect", to: `${server.thirdParty}/thief`, status });
        expectError(await login(page, { login: { method } }), { code: "unexpected-status", retryable: false, status: null });
        const { entries } = await server.log();
        expect(entries.filter((entry) => entry.origin === "third-party")).toEqual([]);
      });
    }
  }

  test("is not read by parse() when it is a refusal", PAGE, async ({ page }) => {
    const failed = await page.evaluate(() =>
      failure(make({ response: { parse: () => "opaque" } }).login({ ...me, password: "no" })),
    );
    expectError(failed, { code: "invalid-credentials", status: 401 });
  });

  test("after a failure does not stand in the way of the next", async ({ page, server }) => {
    await server.faults.add({ path: "/api/token", kind: "status", status: 503, times: 1 });
    expectError(await login(page), { code: "server-error" });
    expect(await page.evaluate(async () => (await auth.login(me)).user.username)).toBe(USER.username);
  });
});

test.describe("time-out and abort", () => {
  test.beforeEach(({ page }) => open(page));

  test("an endpoint that does not answer in time is timeout", async ({ page, server }) => {
    await server.faults.add({ path: "/api/token", kind: "hang" });
    const failed = await page.evaluate(() => failure(make({ timeout: 100 }).login(me)));
    expectError(failed, { code: "timeout", retryable: true, status: null });
    await server.faults.release();
  });

  test("the time-out covers the app's own functions", PAGE, async ({ page }) => {
    const failed = await page.evaluate(() =>
      failure(make({ timeout: 50, login: { request: () => new Promise(() => {}) } }).login(me)),
    );
    expectError(failed, { code: "timeout", retryable: true, status: null });
  });

  for (const [what, reason] of [["a text", "the user left"], ["undefined", undefined], ["an object", { why: "left" }]]) {
    test(`an abort before the call is aborted, with the reason as cause: ${what}`, async ({ page, server }) => {
      const failed = await page.evaluate((reason) => failure(make().login(me, { signal: AbortSignal.abort(reason) })), reason);
      expectError(failed, { code: "aborted", retryable: false, status: null });
      expect(failed.cause).toEqual(reason ?? expect.stringContaining("AbortError"));
      expect(await seen(server)).toEqual([]);
    });
  }

  test("an abort during the call is aborted, with the very reason as cause", async ({ page, server }) => {
    await server.faults.add({ path: "/api/token", kind: "hang" });
    const failing = page.evaluate(async () => {
      window.controller = new AbortController();
      const login = make().login(me, { signal: controller.signal });
      const failed = await failure(login);
      const isVery = await login.catch((error) => error.cause === controller.signal.reason);
      return { failed, isVery };
    });
    await server.faults.held(1);
    await page.evaluate(() => controller.abort({ why: "the user left" }));
    const { failed, isVery } = await failing;
    expectError(failed, { code: "aborted", retryable: false, cause: { why: "the user left" } });
    expect(isVery).toBe(true);
  });

  test("an abort after the call changes nothing", async ({ page }) => {
    const status = await page.evaluate(async () => {
      const controller = new AbortController();
      await make().login(me, { signal: controller.signal });
      controller.abort();
      return auth.status;
    });
    expect(status).toBe("signed-in");
  });

  test("an aborted request of the app's own is aborted too", PAGE, async ({ page }) => {
    const failed = await page.evaluate(() => {
      const request = () => new Request("/api/token", { signal: AbortSignal.abort("own") });
      return failure(make({ login: { request } }).login(me));
    });
    expectError(failed, { code: "aborted", cause: "own" });
  });
});

test.describe("the app's own functions", PAGE, () => {
  test.beforeEach(({ page }) => open(page));

  const CALLBACKS = {
    "request() that throws": () => ({ login: { request: () => { throw new RangeError("own fault"); } } }),
    "request() that rejects": () => ({ login: { request: () => Promise.reject(new RangeError("own fault")) } }),
    "parse() that throws": () => ({ response: { parse: () => { throw new RangeError("own fault"); } } }),
    "parse() that rejects": () => ({ response: { parse: () => Promise.reject(new RangeError("own fault")) } }),
  };
  for (const [what, options] of Object.entries(CALLBACKS)) {
    test(`${what} gives callback-failed, with its error as cause`, async ({ page }) => {
      const failed = await page.evaluate(`failure(make((${options})()).login(me))`);
      expectError(failed, { code: "callback-failed", retryable: false, cause: "RangeError: own fault" });
    });
  }

  test("a request() that gives no request is callback-failed", async ({ page }) => {
    const failed = await page.evaluate(() => failure(make({ login: { request: () => undefined } }).login(me)));
    expectError(failed, { code: "callback-failed", retryable: false });
  });
});

test.describe("calls that exclude each other", () => {
  test.beforeEach(({ page }) => open(page));

  test("of two logins the later counts, the other is superseded", async ({ page, server }) => {
    await server.faults.add({ path: "/api/token", kind: "hang", times: 1 });
    const failing = page.evaluate(() => failure(make().login(me)));
    await server.faults.held(1);
    const session = await page.evaluate(async () => {
      const events = record(auth);
      const { user } = await auth.login(me);
      return { user, events };
    });
    expectError(await failing, { code: "superseded", retryable: false, status: null });
    await server.faults.release();
    expect(session).toMatchObject({ user: { username: USER.username }, events: ["signed-in"] });
  });

  test("an adopt() supersedes a login", async ({ page, server }) => {
    await server.faults.add({ path: "/api/token", kind: "hang", times: 1 });
    const failing = page.evaluate(() => failure(make().login(me)));
    await server.faults.held(1);
    await page.evaluate(() => auth.adopt({ accessToken: "opaque", user: "adopted" }));
    expectError(await failing, { code: "superseded" });
    await server.faults.release();
    expect(await page.evaluate(() => auth.session.user)).toBe("adopted");
  });
});

test.describe("arguments", () => {
  test.beforeEach(({ page }) => open(page));

  test("login() without tokenUrl is invalid-options", async ({ page }) => {
    const failed = await page.evaluate(() => failure(createAuth({ attach: { to: ["/api"] } }).login(me)));
    expectError(failed, { code: "invalid-options", retryable: false, message: expect.stringContaining("tokenUrl") });
  });

  test("credentials that are no object are invalid-options", async ({ page }) => {
    const failed = await page.evaluate(() => failure(make().login(me.password)));
    expectError(failed, { code: "invalid-options" });
  });

  test("credentials that JSON cannot write are invalid-options", async ({ page }) => {
    expectError(await page.evaluate(() => failure(make().login({ ...me, pin: 1n }))), { code: "invalid-options" });
  });

  test("an answer that JSON cannot write holds no token", async ({ page }) => {
    expectError(await page.evaluate(() => failure(make().adopt({ accessToken: "opaque", user: 1n }))), { code: "no-token" });
  });

  test("credentials that no header can carry are invalid-options, and not repeated", async ({ page }) => {
    const failed = await page.evaluate(() => {
      const auth = make({ login: { method: "GET", encoding: "headers" } });
      return failure(auth.login({ username: "ann", password: `${me.password}☃` }));
    });
    expectError(failed, { code: "invalid-options" });
  });

  test("a name with a colon does not fit Basic", async ({ page }) => {
    const failed = await page.evaluate(() => {
      const auth = make({ login: { method: "GET", encoding: "basic" } });
      return failure(auth.login({ ...me, username: "a:b" }));
    });
    expectError(failed, { code: "invalid-options", message: expect.stringContaining("colon") });
  });

  for (const answer of ["", "two words", {}, { accessToken: 1 }, null, 7]) {
    test(`adopt() finds no token in ${JSON.stringify(answer)}`, async ({ page }) => {
      const failed = await page.evaluate((answer) => failure(make().adopt(answer)), answer);
      expectError(failed, { code: "no-token", retryable: false });
    });
  }

  test("decodeJwt() of anything else is invalid-token, and not repeated", PAGE, async ({ page }) => {
    await signIn(page);
    const failed = await page.evaluate(async () => failure(decodeJwt(`${await auth.token()}.x`)));
    expectError(failed, { code: "invalid-token", retryable: false });
  });
});

test.describe("AuthError", () => {
  test.beforeEach(({ page }) => open(page));

  test("is known across frames and copies, where instanceof is not", async ({ page }) => {
    const across = await page.evaluate(async () => {
      const copy = await import("/pkg/index.js?copy");
      const foreign = new copy.AuthError("network", "from a copy");
      return [foreign instanceof AuthError, AuthError.is(foreign), copy.AuthError.is(new AuthError("closed", ""))];
    });
    expect(across).toEqual([false, true, true]);
  });

  test("says its name where it is shown", async ({ page }) => {
    const [text, stack] = await page.evaluate(async () => {
      const error = await make().login(7).catch((error) => error);
      return [`${error}`, error.stack];
    });
    expect(text).toMatch(/^AuthError: /);
    expect(stack).toMatch(/^AuthError: /);
  });

  test("is nothing else", async ({ page }) => {
    const others = await page.evaluate(() =>
      [null, undefined, "network", new Error("network"), { code: "network", name: "AuthError" }].map(AuthError.is),
    );
    expect(others).toEqual(Array(5).fill(false));
  });
});

const BAD_OPTIONS = [
  ["a misspelt option", { tokenURL: "/api/token" }, "tokenURL"],
  ["a misspelt inner option", { attach: { headers: "x" } }, "attach.headers"],
  ["an address that is none", { tokenUrl: "http://" }, "tokenUrl"],
  ["an address of another scheme", { tokenUrl: "ftp://a.test/token" }, "tokenUrl"],
  ["a host without scheme in attach.to", { attach: { to: ["api.example.com"] } }, "attach.to"],
  ["a wildcard in attach.to", { attach: { to: ["https://*.example.com"] } }, "attach.to"],
  ["a query in attach.to", { attach: { to: ["/api?x"] } }, "attach.to"],
  ["an encoding that does not exist", { login: { encoding: "xml" } }, "login.encoding"],
  ["a body with GET", { login: { method: "GET", encoding: "json" } }, "login.encoding"],
  ["a header that is no name", { attach: { header: "x token" } }, "attach.header"],
  ["redirects that do not exist", { attach: { redirects: "sometimes" } }, "attach.redirects"],
  ["a form field that is no text", { attach: { field: 7 } }, "attach.field"],
  ["a timeout of nothing", { timeout: 0 }, "timeout"],
  ["a signedOut that does not exist", { signedOut: "later" }, "signedOut"],
];
// They are read in the page, whatever the mode.
for (const [what, options, name] of BAD_OPTIONS) {
  test(`${what} is refused at once, by its name`, PAGE, async ({ page }) => {
    await open(page);
    const failed = await page.evaluate((options) => failure((async () => createAuth(options))()), options);
    expectError(failed, { code: "invalid-options", retryable: false, message: expect.stringContaining(name) });
  });
}
