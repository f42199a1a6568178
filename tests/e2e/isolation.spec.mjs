// The token out of the page's reach: what `isolation` changes for the app, and what it does not.
import { OTHER, expect, expectError, open, signIn, test, withLife } from "../support/jotpass.mjs";

test("signs in, shows the token and signs out, and no WebAssembly is in the page", async ({ page, server, isolation }) => {
  await page.addInitScript(() => {
    for (const name of Object.getOwnPropertyNames(WebAssembly)) WebAssembly[name] = undefined;
  });
  await signIn(page);
  const seen = await page.evaluate(async () => {
    const { user, claims, isolation } = auth.session;
    const response = await auth.fetch("/api/something");
    await response.text();
    return { status: auth.status, user, sub: claims.sub, isolation, answer: [response.status, response.url, response.type] };
  });
  expect(seen).toMatchObject({ status: "signed-in", user: { username: "ann" }, isolation });
  expect(seen.answer).toEqual([200, `${server.url}/api/something`, "basic"]);
  const { entries } = await server.log();
  expect(entries.map(({ path, transport }) => [path, transport])).toEqual([["/api/token", null], ["/api/something", "x-access-token"]]);
  await page.evaluate(() => auth.logout());
  expect(await page.evaluate(() => [auth.status, auth.session])).toEqual(["signed-out", null]);
});

test("rejects what would give the token to the page", async ({ page }) => {
  await signIn(page);
  for (const method of ["token", "url"]) {
    const error = await page.evaluate((method) => failure(auth[method]("/api/something")), method);
    expectError(error, { code: "isolated", retryable: false });
  }
});

const UNFIT = {
  "storage": { storage: "local" },
  "attach.query": { attach: { query: "access_token" } },
  "attach.cookie": { attach: { cookie: true }, logout: false },
  "attach.redirects": { attach: { redirects: "follow" } },
};
for (const [name, options] of Object.entries(UNFIT)) {
  test(`refuses what does not go with it: ${name}`, async ({ page }) => {
    await open(page);
    const error = await page.evaluate((options) => failure(make(options).ready), options);
    expectError(error, { code: "invalid-options" });
    expect(error.message).toContain(`\`${name}\``);
  });
}

for (const name of ["expired", "login.request", "response.parse", "refresh.request", "storage"]) {
  test(`refuses at once a function, which stays in its page: ${name}`, async ({ page }) => {
    await open(page);
    const error = await page.evaluate((name) => {
      const fn = () => {};
      const storage = { getItem: fn, setItem: fn };
      const all = { expired: fn, login: { request: fn }, response: { parse: fn }, refresh: { request: fn }, storage };
      const [option] = name.split(".");
      return failure((async () => make({ [option]: all[option] }))());
    }, name);
    expectError(error, { code: "invalid-options" });
    expect(error.message).toMatch(new RegExp(`\`${name}[.\\w]*\` .* isolation`));
  });
}

test("has no hook on XMLHttpRequest", async ({ page }) => {
  await signIn(page);
  const error = await page.evaluate(() => failure((async () => auth.install({ xhr: true }))()));
  expectError(error, { code: "invalid-options" });
  expect(await page.evaluate(() => /\[native code\]/.test(XMLHttpRequest.prototype.open))).toBe(true);
});

test("install() puts it behind the global fetch, and takes it out again", async ({ page, server }) => {
  await signIn(page);
  const statuses = await page.evaluate(async () => {
    const native = fetch;
    const stop = auth.install();
    const hooked = await fetch("/api/something");
    stop();
    return [hooked.status, fetch === native, (await fetch("/api/something")).status];
  });
  expect(statuses).toEqual([200, true, 401]);
  expect(await server.count("/api/something")).toBe(2);
});

test("the entry tells by every call what is wrong with its options", async ({ page }) => {
  await open(page);
  const errors = await page.evaluate(async (isolation) => {
    const { createAuth } = await import("/pkg/worker.js");
    const auth = createAuth({ tokenUrl: "/api/token", isolation, timeout: -1 });
    return [await failure(auth.ready), await failure(auth.login(me)), await failure((async () => createAuth({ isolation: "page" }))())];
  });
  for (const error of errors) expectError(error, { code: "invalid-options" });
  expect(errors[0].message).toContain("`timeout`");
  expect(errors[2].message).toContain("`isolation`");
});

