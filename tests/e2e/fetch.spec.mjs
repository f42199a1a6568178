// Which requests carry the token, how, and that everything else about them stays as the caller made it. What arrived is
// what the server says.
import { expect, expectError, nextRequest, open, seen, signIn, test } from "../support/jotpass.mjs";

const after = async (server, login = 1) => (await seen(server)).slice(login);

test.describe("the token goes", () => {
  test("to a listed place", async ({ page, server }) => {
    await signIn(page);
    expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
    expect(await after(server)).toEqual(["GET /api/something x-access-token 200"]);
  });

  test("to every place of tokenUrl's origin, when no list is given", async ({ page, server }) => {
    await signIn(page, { attach: undefined });
    await page.evaluate(() => auth.fetch("/api/something"));
    expect(await after(server)).toEqual(["GET /api/something x-access-token 200"]);
  });

  test("not to an unlisted path of a listed origin", async ({ page, server }) => {
    await signIn(page, { attach: { to: ["/api/something"] } });
    await page.evaluate(() => auth.fetch("/api/public"));
    await page.evaluate(() => auth.fetch("/api/somethings"));
    expect(await after(server)).toEqual(["GET /api/public bare 200", "GET /api/somethings bare 404"]);
  });

  test("not to a third party", async ({ page, server }) => {
    await signIn(page);
    const status = await page.evaluate(async (url) => (await auth.fetch(url)).status, `${server.thirdParty}/api/something`);
    expect(status).toBe(200);
    expect(await after(server)).toEqual(["GET /api/something bare 200"]);
  });

  test("nowhere before a login", async ({ page, server }) => {
    await open(page);
    expect(await page.evaluate(async () => (await make().fetch("/api/something")).status)).toBe(401);
    expect(await seen(server)).toEqual(["GET /api/something bare 401"]);
  });
});

test.describe("where the page's own policy is no hindrance, the token goes", () => {
  test.use({ bypassCSP: true });

  test("to the place that a relative address means under the page's <base> of that moment", async ({ page, server }) => {
    await signIn(page);
    await page.evaluate(async () => {
      const base = document.createElement("base");
      document.head.append(base);
      for (base.href of ["/api/", "/api/other/"]) await auth.fetch("something");
    });
    expect(await after(server)).toEqual(["GET /api/something x-access-token 200", "GET /api/other/something x-access-token 404"]);
  });

  test("to another origin that is listed, and only there", async ({ page, server, other }) => {
    await open(page);
    await page.evaluate(async (api) => {
      await make({ tokenUrl: `${api}/api/token`, attach: undefined }).login(me);
      await auth.fetch(`${api}/api/something`);
      await auth.fetch("/api/something");
    }, other.url);
    const calls = (await seen(other)).filter((line) => !line.startsWith("OPTIONS"));
    expect(calls).toEqual(["POST /api/token bare 200", "GET /api/something x-access-token 200"]);
    expect(await seen(server)).toEqual(["GET /api/something bare 401"]);
  });
});

test.describe("the header is", () => {
  /** What one header of a request to a listed place says, and what it should be made of. */
  async function headerValue(page, attach, name) {
    await signIn(page, { attach: { to: ["/api"], ...attach } });
    const request = nextRequest(page, "/api/something");
    // Before the request: the server knows not every header, and a token it refuses is renewed.
    const token = await page.evaluate(async () => {
      const token = await auth.token();
      await auth.fetch("/api/something");
      return token;
    });
    return [(await request).headers[name], token];
  }

  test("x-access-token without a scheme, when nothing is said", async ({ page }) => {
    const [value, token] = await headerValue(page, {}, "x-access-token");
    expect(value).toBe(token);
  });

  test("Authorization with the scheme Bearer", async ({ page, server }) => {
    const [value, token] = await headerValue(page, { header: "Authorization" }, "authorization");
    expect(value).toBe(`Bearer ${token}`);
    expect(await after(server)).toEqual(["GET /api/something bearer 200"]);
  });

  test("any header with any scheme", async ({ page }) => {
    const [value, token] = await headerValue(page, { header: "x-auth", scheme: "Token" }, "x-auth");
    expect(value).toBe(`Token ${token}`);
  });

  test("Authorization without a scheme, when an empty one is asked for", async ({ page }) => {
    const [value, token] = await headerValue(page, { header: "authorization", scheme: "" }, "authorization");
    expect(value).toBe(token);
  });

  for (const [how, call] of [
    ["in init", `auth.fetch("/api/something", { headers: { "X-Access-Token": "own" } })`],
    ["in a Request", `auth.fetch(new Request("/api/something", { headers: { "x-access-token": "own" } }))`],
    ["empty", `auth.fetch("/api/something", { headers: { "x-access-token": "" } })`],
  ]) {
    test(`the caller's own where there is one: ${how}`, async ({ page }) => {
      await signIn(page);
      const request = nextRequest(page, "/api/something");
      await page.evaluate(call);
      expect((await request).headers["x-access-token"]).toBe(how === "empty" ? "" : "own");
    });
  }
});

