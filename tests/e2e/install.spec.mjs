// The hook on the global fetch: ours get the token, everything else reaches what was there before as if we were not.
import { expect, open, seen, signIn, test } from "../support/jotpass.mjs";

test("a listed call of the global fetch carries the token", async ({ page, server }) => {
  await signIn(page);
  await page.evaluate(async () => {
    auth.install({ fetch: true });
    await fetch("/api/something");
  });
  expect((await seen(server)).slice(1)).toEqual(["GET /api/something x-access-token 200"]);
});

test("an unlisted call carries nothing", async ({ page, server }) => {
  await signIn(page, { attach: { to: ["/api/something"] } });
  await page.evaluate(async (thirdParty) => {
    auth.install();
    await fetch("/api/public");
    await fetch(`${thirdParty}/api/something`);
  }, server.thirdParty);
  expect((await seen(server)).slice(1)).toEqual(["GET /api/public bare 200", "GET /api/something bare 200"]);
});

test("an unlisted call reaches what was there before synchronously, with the caller's very arguments", async ({ page, server }) => {
  await signIn(page, { attach: { to: ["/api/something"] } });
  const passed = await page.evaluate((thirdParty) => {
    let got;
    const answer = Promise.resolve(new Response());
    globalThis.fetch = (...args) => {
      got = args;
      return answer;
    };
    auth.install();
    const init = { headers: { "x-own": "1" } };
    const calls = [
      [new Request("/other"), init],
      [new URL("/other", location.href)],
      ["/other", undefined, "a third"],
      [thirdParty, init],
      [{ toString: () => "/other" }],
      ["http://"],
      [],
    ];
    return calls.map((args) => {
      got = null;
      const returned = fetch(...args);
      return returned === answer && got?.length === args.length && args.every((arg, i) => arg === got[i]);
    });
  }, server.thirdParty);
  expect(passed).toEqual(Array(7).fill(true));
});

test("what was there before keeps its `this`", async ({ page }) => {
  await signIn(page);
  const isWindow = await page.evaluate(() => {
    let self;
    globalThis.fetch = function () {
      "use strict";
      self = this;
      return Promise.resolve(new Response());
    };
    auth.install();
    window.fetch("/other");
    return self === window;
  });
  expect(isWindow).toBe(true);
});

test("looks like the native one", async ({ page }) => {
  await signIn(page);
  const looks = await page.evaluate(() => {
    auth.install();
    return [fetch.name, fetch.length, Object.keys(window).includes("fetch"), window.fetch === globalThis.fetch];
  });
  expect(looks).toEqual(["fetch", 1, true, true]);
});

test("is installed once, however often that is asked for", async ({ page }) => {
  await open(page);
  const same = await page.evaluate(async () => {
    const native = fetch;
    make();
    const stop = auth.install();
    const hook = fetch;
    const again = auth.install({ fetch: true });
    const once = stop === again && fetch === hook;
    stop();
    again();
    return { once, restored: fetch === native };
  });
  expect(same).toEqual({ once: true, restored: true });
});

test("can be installed again after it was taken out, and the old stop does nothing to the new hook", async ({ page, server }) => {
  await signIn(page);
  await page.evaluate(async () => {
    const stop = auth.install();
    stop();
    auth.install();
    stop();
    await fetch("/api/something");
  });
  expect((await seen(server)).slice(1)).toEqual(["GET /api/something x-access-token 200"]);
});

test("install({ fetch: false }) hooks nothing", async ({ page }) => {
  await open(page);
  const untouched = await page.evaluate(() => {
    const native = fetch;
    const stop = make().install({ fetch: false });
    const untouched = fetch === native;
    stop();
    return untouched && fetch === native;
  });
  expect(untouched).toBe(true);
});

test("close() takes the hook out", async ({ page }) => {
  await open(page);
  const restored = await page.evaluate(() => {
    const native = fetch;
    make().install();
    auth.close();
    return fetch === native;
  });
  expect(restored).toBe(true);
});

