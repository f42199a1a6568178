// A trap in the module, made from outside (pages/traps.js): what was pending fails at once, a fresh instance goes on, and the
// session survives, against a server that ends it when a refresh token is spent twice.
import { expect, open, test } from "../support/jotpass.mjs";

/** Signs in as `auth` on the page whose module can be made to trap, and keeps the codes of its warnings in `warnings`. */
async function signIn(page, options = {}) {
  await open(page, "/trapped.html");
  await page.evaluate((options) => {
    make({ refresh: { url: "/api/token/refresh" }, ...options });
    window.warnings = [];
    auth.on("warning", ({ code }) => warnings.push(code));
    return auth.login(me);
  }, options);
}

/** The next time the page enters the module it traps; that is now. */
const trap = (page) => page.evaluate(() => breakNow());

const status = (page) => page.evaluate(async () => (await auth.fetch("/api/something")).status);
const INTERNAL = { code: "internal", isInTime: true };

test.describe("pain 8: wherever it traps in a session's life, what is pending fails, the session goes on, and no token is spent twice", () => {
  // Every point would take minutes. These are spread over the whole life, and another share of it for each storage.
  const STEP = 8;
  for (const [first, storage] of ["memory", "indexeddb"].entries()) {
    test(storage, async ({ page }) => {
      test.setTimeout(60_000);
      await open(page, "/trapped.html");
      const { problems, points } = await page.evaluate(
        ([storage, first, step]) => sweep(storage, first, step),
        [storage, first * 3, STEP],
      );
      expect(problems).toEqual([]);
      expect(points).toBeGreaterThan(50);
    });
  }
});

for (const storage of ["memory", "local", "indexeddb"]) {
  test(`pain 8: a trap in mid-renewal rejects all that is pending within 100 ms, and the answer still counts: ${storage}`, async ({ page, server }) => {
    await signIn(page, { storage });
    await server.faults.add({ path: "/api/token/refresh", kind: "hang", times: 1 });
    await page.evaluate(() => {
      passLife();
      const fetches = Array.from({ length: 3 }, () => outcome(() => auth.fetch("/api/something")));
      window.pending = Promise.all([...fetches, outcome(() => auth.refresh()), outcome(() => auth.token())]);
    });
    await server.faults.held(1);
    await trap(page);
    expect(await page.evaluate(() => pending)).toEqual(Array(5).fill(INTERNAL));
    const next = status(page);
    await server.faults.release();
    expect(await next).toBe(200);
    expect(await page.evaluate(() => warnings)).toEqual(["internal"]);
    expect(await server.count("/api/token/refresh")).toBe(1);
    // The next refresh token is in use, not the one that was spent.
    await page.evaluate(() => auth.refresh());
    expect(await status(page)).toBe(200);
  });
}

test("pain 8: several traps while a renewal's answer is under way do not lose it", async ({ page, server }) => {
  await signIn(page);
  await server.faults.add({ path: "/api/token/refresh", kind: "hang", times: 1 });
  await page.evaluate(() => void (window.pending = outcome(() => auth.refresh())));
  await server.faults.held(1);
  for (let i = 0; i < 3; i++) {
    await trap(page);
    await page.evaluate(() => auth.ready);
  }
  expect(await page.evaluate(() => pending)).toEqual(INTERNAL);
  await server.faults.release();
  await page.evaluate(() => auth.refresh());
  expect(await status(page)).toBe(200);
  expect(await page.evaluate(() => [auth.status, traps.refusals])).toEqual(["signed-in", []]);
});

test("pain 8: a login under way is rejected, and the next one is done", async ({ page, server }) => {
  await signIn(page);
  await page.evaluate(() => auth.logout());
  await server.faults.add({ path: "/api/token", kind: "hang", times: 1 });
  await page.evaluate(() => void (window.pending = outcome(() => auth.login(me))));
  await server.faults.held(1);
  await trap(page);
  expect(await page.evaluate(() => pending)).toEqual(INTERNAL);
  await server.faults.release();
  await server.faults.clear();
  expect(await page.evaluate(() => auth.login(me).then(({ user }) => user.username))).toBe("ann");
  expect(await status(page)).toBe(200);
});

test("pain 8: those who wait for a login are rejected", async ({ page }) => {
  await signIn(page, { signedOut: "wait" });
  await page.evaluate(async () => {
    await auth.logout();
    const asked = when(auth, "login-required");
    window.pending = outcome(() => auth.fetch("/api/something"));
    await asked;
  });
  await trap(page);
  expect(await page.evaluate(() => pending)).toEqual(INTERNAL);
});