test.describe("the caller's objects", () => {
  test.beforeEach(({ page }) => signIn(page));

  test("are read only: frozen init, Headers and Request stay as they were", async ({ page }) => {
    const { before, after, statuses } = await page.evaluate(async () => {
      const headers = new Headers({ "x-own": "1" });
      const plain = Object.freeze({ "x-own": "2" });
      const init = Object.freeze({ method: "POST", headers, body: "b" });
      const init2 = Object.freeze({ headers: plain });
      const request = new Request("/api/something", { headers: { "x-own": "3" } });
      const look = () => JSON.stringify([[...headers], plain, [...request.headers], Object.keys(init), request.bodyUsed]);
      const before = look();
      const answers = [
        await auth.fetch("/api/something", init),
        await auth.fetch("/api/something", init2),
        await auth.fetch(request),
        await auth.fetch(request, init2),
      ];
      return { before, after: look(), statuses: answers.map((answer) => answer.status) };
    });
    expect(after).toBe(before);
    expect(statuses).toEqual([200, 200, 200, 200]);
  });

  test("are read before fetch() returns: a change afterwards comes too late", async ({ page }) => {
    const echo = await page.evaluate(async () => {
      const headers = new Headers({ "x-own": "before" });
      const init = { method: "POST", body: "before", headers };
      const answer = auth.fetch("/api/echo", init);
      headers.set("x-own", "after");
      init.method = "PUT";
      return (await answer).json();
    });
    expect(echo).toMatchObject({ method: "POST", body: "before", headers: { "x-own": "before" } });
  });

  test("cannot show one address to the list and another to the network", async ({ page, server }) => {
    await page.evaluate(async (thirdParty) => {
      let asked = 0;
      const twoFaced = { toString: () => (asked++ ? `${thirdParty}/thief` : "/api/something") };
      await auth.fetch(twoFaced);
      class TwoFaced extends Request {
        get url() {
          return new URL("/api/something", location.href).href;
        }
      }
      await auth.fetch(new TwoFaced(`${thirdParty}/thief`));
    }, server.thirdParty);
    expect(await after(server)).toEqual(["GET /api/something x-access-token 200", "GET /thief bare 200"]);
  });
});

