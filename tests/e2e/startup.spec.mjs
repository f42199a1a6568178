// While WebAssembly loads, when it does not, and after close().
import { PAGE, USER, WIRE, expect, expectError, open, seen, signIn, test } from "../support/jotpass.mjs";

const WASM = "**/jotpass_bg.wasm*";

/** Holds WebAssembly back until it is let go. */
async function holdWasm(page) {
  let letGo;
  const gate = new Promise((resolve) => (letGo = resolve));
  await page.route(WASM, async (route) => {
    await gate;
    await route.continue();
  });
  return letGo;
}

test.describe("while WebAssembly loads", WIRE, () => {
  let letGo;
  test.beforeEach(async ({ page }) => {
    letGo = await holdWasm(page);
    await open(page);
  });

  test("createAuth() has returned, and says loading", async ({ page }) => {
    expect(await page.evaluate(() => [make().status, auth.session])).toEqual(["loading", null]);
    letGo();
    expect(await page.evaluate(async () => [await auth.ready, auth.status])).toEqual([undefined, "signed-out"]);
  });

  test("calls wait, and are then done in their order", async ({ page, server }) => {
    const done = page.evaluate(async () => {
      make();
      const url = isolation === "page" ? auth.url("/other") : "/other";
      const [session, answer, address] = await Promise.all([auth.login(me), auth.fetch("/api/public"), url]);
      return [session.user.username, answer.status, address];
    });
    expect(await seen(server)).toEqual([]);
    letGo();
    expect(await done).toEqual([USER.username, 200, "/other"]);
  });

  test("a page that installs the hook at once is not held up by it", async ({ page, server }) => {
    // The foreign request is answered although WebAssembly has not come; ours is not sent before.
    const status = await page.evaluate(async (thirdParty) => {
      make().install();
      window.ours = fetch("/api/something").then((answer) => answer.status);
      return (await fetch(thirdParty)).status;
    }, server.thirdParty);
    expect(status).toBe(200);
    expect(await seen(server)).toEqual(["GET / bare 200"]);
    letGo();
    expect(await page.evaluate(() => ours)).toBe(401);
  });

  test("a foreign call reaches what was there before synchronously, with the very arguments", async ({ page, server }) => {
    const passed = await page.evaluate((thirdParty) => {
      let got;
      globalThis.fetch = (...args) => {
        got = args;
        return Promise.resolve(new Response());
      };
      make().install();
      const args = [new URL(thirdParty), {}];
      fetch(...args);
      return got?.every((arg, i) => arg === args[i]);
    }, server.thirdParty);
    expect(passed).toBe(true);
    letGo();
  });

  test("an abort ends the waiting with its very reason", async ({ page }) => {
    const reasons = await page.evaluate(async () => {
      const controller = new AbortController();
      make();
      const reason = (call) => call.catch((reason) => reason === controller.signal.reason);
      const waiting = reason(auth.fetch("/api/something", { signal: controller.signal }));
      controller.abort({ why: "left" });
      return [await waiting, await reason(auth.fetch("/api/something", { signal: controller.signal }))];
    });
    expect(reasons).toEqual([true, true]);
    letGo();
  });

  test("a waiting request keeps what it was given", async ({ page, server }) => {
    await page.evaluate(() => {
      const init = { method: "POST", body: "before", headers: new Headers({ "x-own": "before" }) };
      make();
      window.echo = auth.login(me).then(() => answer.then((answer) => answer.status));
      const answer = auth.fetch("/api/public", init);
      init.headers.set("x-own", "after");
      init.method = "PUT";
    });
    letGo();
    expect(await page.evaluate(() => echo)).toBe(405);
    expect(await seen(server)).toContain("POST /api/public bare 405");
  });

  test("close() ends the waiting", async ({ page, server }) => {
    await page.evaluate(() => {
      make();
      window.failing = [failure(auth.login(me)), failure(auth.fetch("/api/something"))];
      auth.close();
    });
    letGo();
    const failed = await page.evaluate(() => Promise.all(failing));
    failed.forEach((error) => expectError(error, { code: "closed", retryable: false }));
    expect(await seen(server)).toEqual([]);
  });
});

// Of workers, each loads its own.
test("all objects of a page share one load", PAGE, async ({ page }) => {
  let loads = 0;
  page.on("request", (request) => (loads += request.url().includes("jotpass_bg.wasm")));
  await open(page);
  await page.evaluate(async () => {
    await Promise.all([make().ready, make().ready, decodeJwt("e30.e30.")]);
    await make().ready;
  });
  expect(loads).toBe(1);
});

test("importing loads nothing", PAGE, async ({ page }) => {
  let loads = 0;
  page.on("request", (request) => (loads += request.url().includes("jotpass_bg.wasm")));
  await open(page);
  expect(loads).toBe(0);
});

test("a server that gives WebAssembly another media type will do", PAGE, async ({ page }) => {
  await page.route(WASM, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": "application/octet-stream" } });
  });
  await signIn(page);
  expect(await page.evaluate(() => auth.status)).toBe("signed-in");
});