test("pain 8: a trap in a call out of a listener ends the call that the listener was told by, and no other instance", async ({ page }) => {
  await signIn(page);
  const codes = await page.evaluate(async () => {
    let nested;
    const stop = auth.on("signed-in", () => {
      stop();
      traps.isListening = true;
      traps.arm(0);
      nested = outcome(() => auth.fetch("/api/something"));
      traps.isListening = false;
    });
    const outer = await outcome(() => auth.login(me));
    return [outer, await nested];
  });
  expect(codes).toEqual([INTERNAL, INTERNAL]);
  expect(await page.evaluate(() => traps.fromTheGrave)).toBe(0);
  await page.evaluate(() => auth.login(me));
  expect(await status(page)).toBe(200);
  expect(await page.evaluate(() => warnings)).toEqual(["internal"]);
});

test("pain 8: the session is back by itself, with nobody calling", async ({ page }) => {
  await signIn(page);
  const statuses = await page.evaluate(async () => {
    const back = new Promise((resolve) =>
      auth.subscribe(() => auth.status === "signed-in" && resolve(auth.session.user.username)),
    );
    breakNow();
    return [auth.status, await back];
  });
  expect(statuses).toEqual(["loading", "ann"]);
});

test("pain 8: all objects of the page recover, and may be called from the first warning on", async ({ page, server }) => {
  await signIn(page, { name: "first" });
  const seen = await page.evaluate(async () => {
    const first = auth;
    const second = make({ name: "second" });
    await second.login(me);
    const answers = [];
    first.on("warning", () => answers.push(outcome(second.fetch("/api/something"))));
    second.on("warning", () => answers.push(outcome(first.fetch("/api/something"))));
    breakNow();
    await Promise.all([first.ready, second.ready]);
    return Promise.all(answers);
  });
  expect(seen).toEqual([{ value: 200 }, { value: 200 }]);
  expect(await server.count("/api/something")).toBe(2);
});

test("pain 8: a trap at the start rejects ready, and the next call starts again", async ({ page }) => {
  await open(page, "/trapped.html");
  const seen = await page.evaluate(async () => {
    await make().ready;
    traps.arm(0);
    const failed = await outcome(() => make().ready);
    await auth.login(me);
    return [failed, auth.status];
  });
  expect(seen).toEqual([INTERNAL, "signed-in"]);
});

test("pain 8: where no new instance can be had, what is pending is rejected all the same, and the next call tries again", async ({ page, server }) => {
  await signIn(page);
  await server.faults.add({ path: "/api/token/refresh", kind: "hang", times: 1 });
  await page.evaluate(() => void (window.pending = outcome(() => auth.refresh())));
  await server.faults.held(1);
  await page.evaluate(() => {
    const { Instance } = WebAssembly;
    WebAssembly.Instance = function () {
      WebAssembly.Instance = Instance;
      throw new RangeError("Out of memory: Cannot allocate Wasm memory for new instance");
    };
    breakNow();
  });
  expect(await page.evaluate(() => pending)).toEqual(INTERNAL);
  await server.faults.release();
  expect(await status(page)).toBe(200);
});

test.describe("a module that always traps", () => {
  test("pain 8: rejects each call, and is not started over and over", async ({ page }) => {
    await page.clock.install();
    await signIn(page);
    await page.evaluate(() => void (traps.isBroken = true));
    await trap(page);
    await page.clock.runFor("01:00:00");
    expect(await page.evaluate(() => warnings.length)).toBeLessThan(3);
    // Each call is a try, and its failure known: that it broke again, or could not even be loaded.
    const failed = await page.evaluate(() =>
      Promise.all([auth.fetch("/api/something"), auth.token(), auth.logout()].map(outcome)),
    );
    for (const { code } of failed) expect(["internal", "load-failed"]).toContain(code);
    expect(await page.evaluate(() => [auth.status, traps.thrown < 20])).toEqual(["loading", true]);
    await page.evaluate(() => void (traps.isBroken = false));
    expect(await status(page)).toBe(200);
  });

  test("pain 8: as soon as it runs, is left alone after the second time", async ({ page }) => {
    await page.clock.install();
    await signIn(page);
    const times = await page.evaluateHandle(() => {
      const times = [];
      auth.on("warning", () => times.push(performance.now()));
      // It starts well each time, which takes no more than a turn, and breaks when the clock wakes it.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => traps.arm(0);
      traps.arm(0);
      auth.subscribe(() => port2.postMessage(null));
      return times;
    });
    // Until the token is to be renewed, and then in steps, so that what is no timer has its turn.
    await page.clock.runFor("10:00");
    for (let i = 0; i < 20; i++) await page.clock.runFor(2000);
    expect(await times.evaluate((times) => times.length)).toBe(2);
  });
});