test.describe("arrives intact:", () => {
  test.beforeEach(({ page }) => signIn(page));

  const CALLS = {
    "a URL object": `auth.fetch(new URL("/api/echo?a=%20b#c", location.href))`,
    "a Request": `auth.fetch(new Request("/api/echo?a=%20b"))`,
    "a Request with its init": `auth.fetch(new Request("/api/echo?a=%20b", { method: "PUT" }), { method: "GET" })`,
    "a text": `auth.fetch("/api/echo?a=%20b")`,
  };
  for (const [what, call] of Object.entries(CALLS)) {
    test(what, async ({ page }) => {
      const echo = await page.evaluate(`${call}.then((answer) => answer.json())`);
      expect(echo).toMatchObject({ method: "GET", path: "/api/echo?a=%20b", body: "" });
    });
  }

  const BODIES = {
    "a text body": [`"häßlich ☃"`, "häßlich ☃", "text/plain;charset=UTF-8"],
    "a URLSearchParams": [`new URLSearchParams({ a: "1 2" })`, "a=1+2", "application/x-www-form-urlencoded;charset=UTF-8"],
    "a Blob": [`new Blob(["blob"], { type: "x/y" })`, "blob", "x/y"],
    "an ArrayBuffer": [`new TextEncoder().encode("bytes").buffer`, "bytes", undefined],
    "a typed array": [`new TextEncoder().encode("bytes").subarray(1)`, "ytes", undefined],
    "a FormData": [
      `(() => { const data = new FormData(); data.append("name", "value"); return data; })()`,
      expect.stringContaining('name="name"\r\n\r\nvalue\r\n'),
      expect.stringMatching(/^multipart\/form-data; boundary=/),
    ],
  };
  for (const [what, [body, text, type]] of Object.entries(BODIES)) {
    for (const input of ["init", "Request"]) {
      test(`${what} in ${input}`, async ({ page }) => {
        const init = `{ method: "POST", body: ${body} }`;
        const args = input === "init" ? `"/api/echo", ${init}` : `new Request("/api/echo", ${init})`;
        const echo = await page.evaluate(`auth.fetch(${args}).then((answer) => answer.json())`);
        expect([echo.method, echo.body, echo.headers["content-type"]]).toEqual(["POST", text, type]);
      });
    }
  }

  test("the answer, which is the browser's own", async ({ page }) => {
    const answer = await page.evaluate(async () => {
      const answer = await auth.fetch("/api/legacy");
      return [answer instanceof Response, answer.status, answer.type, answer.redirected, new URL(answer.url).pathname];
    });
    expect(answer).toEqual([true, 200, "basic", false, "/api/legacy"]);
  });

  test("a lasting 401, which signs nobody out", async ({ page, server }) => {
    await server.faults.add({ path: "/api/something", kind: "status", status: 401 });
    const answer = await page.evaluate(async () => [(await auth.fetch("/api/something")).status, auth.status]);
    expect(answer).toEqual([401, "signed-in"]);
  });
});

test.describe("an abort", () => {
  test.beforeEach(({ page }) => signIn(page));

  test("rejects with the very reason, before and during the request", async ({ page, server }) => {
    await server.faults.add({ path: "/api/something", kind: "hang" });
    const rejected = page.evaluate(async () => {
      window.controller = new AbortController();
      const reasonOf = (promise) => promise.then(String, (reason) => reason === controller.signal.reason);
      const init = { signal: controller.signal };
      const during = [auth.fetch("/api/something?1", init), auth.fetch(new Request("/api/something?2", init))].map(reasonOf);
      const result = await Promise.all(during);
      return [...result, await reasonOf(auth.fetch("/api/something", init))];
    });
    await server.faults.held(2);
    await page.evaluate(() => controller.abort({ why: "the user left" }));
    expect(await rejected).toEqual([true, true, true]);
  });

  test("with a text as reason rejects with that text, as fetch does", async ({ page }) => {
    const reason = await page.evaluate(() =>
      auth.fetch("/api/something", { signal: AbortSignal.abort("because") }).catch((reason) => reason),
    );
    expect(reason).toBe("because");
  });
});

test.describe("what is wrong with a call", () => {
  test.beforeEach(({ page }) => signIn(page));

  for (const args of [`"http://"`, `"/api/something", { method: "bad method" }`, `"/api/something", { body: "x" }`, ``]) {
    test(`is told as fetch tells it, by a rejection: fetch(${args})`, async ({ page }) => {
      const [ours, native] = await page.evaluate(`(async () => {
        const name = (call) => { try { return call().then(() => "none", (error) => error.name); } catch { return "thrown"; } };
        return [await name(() => auth.fetch(${args})), await name(() => fetch(${args}))];
      })()`);
      expect(ours).toBe(native);
    });
  }

  test("auth.fetch needs no object before the dot, and has fetch's name and length", async ({ page }) => {
    const [status, name, length] = await page.evaluate(async () => {
      const { fetch } = auth;
      return [(await fetch("/api/something")).status, fetch.name, fetch.length];
    });
    expect([status, name, length]).toEqual([200, "fetch", 1]);
  });
});

test.describe("signedOut", () => {
  test("reject: a listed request is login-required and never leaves", async ({ page, server }) => {
    await open(page);
    const failed = await page.evaluate(() => failure(make({ signedOut: "reject" }).fetch("/api/something")));
    expectError(failed, { code: "login-required", retryable: false });
    expectError(await page.evaluate(() => failure(auth.url("/api/something"))), { code: "login-required" });
    expect(await seen(server)).toEqual([]);
  });

  test("reject: every other request goes", async ({ page, server }) => {
    await open(page);
    await page.evaluate(async (thirdParty) => {
      await make({ signedOut: "reject", attach: { to: ["/api/something"] } }).fetch("/api/public");
      await auth.fetch(thirdParty);
    }, server.thirdParty);
    expect(await seen(server)).toEqual(["GET /api/public bare 200", "GET / bare 200"]);
  });
});

