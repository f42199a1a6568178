// What a careless page, a hostile script or a broken server may do, beside what the other specs try.
import { expect, expectError, open, seen, signIn, test } from "../support/jotpass.mjs";

const WASM = "**/jotpass_bg.wasm*";

test.describe("Object.prototype", () => {
  test.beforeEach(({ page }) => open(page));

  test("lists no place", async ({ page, server }) => {
    const attached = await page.evaluate((evil) => {
      Object.prototype.to = [evil];
      const auth = createAuth({ tokenUrl: "/api/token" });
      delete Object.prototype.to;
      return auth.ready.then(() => auth.login(me)).then(() => [`${evil}/x`, "/x"].map((url) => auth.explain(url).attached));
    }, server.thirdParty);
    expect(attached).toEqual([false, true]);
  });

  test("gives no address, no function and no parameter", async ({ page, server }) => {
    const outcome = await page.evaluate(async (evil) => {
      const called = [];
      const planted = {
        logout: { url: evil },
        url: evil,
        request: () => called.push("request"),
        parse: () => called.push("parse"),
        query: "stolen",
        header: "x-stolen",
      };
      Object.assign(Object.prototype, planted);
      try {
        const auth = createAuth({ tokenUrl: "/api/token" });
        await auth.login(me);
        await auth.fetch("/api/something");
        const url = await auth.url("/api/something").catch((error) => error.code);
        await auth.logout();
        return { called, url };
      } finally {
        for (const name in planted) delete Object.prototype[name];
      }
    }, server.thirdParty);
    expect(outcome).toEqual({ called: [], url: "invalid-options" });
    expect(await seen(server)).toEqual(["POST /api/token bare 200", "GET /api/something x-access-token 200"]);
  });
});

test.describe("while WebAssembly does not come", () => {
  test.beforeEach(async ({ page }) => {
    // Never answered: what waits for it must not wait with it.
    await page.route(WASM, () => {});
    await open(page);
  });

  test("a login ends when its caller gives up", async ({ page }) => {
    const failed = await page.evaluate(() => {
      const stop = new AbortController();
      const failing = failure(make().login(me, { signal: stop.signal }));
      stop.abort("enough");
      return failing;
    });
    expectError(failed, { code: "aborted", cause: "enough" });
  });

  test("a login whose caller has given up before ends at once", async ({ page }) => {
    const failed = await page.evaluate(() => failure(make().login(me, { signal: AbortSignal.abort("before") })));
    expectError(failed, { code: "aborted", cause: "before" });
  });

  test("a request to a path that cannot be listed goes at once, with the very arguments", async ({ page }) => {
    const passed = await page.evaluate(async () => {
      const args = ["/index.html", { headers: { "x-a": "1" } }];
      let got;
      globalThis.fetch = (...all) => ((got = all), Promise.resolve(new Response("ok")));
      make().install();
      const answer = await fetch(...args);
      return [await answer.text(), got.length, got.every((arg, i) => arg === args[i])];
    });
    expect(passed).toEqual(["ok", 2, true]);
  });
});

test("when WebAssembly fails, a path that is not listed still works", async ({ page }) => {
  await page.route(WASM, (route) => route.abort());
  await open(page);
  const outcome = await page.evaluate(async () => {
    make().install();
    const { status } = await fetch("/index.html");
    return [status, await fetch("/api/public").catch((error) => error.code)];
  });
  expect(outcome).toEqual([200, "load-failed"]);
});

test.describe("arguments of the wrong kind", () => {
  test.beforeEach(({ page }) => open(page));

  test("a signal that is none ends the login", async ({ page }) => {
    const settled = await page.evaluate(() =>
      Promise.resolve(make().login(me, { signal: {} })).then(
        () => "done",
        () => "failed",
      ),
    );
    expect(settled).toBe("failed");
  });

  for (const options of [{ logout: {} }, { logout: { url: "" } }, { tokenUrl: "" }, { tokenUrl: "https://u:p@host.test/" }]) {
    test(`${JSON.stringify(options)} is invalid-options`, async ({ page }) => {
      const failed = await page.evaluate((options) => failure((async () => createAuth(options))()), options);
      expectError(failed, { code: "invalid-options" });
      expect(failed.everything).not.toContain("u:p");
    });
  }

  test("credentials are read when login() is called", async ({ page }) => {
    const status = await page.evaluate(async () => {
      const credentials = { ...me };
      const signingIn = make().login(credentials);
      credentials.password = "";
      await signingIn;
      return auth.status;
    });
    expect(status).toBe("signed-in");
  });
});