const FAILURES = {
  "cannot be fetched": (route) => route.abort(),
  "is not there": (route) => route.fulfill({ status: 404, body: "not found" }),
  "is a web page": (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<!doctype html><title>app</title>" }),
  "is cut short": async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.body()).subarray(0, 1000) });
  },
};
for (const [what, fail] of Object.entries(FAILURES)) {
  test(`WebAssembly that ${what} is load-failed, and the next call tries again`, WIRE, async ({ page }) => {
    await page.route(WASM, fail, { times: 1 });
    await open(page);
    const failed = await page.evaluate(async () => {
      const auth = make();
      return Promise.all([failure(auth.ready), failure(auth.login(me)), failure(auth.fetch("/api/something"))]);
    });
    for (const error of failed) expectError(error, { code: "load-failed", retryable: true, status: null });
    expect(failed[0].cause).toBeTruthy();
    expect(await page.evaluate(async () => (await auth.login(me)).user.username)).toBe(USER.username);
    expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
  });
}

test("a load that failed is nobody's unhandled rejection", WIRE, async ({ page }) => {
  await page.route(WASM, (route) => route.abort());
  await open(page);
  const status = await page.evaluate(async () => {
    make().install();
    await auth.ready.catch(() => {});
    return auth.status;
  });
  expect(status).toBe("loading");
});

test("a load that failed stops no foreign request", WIRE, async ({ page, server }) => {
  await page.route(WASM, (route) => route.abort());
  await open(page);
  const status = await page.evaluate(async (thirdParty) => {
    make().install();
    await auth.ready.catch(() => {});
    return (await fetch(thirdParty)).status;
  }, server.thirdParty);
  expect(status).toBe(200);
});

test.describe("a content security policy", () => {
  test("of script-src 'self' 'wasm-unsafe-eval' is enough", async ({ page }) => {
    const answer = page.waitForResponse((response) => new URL(response.url()).pathname === "/");
    await signIn(page);
    expect((await answer).headers()["content-security-policy"]).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(await page.evaluate(() => auth.status)).toBe("signed-in");
  });

  // A worker has the policy that its own script came with.
  test("without 'wasm-unsafe-eval' is load-failed, and the message says what to add", PAGE, async ({ page }) => {
    await open(page, "/without-wasm.html");
    const failed = await page.evaluate(() => failure(make().ready));
    expectError(failed, { code: "load-failed", message: expect.stringContaining("'wasm-unsafe-eval'") });
    expect(failed.cause).toContain("Content Security Policy");
  });
});

test.describe("after close()", () => {
  test.beforeEach(({ page }) => signIn(page));

  test("the state is signed-out, and the server is not told", async ({ page, server }) => {
    const state = await page.evaluate(() => {
      const events = record(auth);
      auth.close();
      auth.close();
      return [auth.status, auth.session, events];
    });
    expect(state).toEqual(["signed-out", null, []]);
    expect(await seen(server)).toEqual(["POST /api/token bare 200"]);
  });

  for (const [call, details = {}] of [
    ["login(me)"],
    [`adopt("opaque")`],
    ["logout()"],
    [`fetch("/api/something")`],
    [`url("/api/something")`, PAGE],
    ["token()", PAGE],
    ["ready"],
  ]) {
    test(`${call} is closed`, details, async ({ page }) => {
      expectError(await page.evaluate(`(auth.close(), failure(auth.${call}))`), { code: "closed", retryable: false });
    });
  }

  test("a foreign request still goes", async ({ page, server }) => {
    const status = await page.evaluate(async (thirdParty) => {
      auth.close();
      return (await auth.fetch(thirdParty)).status;
    }, server.thirdParty);
    expect(status).toBe(200);
  });

  test("a login under way is closed", async ({ page, server }) => {
    await server.faults.add({ path: "/api/token", kind: "hang" });
    const failing = page.evaluate(() => failure(auth.login(me)));
    await server.faults.held(1);
    await page.evaluate(() => auth.close());
    expectError(await failing, { code: "closed", retryable: false });
  });

  test("the keyword `using` does the same", async ({ page }) => {
    const status = await page.evaluate(() => {
      const disposable = make();
      disposable[Symbol.dispose]();
      return disposable.status;
    });
    expect(status).toBe("signed-out");
  });

  test("what was called just before reaches nobody else's session", async ({ page, server }) => {
    const { own, other } = await page.evaluate(async () => {
      const other = auth;
      await make({ name: "own" }).ready;
      const calls = [...(isolation === "page" ? [auth.token(), auth.url("/api/something")] : [null, "closed"]), auth.logout()];
      auth.close();
      const own = await Promise.all(calls.map((call) => Promise.resolve(call).then((value) => value ?? null, (error) => error.code)));
      return { own, other: [other.status, (await other.fetch("/api/something")).status] };
    });
    // Either it was done in time, with nobody signed in, or it came too late.
    const [token, url, loggedOut] = own;
    expect([null, "closed"]).toContain(token);
    expect(["/api/something", "closed"]).toContain(url);
    expect([null, "closed"]).toContain(loggedOut);
    expect(other).toEqual(["signed-in", 200]);
    expect((await seen(server)).join()).not.toContain("/api/logout");
  });

  test("others of the same page go on", async ({ page }) => {
    const status = await page.evaluate(async () => {
      const first = auth;
      await make().login(me);
      first.close();
      return (await auth.fetch("/api/something")).status;
    });
    expect(status).toBe(200);
  });
});