test.describe("url()", () => {
  /** `auth.url(target)` with the token written as TOKEN. */
  const url = (page, target) =>
    page.evaluate(async (target) => (await auth.url(target)).replace(await auth.token(), "TOKEN"), target);

  test("adds the token to a listed address, which then opens the door", async ({ page, server }) => {
    await signIn(page);
    expect(await url(page, "/api/something")).toBe(`${server.url}/api/something?access_token=TOKEN`);
    await page.evaluate(async () => fetch(await auth.url("/api/something")));
    expect(await after(server)).toEqual(["GET /api/something?access_token=[redacted] query 200"]);
  });

  test("keeps a query and a fragment", async ({ page, server }) => {
    await signIn(page);
    expect(await url(page, "/api/a?b=%20&c#d?e")).toBe(`${server.url}/api/a?b=%20&c&access_token=TOKEN#d?e`);
    expect(await url(page, "/api/a#d")).toBe(`${server.url}/api/a?access_token=TOKEN#d`);
    expect(await url(page, "/api/a#d#e,f?g")).toBe(`${server.url}/api/a?access_token=TOKEN#d#e,f?g`);
  });

  test("takes a WebSocket's address for its page's origin", async ({ page, server }) => {
    await signIn(page);
    const socket = server.url.replace("http", "ws");
    expect(await url(page, `${socket}/api/live?x`)).toBe(`${socket}/api/live?x&access_token=TOKEN`);
    expect(await url(page, `${socket}/other`)).toBe(`${socket}/other`);
    expect(await url(page, `${socket.replace("ws", "wss")}/api/live`)).toBe(`${socket.replace("ws", "wss")}/api/live`);
  });

  test("gives every other address back letter for letter", async ({ page, server }) => {
    await signIn(page);
    for (const target of ["/other", "not/listed?a#b", `${server.thirdParty}/api/something`, "data:,x", "blob:x", "http://"]) {
      expect(await url(page, target)).toBe(target);
    }
  });

  test("gives the address back when nobody is signed in", async ({ page }) => {
    await open(page);
    expect(await page.evaluate(() => make().url("/api/something"))).toBe("/api/something");
  });

  test("without attach.query rejects where the token would go", async ({ page }) => {
    await signIn(page, { attach: { to: ["/api"] } });
    const failed = await page.evaluate(() => failure(auth.url("/api/something")));
    expectError(failed, { code: "invalid-options", message: expect.stringContaining("attach.query") });
  });

  test("encodes a token that needs it", async ({ page, server }) => {
    await open(page);
    const given = await page.evaluate(async () => {
      await make().adopt("a+b/c=&d");
      return auth.url("/api/x");
    });
    expect(given).toBe(`${server.url}/api/x?access_token=a%2Bb%2Fc%3D%26d`);
  });
});

test("token() gives the token while there is one", async ({ page }) => {
  await open(page);
  const tokens = await page.evaluate(async () => {
    const before = await make().token();
    await auth.login(me);
    const during = await auth.token();
    auth.logout();
    return [before, during.split(".").length, await auth.token()];
  });
  expect(tokens).toEqual([null, 3, null]);
});

test("explain() tells what would happen, and why", async ({ page, server }) => {
  await open(page);
  const explained = await page.evaluate(async (thirdParty) => {
    const look = (target) => auth.explain(target);
    make();
    const loading = look("/api/something");
    await auth.ready;
    const signedOut = look("/api/something");
    await auth.login(me);
    return [
      loading,
      signedOut,
      look(new URL("/api/something", location.href)),
      look("/other"),
      look(thirdParty),
      look("http://"),
    ];
  }, server.thirdParty);
  expect(explained.map(({ attached }) => attached)).toEqual([false, false, true, false, false, false]);
  const reasons = [/load/, /signed.out/, /signed.in/, /path/, /origin/, /URL/];
  reasons.forEach((reason, i) => expect(explained[i].reason).toMatch(reason));
});