test.describe("close() in the same breath", () => {
  test.beforeEach(({ page }) => signIn(page));

  for (const call of [
    "login(me)",
    `adopt("opaque")`,
    "logout()",
    "token()",
    `url("/api/something")`,
    `fetch("/api/something")`,
  ]) {
    test(`as ${call} settles, and never by another's session`, async ({ page }) => {
      const [outcome, status, token] = await page.evaluate(`(async () => {
        const first = auth;
        const held = await first.token();
        const second = make();
        const called = second.${call}.then((value) => value?.status ?? value ?? null, (error) => error.code);
        second.close();
        return [await called, first.status, held === (await first.token())];
      })()`);
      expect([status, token]).toEqual(["signed-in", true]);
      // WebAssembly has loaded for the first one, so what nobody is signed in for is done before close(): without a token.
      expect(["closed", null, 401, "/api/something"]).toContain(outcome);
    });
  }

  test("install() after it hooks nothing", async ({ page }) => {
    const isSame = await page.evaluate(() => {
      const before = fetch;
      auth.close();
      auth.install();
      return fetch === before;
    });
    expect(isSame).toBe(true);
  });
});

test.describe("close() by a listener that hears of what a request was the first to notice", () => {
  const FORM = `{ method: "POST", body: new URLSearchParams("a=b") }`;
  for (const call of ["token()", `url("/api/something")`, `fetch("/api/something")`, `fetch("/api/something", ${FORM})`]) {
    test(`lets ${call} fail, and nothing leaves`, async ({ page, server }) => {
      await page.clock.install();
      await signIn(page, { refresh: false, attach: { to: ["/api"], query: "access_token", field: "access_token" } });
      // So that what there is to show has been shown before.
      const shown = await page.evaluate(`auth.${call}.then(() => auth.on("expiring", () => auth.close()) && true)`);
      expect(shown).toBe(true);
      const before = await seen(server);
      // No timer runs, so the call is the first to notice.
      await page.clock.setSystemTime(Date.now() + 595_000);
      expect(await page.evaluate(`auth.${call}.then(() => null, (error) => error.code)`)).toBe("closed");
      expect(await seen(server)).toEqual(before);
    });
  }

  test("lets fetch() fail that would wait for a login", async ({ page, server }) => {
    await open(page);
    const code = await page.evaluate(async () => {
      make({ signedOut: "wait" }).on("login-required", () => auth.close());
      await auth.ready;
      return auth.fetch("/api/something").then(() => null, (error) => error.code);
    });
    expect(code).toBe("closed");
    expect(await seen(server)).toEqual([]);
  });
});

test("an answer nested beyond all reason settles, and signs nobody in", async ({ page }) => {
  await open(page);
  const outcomes = await page.evaluate(async () => {
    let user = {};
    for (let depth = 0; depth < 1000; depth++) user = { user };
    const answer = { accessToken: "opaque", user };
    const code = (promise) => promise.then(() => null, (error) => error.code);
    return [await code(make().adopt(answer)), await code(make({ response: { parse: () => answer } }).login(me)), auth.status];
  });
  expect(outcomes).toEqual(["no-token", "no-token", "signed-out"]);
});

test("a listener that another one takes off is not told", async ({ page }) => {
  await open(page);
  const told = await page.evaluate(async () => {
    const told = [];
    make().on("signed-in", () => (told.push("first"), stop()));
    const stop = auth.on("signed-in", () => told.push("second"));
    await auth.login(me);
    return told;
  });
  expect(told).toEqual(["first"]);
});

test("a token endpoint's answer is never taken from the cache", async ({ page, server }) => {
  await open(page);
  await page.evaluate(async () => {
    const auth = make({ login: { method: "GET", encoding: "headers" } });
    await auth.login(me);
    await auth.login(me);
  });
  expect(await seen(server)).toEqual(["GET /api/token bare 200", "GET /api/token bare 200"]);
});
