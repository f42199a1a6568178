// Pain 16: what is sent a second time is what was sent at first, or nothing; and who gives up, gives up for itself alone.
import { PAGE, REFRESH, WIRE, expect, open, renewals, revoke, seen, signIn, test } from "../support/jotpass.mjs";

const RENEWAL = `POST ${REFRESH.url} bare 200`;

test.describe("pain 16: sent again, the same arrives:", WIRE, () => {
  const BODIES = {
    "no body": [`undefined`, ""],
    "a text": [`"größer"`, "größer"],
    "an empty text": [`""`, ""],
    "a URLSearchParams": [`new URLSearchParams({ "a b": "c&d" })`, "a+b=c%26d"],
    "a Blob": [`new Blob(["blob"], { type: "x/y" })`, "blob"],
    "an ArrayBuffer": [`new TextEncoder().encode("bytes").buffer`, "bytes"],
    "a typed array": [`new TextEncoder().encode("bytes").subarray(1)`, "ytes"],
    "a FormData with a file": [
      `(() => { const data = new FormData(); data.append("name", "value"); data.append("f", new File(["file"], "f.txt")); return data; })()`,
      expect.stringMatching(/name="name"\r\n\r\nvalue\r\n[^]*filename="f.txt"[^]*\r\n\r\nfile\r\n/),
    ],
  };
  for (const [what, [body, text]] of Object.entries(BODIES)) {
    test(`${what}, in init and in a Request`, async ({ page, server }) => {
      await signIn(page, { refresh: REFRESH });
      const wire = [];
      page.on("request", async (request) => {
        if (!request.url().endsWith("/api/echo")) return;
        const { "x-access-token": token, ...headers } = await request.allHeaders();
        // The browser thinks of a boundary whenever it writes a form.
        const type = headers["content-type"]?.replace(/boundary=.*/, "boundary");
        wire.push({ token, type, own: headers["x-own"], method: request.method() });
      });
      for (const wrap of ["", "new Request"]) {
        await revoke(page, server);
        wire.length = 0;
        const init = `{ method: "PUT", body: ${body}, headers: { "x-own": "1" } }`;
        const args = wrap ? `new Request("/api/echo", ${init})` : `"/api/echo", ${init}`;
        const echo = await page.evaluate(`auth.fetch(${args}).then((answer) => answer.json())`);
        expect([echo.method, echo.body]).toEqual(["PUT", text]);
        expect(await seen(server)).toEqual(["PUT /api/echo x-access-token 401", RENEWAL, "PUT /api/echo x-access-token 200"]);
        await expect.poll(() => wire.length).toBe(2);
        const [first, second] = wire;
        expect({ ...second, token: first.token }).toEqual(first);
        expect(second.token).not.toBe(first.token);
      }
    });
  }
});

test.describe("pain 16: a stream, of which nothing is left,", PAGE, () => {
  // Browsers send streams over HTTP/2 only. The package takes the fetch that it finds when it is loaded, and here that is one that
  // reads what it is given, keeps it, and says 401.
  test.beforeEach(async ({ page }) => {
    await page.addInitScript(() => {
      window.sent = [];
      const native = window.fetch;
      window.fetch = async (input, init) => {
        if (!(input.url ?? `${input}`).endsWith("/api/echo")) return native(input, init);
        const request = new Request(input, init);
        sent.push(await request.text());
        return new Response("refused", { status: 401 });
      };
    });
    await signIn(page, { refresh: REFRESH });
    await page.evaluate(() => {
      window.stream = () => new Blob(["streamed"]).stream();
      window.init = () => ({ method: "POST", body: stream(), duplex: "half" });
    });
  });

  for (const args of [
    `"/api/echo", init()`,
    `new Request("/api/echo", init())`,
    `new Request(new Request("/api/echo", init()), { headers: { "x-own": "1" } })`,
    `new Request("/api/echo", init()), { headers: { "x-own": "1" } }`,
    `new Request("/api/echo", { method: "POST", body: "text" }), { body: stream(), duplex: "half" }`,
  ]) {
    test(`is never sent again, and its caller gets the 401: ${args}`, async ({ page }) => {
      const answer = await page.evaluate(`auth.fetch(${args}).then(async (answer) => [answer.status, await answer.text()])`);
      expect(answer).toEqual([401, "refused"]);
      expect(await page.evaluate(() => sent)).toEqual(["streamed"]);
    });
  }

  test("is the only one: a text by the same way is sent twice", async ({ page }) => {
    await page.evaluate(() => auth.fetch("/api/echo", { method: "POST", body: "text" }));
    expect(await page.evaluate(() => sent)).toEqual(["text", "text"]);
  });

  test("leaves the token renewed for whoever comes next", async ({ page, server }) => {
    await revoke(page, server);
    await page.evaluate(() => auth.fetch("/api/echo", init()));
    expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
    expect(await renewals(server)).toBe(1);
  });
});