test("a name among the options may have as many dots as an address", async ({ page }) => {
  await open(page);
  const user = await page.evaluate(async () => {
    const session = await make({ login: { extra: { "https://claims.api.example.co.uk/v1.2": "x" } } }).login(me);
    return session.user.username;
  });
  expect(user).toBe("ann");
});

test("it is a shared worker unless another is named", async ({ page }) => {
  await open(page);
  const seen = await page.evaluate(async () => {
    const { createAuth, AuthError } = await import("/pkg/worker.js");
    const modes = [];
    for (const isolation of [undefined, "worker"]) {
      const auth = createAuth({ tokenUrl: "/api/token", isolation });
      modes.push((await auth.login(me)).isolation, (await auth.fetch("/api/something")).status);
      auth.close();
    }
    const auth = createAuth({ tokenUrl: "/api/token" });
    const refused = await auth.token().catch((error) => error);
    auth.close();
    return [...modes, AuthError.is(refused)];
  });
  expect(seen).toEqual(["shared-worker", 200, "worker", 200, true]);
});

test("a worker that does not load is tried again by the next call", async ({ page, server }) => {
  // Now and then Chromium does not tell of a shared worker that failed, which is then noticed by the limit of half a minute.
  test.slow();
  await server.faults.add({ path: "/pkg/jotpass_worker.js", times: 1, kind: "status", status: 503 });
  await open(page);
  const error = await page.evaluate(() => failure(make().ready));
  expectError(error, { code: "load-failed", retryable: true });
  expect(error.message).toContain("jotpass_worker.js");
  expect(await page.evaluate(async () => (await auth.login(me)).user.username)).toBe("ann");
});

test("WebAssembly that does not load in the worker is tried again by the next call", async ({ page, server }) => {
  await server.faults.add({ path: "/pkg/jotpass_bg.wasm", times: 1, kind: "status", status: 503 });
  await open(page);
  expectError(await page.evaluate(() => failure(make().ready)), { code: "load-failed", retryable: true });
  expect(await page.evaluate(async () => (await auth.login(me)).user.username)).toBe("ann");
});

test("after close() nothing works, and a logout that went before reaches the server", async ({ page, server }) => {
  await signIn(page);
  const seen = await page.evaluate(async () => {
    const logout = auth.logout();
    await new Promise((resolve) => auth.on("signed-out", resolve));
    auth.close();
    await logout;
    return [auth.status, auth.session, await failure(auth.login(me)), await failure(auth.fetch("/api/something"))];
  });
  expect(seen.slice(0, 2)).toEqual(["signed-out", null]);
  for (const error of seen.slice(2)) expectError(error, { code: "closed" });
  await expect.poll(() => server.count("/api/logout")).toBe(1);
});

test.describe("a request on its way to the worker", () => {
  test.use({ serverArgs: withLife("10m", "--user", `${OTHER.username}:${OTHER.password}`) });
  test.beforeEach(async ({ page }) => {
    // What the page posts is held back while `held` is a list.
    await page.addInitScript(() => {
      for (const prototype of [Worker.prototype, MessagePort.prototype]) {
        const { postMessage } = prototype;
        prototype.postMessage = function (message, ...rest) {
          const post = () => postMessage.call(this, message, ...rest);
          window.held && message.type === "fetch" ? held.push(post) : post();
        };
      }
    });
    await signIn(page, { refresh: { url: "/api/token/refresh" } });
    await page.evaluate(() => {
      window.held = [];
      window.answer = auth.fetch("/api/something").then(
        (response) => response.json(),
        (error) => error.code,
      );
    });
    await page.waitForFunction(() => held.length);
  });
  const arrive = (page) => page.evaluate(() => (held.splice(0).forEach((post) => post()), answer));

  test("goes in nobody else's name", async ({ page, server }) => {
    await page.evaluate((other) => auth.login(other), OTHER);
    expect(await arrive(page)).toBe("login-required");
    expect(await server.count("/api/something")).toBe(0);
  });

  test("does not go bare because somebody has signed out", async ({ page, server }) => {
    await page.evaluate(() => auth.logout());
    expect(await arrive(page)).toBe("login-required");
    expect(await server.count("/api/something")).toBe(0);
  });

  test("takes the token that was renewed meanwhile", async ({ page }) => {
    await page.evaluate(() => auth.refresh());
    expect(await arrive(page)).toMatchObject({ user: { username: "ann" } });
  });
});
