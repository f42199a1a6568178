// What a careless page or a hostile script may give to fetch, and what others who have wrapped it do with what they get.
import { expect, open, seen, signIn, test } from "../support/jotpass.mjs";

const FIELD = { attach: { to: ["/api"], field: "access_token" } };

test.describe("a redirect to a stranger", () => {
  for (const init of [`{ redirect: new String("follow") }`, `{ redirect: ["follow"] }`, `{ redirect: { toString: () => "follow" } }`]) {
    test(`gets no token, however the caller says follow: ${init}`, async ({ page, server }) => {
      await signIn(page, { attach: { to: ["/api"] } });
      await server.faults.add({ path: "/api/something", kind: "redirect", status: 307, to: `${server.thirdParty}/thief` });
      await page.evaluate(`auth.fetch("/api/something", ${init}).catch(() => {})`);
      const { entries } = await server.log();
      const stolen = entries.filter(({ origin }) => origin === "third-party");
      expect(stolen.length).toBeGreaterThan(0);
      expect(stolen.flatMap(({ transports }) => transports)).toEqual([]);
    });
  }

  test("that was being learned when the user signed out ends in login-required, and the token is shown no more", async ({ page, server }) => {
    await signIn(page, { attach: { to: ["/api"] } });
    await server.clearLog();
    await server.faults.add({ path: "/api/something", kind: "redirect", status: 302, to: "/api/echo", times: 2 });
    const code = await page.evaluate(async () => {
      const { fetch: native } = window;
      // The second request is the one that learns.
      let count = 0;
      const wrapped = async (...args) => {
        if (++count === 2) auth.logout();
        return native(...args);
      };
      window.fetch = wrapped;
      auth.install();
      return fetch("/api/something").then(({ status }) => status, ({ code }) => code);
    });
    expect(code).toBe("login-required");
    expect((await seen(server)).filter((line) => line.includes("/api/echo") && !line.includes("bare"))).toEqual([]);
  });
});

test.describe("a wrapper beneath the hook", () => {
  test.beforeEach(({ page }) => signIn(page));

  test("that merges headers as an object loses none, nor the token", async ({ page }) => {
    const echo = await page.evaluate(async () => {
      const native = window.fetch;
      window.fetch = (input, init = {}) => native(input, { ...init, headers: { traceparent: "00-1", ...init.headers } });
      auth.install();
      const answer = await fetch("/api/echo", { method: "POST", body: "x", headers: { "X-Mine": "1" } });
      return (await answer.json()).headers;
    });
    expect(echo).toMatchObject({ traceparent: "00-1", "x-mine": "1" });
    expect(echo["x-access-token"]).toBeDefined();
  });

  test("that calls for something else first gets the token for that, too", async ({ page, server }) => {
    await server.clearLog();
    await page.evaluate(async () => {
      const native = window.fetch;
      let isFirst = true;
      window.fetch = (...args) => {
        if (isFirst) {
          isFirst = false;
          window.before = window.fetch("/api/something?first");
        }
        return native(...args);
      };
      auth.install();
      await fetch("/api/something");
      await window.before;
    });
    const something = "x-access-token 200";
    expect((await seen(server)).sort()).toEqual([`GET /api/something ${something}`, `GET /api/something?first ${something}`]);
  });

  test("that answers with what is no Response gives its caller just that", async ({ page }) => {
    const answer = await page.evaluate(async () => {
      window.fetch = async () => ({ ok: true, status: 200, json: async () => 7 });
      auth.install();
      return (await fetch("/api/something")).json();
    });
    expect(answer).toBe(7);
  });
});

test("a header whose name is no text is sent as the native fetch sends it", async ({ page }) => {
  await signIn(page);
  const headers = await page.evaluate(async () => {
    const init = { method: "POST", body: "x", headers: [[1, "a"], ["x-b", 2]] };
    return (await (await auth.fetch("/api/echo", init)).json()).headers;
  });
  expect(headers).toMatchObject({ 1: "a", "x-b": "2" });
});

test("a form that cannot be read as text keeps its body, and carries the token in the header", async ({ page }) => {
  await signIn(page, FIELD);
  const echo = await page.evaluate(async () => {
    const body = new FormData();
    body.append("a", "1");
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return (await auth.fetch("/api/echo", { method: "POST", body, headers })).json();
  });
  expect(echo.body).toContain('name="a"');
  expect(echo.headers["x-access-token"]).toBeDefined();
});

test("a CSRF cookie that no header can carry keeps no request from being sent", async ({ page }) => {
  await open(page);
  const status = await page.evaluate(async () => {
    document.cookie = "XSRF-TOKEN=%E2%82%AC";
    const auth = make({ tokenUrl: "/api/token?cookie=all", attach: { to: ["/api"], cookie: true } });
    await auth.adopt({ expiresIn: 60 });
    return (await auth.fetch("/api/public")).status;
  });
  expect(status).toBe(200);
});

test("what waits for WebAssembly leaves no listener on its caller's signal", async ({ page }) => {
  await open(page);
  const count = await page.evaluate(async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener } = AbortSignal.prototype;
    signal.addEventListener = (type, listener, options) => {
      listeners += 1;
      options?.signal?.addEventListener("abort", () => (listeners -= 1));
      return addEventListener.call(signal, type, listener, options);
    };
    const auth = make();
    await Promise.all(Array.from({ length: 5 }, () => auth.fetch("/api/public", { signal })));
    return listeners;
  });
  expect(count).toBe(0);
});