test.describe("pain 16: an abort", () => {
  test.beforeEach(async ({ page, server }) => {
    await page.clock.install();
    await signIn(page, { refresh: REFRESH });
    await page.clock.setSystemTime(Date.now() + 3_600_000);
    await server.clearLog();
    await server.faults.add({ path: REFRESH.url, kind: "hang", times: 1 });
  });

  test("by one caller never kills the renewal that others wait for", async ({ page, server }) => {
    const outcome = page.evaluate(async () => {
      window.controller = new AbortController();
      const { signal } = controller;
      const reasonOf = (call) => call.then(() => "answered", (reason) => reason === signal.reason);
      // The one that gives up is the one that began it.
      const aborted = [auth.fetch("/api/something", { signal }), auth.fetch(new Request("/api/something", { signal }))].map(
        reasonOf,
      );
      const other = auth.fetch("/api/something");
      const session = auth.refresh();
      window.gaveUp = Promise.all(aborted);
      return [await gaveUp, (await other).status, (await session) === auth.session];
    });
    await server.faults.held(1);
    await page.evaluate(() => (controller.abort({ why: "left" }), gaveUp));
    await server.faults.release();
    expect(await outcome).toEqual([[true, true], 200, true]);
    expect(await seen(server)).toEqual([RENEWAL, "GET /api/something x-access-token 200"]);
  });

  test("by all callers leaves the renewal to those who come later", async ({ page, server }) => {
    const gaveUp = page.evaluate(() => {
      window.controller = new AbortController();
      return auth.fetch("/api/something", { signal: controller.signal }).catch((error) => error.name);
    });
    await server.faults.held(1);
    await page.evaluate(() => controller.abort());
    expect(await gaveUp).toBe("AbortError");
    await server.faults.release();
    expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
    expect(await renewals(server)).toBe(1);
  });

  test("by AbortSignal.timeout() bounds the whole: the waiting, too", async ({ page, server }) => {
    const name = await page.evaluate(() =>
      auth.fetch("/api/something", { signal: AbortSignal.timeout(300) }).catch((error) => error.name),
    );
    expect(name).toBe("TimeoutError");
    await server.faults.release();
    expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
    expect(await renewals(server)).toBe(1);
  });

  test("of who has aborted before rejects at once, and begins no renewal", async ({ page, server }) => {
    const reason = await page.evaluate(() =>
      auth.fetch("/api/something", { signal: AbortSignal.abort("before") }).catch((reason) => reason),
    );
    expect(reason).toBe("before");
    expect(await seen(server)).toEqual([]);
  });
});

test.describe("pain 16: an abort after the 401", () => {
  test.beforeEach(async ({ page, server }) => {
    await signIn(page, { refresh: REFRESH });
    await revoke(page, server);
    await page.evaluate(() => {
      window.controller = new AbortController();
      window.call = () => auth.fetch("/api/something", { signal: controller.signal }).catch((reason) => reason);
    });
  });

  test("rejects with its very reason, and nothing is sent again", async ({ page, server }) => {
    await server.faults.add({ path: REFRESH.url, kind: "hang", times: 1 });
    const reason = page.evaluate(() => call());
    await server.faults.held(1);
    await page.evaluate(() => controller.abort("left"));
    expect(await reason).toBe("left");
    await server.faults.release();
    await page.evaluate(() => auth.refresh());
    expect((await seen(server)).filter((call) => call.startsWith("GET"))).toEqual(["GET /api/something x-access-token 401"]);
  });

  test("reaches the second sending, too", async ({ page, server }) => {
    await server.faults.add({ path: REFRESH.url, kind: "hang", times: 1 });
    const reason = page.evaluate(() => call());
    await server.faults.held(1);
    await server.faults.add({ path: "/api/something", kind: "hang" });
    await server.faults.release();
    await server.faults.held(1);
    await page.evaluate(() => controller.abort("left"));
    expect(await reason).toBe("left");
  });
});

test("a Request may be used once more after it was sent: it is the caller's", async ({ page, server }) => {
  await open(page);
  await page.evaluate((refresh) => make({ refresh }).login(me), REFRESH);
  await revoke(page, server);
  const statuses = await page.evaluate(async () => {
    const request = new Request("/api/something");
    return [(await auth.fetch(request)).status, request.headers.has("x-access-token"), (await auth.fetch(request)).status];
  });
  expect(statuses).toEqual([200, false, 200]);
});