test.describe("beside somebody else's hook", () => {
  /** Another library's hook, which counts what passes and restores what it found. */
  const OTHER = () => {
    window.passed = 0;
    window.hookOther = () => {
      const before = globalThis.fetch;
      globalThis.fetch = (...args) => (passed++, before(...args));
      return () => (globalThis.fetch = before);
    };
  };
  test.beforeEach(async ({ page }) => {
    await signIn(page);
    await page.evaluate(OTHER);
  });

  test("that came before, taken out in the order of a stack", async ({ page }) => {
    const result = await page.evaluate(async () => {
      const native = fetch;
      const stopOther = hookOther();
      const stop = auth.install();
      await fetch("/other");
      stop();
      await fetch("/other");
      stopOther();
      return [passed, fetch === native];
    });
    expect(result).toEqual([2, true]);
  });

  test("that came before, taken out first", async ({ page, server }) => {
    const restored = await page.evaluate(async () => {
      const native = fetch;
      const stopOther = hookOther();
      const stop = auth.install();
      stopOther();
      stop();
      await fetch("/api/something");
      return fetch === native;
    });
    expect(restored).toBe(true);
    expect((await seen(server)).slice(1)).toEqual(["GET /api/something bare 401"]);
  });

  test("that came after, taken out last: it goes on, without a token", async ({ page, server }) => {
    const result = await page.evaluate(async () => {
      const native = fetch;
      const stop = auth.install();
      const stopOther = hookOther();
      stop();
      await fetch("/api/something");
      stopOther();
      await fetch("/api/something");
      return [passed, fetch.name, native.name];
    });
    expect(result).toEqual([1, "fetch", "fetch"]);
    expect((await seen(server)).slice(1)).toEqual(Array(2).fill("GET /api/something bare 401"));
  });

  test("that came after, in the order of a stack", async ({ page, server }) => {
    const restored = await page.evaluate(async () => {
      const native = fetch;
      const stop = auth.install();
      const stopOther = hookOther();
      await fetch("/api/something");
      stopOther();
      stop();
      return [passed, fetch === native];
    });
    expect(restored).toEqual([1, true]);
    expect((await seen(server)).slice(1)).toEqual(["GET /api/something x-access-token 200"]);
  });

  test("that came after: installing again puts a working hook on top", async ({ page, server }) => {
    await page.evaluate(async () => {
      const stop = auth.install();
      hookOther();
      stop();
      auth.install();
      await fetch("/api/something");
    });
    expect((await seen(server)).slice(1)).toEqual(["GET /api/something x-access-token 200"]);
  });

  test("a hook that came before install() sees what is sent through the hook, and nothing of auth itself", async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const calls = [];
      const before = globalThis.fetch;
      globalThis.fetch = (input, init) => {
        const request = new Request(input, init);
        calls.push(`${new URL(request.url).pathname} ${[...request.headers.keys()]}`);
        return before(input, init);
      };
      auth.install();
      await fetch("/api/something");
      await fetch("/api/something", { headers: { "x-mine": "1" } });
      await fetch("/index.html");
      await auth.fetch("/api/something");
      await auth.login(me);
      await auth.logout();
      return calls;
    });
    expect(seen).toEqual([
      "/api/something x-access-token",
      "/api/something x-access-token,x-mine",
      "/index.html ",
    ]);
  });

  test("that came between two of ours and goes first leaves nothing of them", async ({ page }) => {
    const restored = await page.evaluate(() => {
      const native = fetch;
      const stop = auth.install();
      const first = fetch;
      window.fetch = (...args) => first(...args);
      auth.install();
      window.fetch = first;
      stop();
      return fetch === native;
    });
    expect(restored).toBe(true);
  });

  test("that came between two of ours leads no request through both", async ({ page, server }) => {
    await page.evaluate(async () => {
      auth.install();
      hookOther();
      // Less specific, so that it would take what the first has let pass.
      const other = createAuth({ tokenUrl: "/api/token", name: "other", attach: { to: ["/"], header: "authorization" } });
      await other.login(me);
      other.install();
      await fetch("/api/something");
    });
    const { entries } = await server.log();
    const shown = entries.filter(({ path }) => path === "/api/something").map(({ transports }) => transports);
    expect(shown).toEqual([["x-access-token"]]);
  });
});

test("of two objects the one with the more specific list shows its token, whichever was installed first", async ({ page, server }) => {
  await open(page);
  for (const order of [0, 1]) {
    await page.evaluate(async (order) => {
      const one = createAuth({ tokenUrl: "/api/token", name: "one", attach: { to: ["/api"] } });
      const two = createAuth({ tokenUrl: "/api/token", name: "two", attach: { to: ["/api/public"], header: "authorization" } });
      await Promise.all([one.login(me), two.login(me)]);
      const stops = (order ? [two, one] : [one, two]).map((auth) => auth.install());
      await fetch("/api/something");
      await fetch("/api/public");
      stops.forEach((stop) => stop());
    }, order);
  }
  const calls = (await seen(server)).filter((call) => call.startsWith("GET"));
  const both = ["GET /api/something x-access-token 200", "GET /api/public bearer 200"];
  expect(calls).toEqual([...both, ...both]);
});

test("of two objects neither shows its token where a redirect leads to a place of the other's", async ({ page, server }) => {
  await open(page);
  await server.faults.add({ path: "/api/something", kind: "redirect", status: 302, to: "/api/public" });
  await page.evaluate(async () => {
    const one = createAuth({ tokenUrl: "/api/token", name: "one", attach: { to: ["/api"] } });
    const two = createAuth({ tokenUrl: "/api/token", name: "two", attach: { to: ["/api/public"], header: "authorization" } });
    await Promise.all([one.login(me), two.login(me)]);
    one.install();
    two.install();
    await fetch("/api/something");
  });
  const landed = (await seen(server)).filter((call) => call.startsWith("GET /api/public"));
  expect(landed).toEqual(["GET /api/public bare 200"]);
});

test("two objects, each with its own list, share the global fetch", async ({ page, server }) => {
  await open(page);
  await page.evaluate(async () => {
    const one = createAuth({ tokenUrl: "/api/token", attach: { to: ["/api/something"] } });
    const two = createAuth({ tokenUrl: "/api/token", attach: { to: ["/api/public"], header: "authorization" } });
    await Promise.all([one.login(me), two.login(me)]);
    one.install();
    two.install();
    await fetch("/api/something");
    await fetch("/api/public");
  });
  const calls = (await seen(server)).slice(2);
  expect(calls).toEqual(["GET /api/something x-access-token 200", "GET /api/public bearer 200"]);
});
