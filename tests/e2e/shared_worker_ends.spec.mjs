// A shared worker and those it does not serve, or not any more: a tab that is gone leaves nothing behind and changes nothing for the
// others, one with other options is refused, and where there is no shared worker each tab has its own.
import { startGateway } from "../support/gateway.mjs";
import { seen } from "../support/jotpass.mjs";
import {
  REFRESH, begin, calls, expect, expectAll200, inAll, login, openSignedIn, sleep, status, test as base, types,
} from "../support/tabs.mjs";

const test = base.extend({
  gateway: async ({ server }, use) => {
    const gateway = await startGateway(server.url);
    await use(gateway);
    await gateway.stop();
  },
});

/** Nobody has noticed anything since the first of these signed in, and everything works. */
async function expectUntouched(pages) {
  expect((await inAll(pages, types)).flat()).toEqual(["signed-in"]);
  expect(await inAll(pages, status)).toEqual(Array(pages.length).fill("signed-in"));
  expectAll200(await inAll(pages, (page) => calls(page, 5)), 5 * pages.length);
}

const WAYS = {
  "is closed": (page) => page.close(),
  "is left": (page) => page.goto("/without-wasm.html"),
  // No script of it runs any more, so it can say nothing.
  "crashes": async (page) => {
    const crashed = page.waitForEvent("crash");
    await page.goto("chrome://crash").catch(() => {});
    await crashed;
  },
};

for (const [how, leave] of Object.entries(WAYS)) {
  test.describe(`a tab that ${how}`, () => {
    test("in mid-renewal costs the others nothing: it goes on for them", async ({ openTab, server }) => {
      const [first, leaving, last] = await openSignedIn(openTab, 3);
      await sleep([first, leaving, last]);
      await server.faults.add({ path: REFRESH, kind: "hang", times: 1 });
      await leaving.evaluate(() => void calls(20));
      await server.faults.held(1);
      const answers = inAll([first, last], (page) => calls(page, 5));
      await leave(leaving);
      await server.faults.release();
      expectAll200(await answers, 10);
      expect(await server.count(REFRESH)).toBe(1);
    });

    test("in mid-request takes its requests along, and nobody else's", async ({ openTab, server }) => {
      const [first, leaving, last] = await openSignedIn(openTab, 3);
      await server.faults.add({ path: "/api/something", kind: "hang", times: 4 });
      await leaving.evaluate(() => void calls(3));
      await server.faults.held(3);
      const answer = calls(first);
      await server.faults.held(4);
      await leave(leaving);
      await expect.poll(() => server.faults.count()).toBe(1);
      await server.faults.release();
      expectAll200([await answer], 1);
      await expectUntouched([first, last]);
    });

    test.describe("while an answer streams", () => {
      test.use({ baseURL: async ({ gateway }, use) => use(gateway.url) });

      test("ends it at the server, and no other", async ({ openTab, gateway }) => {
        const [first, leaving] = await openSignedIn(openTab, 2);
        for (const page of [first, leaving]) {
          const chunk = await page.evaluate(async () => {
            window.reader = (await auth.fetch("/api/events")).body.getReader();
            return new TextDecoder().decode((await reader.read()).value);
          });
          expect(chunk).toBe("data: hello\n\n");
        }
        expect(gateway.streams()).toBe(2);
        await leave(leaving);
        await expect.poll(() => gateway.streams()).toBe(1);
        await expectUntouched([first]);
        expect(gateway.streams()).toBe(1);
        // So does a reader that wants no more of it.
        await first.evaluate(() => reader.cancel());
        await expect.poll(() => gateway.streams()).toBe(0);
      });
    });
  });
}

test("what a page says as it goes, and means to outlive it, is said", async ({ openTab, server }) => {
  const [first] = await openSignedIn(openTab, 2);
  // Whether an address is listed is asked before the first request to it.
  await calls(first);
  await first.evaluate(() => {
    addEventListener("pagehide", () => void auth.fetch("/api/something", { method: "POST", keepalive: true }));
    // Not into the back/forward cache, from where it could come back.
    addEventListener("unload", () => {});
  });
  await first.goto("about:blank");
  await expect.poll(() => seen(server)).toContain("POST /api/something x-access-token 200");
});

test("a request that is aborted ends at the server", async ({ openTab, server }) => {
  const page = await openTab();
  await login(page);
  await server.faults.add({ path: "/api/something", kind: "hang", times: 2 });
  await page.evaluate(() => {
    window.controller = new AbortController();
    const { signal } = controller;
    window.ends = Promise.all([1, 2].map((i) => auth.fetch(`/api/something?${i}`, { signal }).catch((reason) => reason)));
  });
  await server.faults.held(2);
  await page.evaluate(() => controller.abort("enough"));
  expect(await page.evaluate(() => ends)).toEqual(["enough", "enough"]);
  await expect.poll(() => server.faults.count()).toBe(0);
});

test.describe("a tab with other options", () => {
  const OTHERS = {
    "where the token goes": { attach: { to: ["/"] } },
    "its header": { attach: { to: ["/api"], header: "authorization" } },
    "the endpoint": { tokenUrl: "/api/other", name: "the same" },
    "how long it waits": { timeout: 5000 },
  };
  for (const [what, options] of Object.entries(OTHERS)) {
    test(`is refused as long as another is there: ${what}`, async ({ openTab, server }) => {
      const named = options.name ? { name: options.name } : {};
      const first = await openTab({ options: named });
      await login(first);
      const second = await openTab({ make: false });
      const codes = await second.evaluate(async (options) => {
        const auth = make({ refresh: { url: "/api/token/refresh" }, ...options });
        const all = [auth.ready, auth.login(me), auth.fetch("/api/something"), auth.refresh(), auth.adopt("opaque")];
        return [...(await Promise.all(all.map((call) => ending(call)))), auth.status, auth.session];
      }, options);
      expect(codes).toEqual([...Array(5).fill("other-configuration"), "loading", null]);
      expect([await server.count("/api/token"), await server.count("/api/something")]).toEqual([1, 0]);
      expect([await types(first), await calls(first)]).toEqual([["signed-in"], [200]]);

      // Of another name, it is another session.
      expect(await begin(second, { ...options, name: "another" })).toBe("signed-out");
    });
  }

  test("is served as soon as the others have gone, and has nothing of theirs", async ({ openTab }) => {
    const [first, same] = await openSignedIn(openTab, 2);
    const second = await openTab({ make: false });
    const ready = () => second.evaluate(() => ending(begin({ timeout: 5000 })));
    expect(await ready()).toBe("other-configuration");
    await first.close();
    expect(await ready()).toBe("other-configuration");
    await same.close();
    await expect.poll(ready).toBe("signed-out");
    await login(second);
    expect(await calls(second)).toEqual([200]);
  });

  test("in another order, or said in other words, is one with the same", async ({ openTab }) => {
    const first = await openTab({ options: { timeout: 5000, attach: { to: ["/api"], header: "x-access-token" } } });
    await login(first);
    const second = await openTab({ make: false });
    const found = await second.evaluate(() => {
      const { origin } = location;
      return begin({ attach: { header: "x-access-token", to: [`${origin}/api`] }, timeout: 5000, tokenUrl: new URL("/api/token", origin) });
    });
    expect([found, await calls(second)]).toEqual(["signed-in", [200]]);
  });
});

test("where there is no SharedWorker, each tab has a worker of its own, and the session says so", async ({ openTab }) => {
  const tab = { inits: [() => delete window.SharedWorker] };
  const [one, two] = [await openTab(tab), await openTab(tab)];
  await login(one);
  expect(await one.evaluate(() => auth.session.isolation)).toBe("worker");
  expect([await status(two), await calls(one), one.workers().length]).toEqual(["signed-out", [200], 1]);
});

test("no token is told to other tabs, or stored anywhere", async ({ openTab, server }) => {
  const listener = await openTab({ make: false });
  await listener.evaluate(() => {
    window.heard = [];
    // The worker has the same one, for tabs whose worker is not shared.
    new BroadcastChannel(`jotpass:${location.origin}/api/token`).onmessage = ({ data }) => heard.push(data);
  });
  const tabs = await openSignedIn(openTab, 2);
  await tabs[1].evaluate(() => auth.refresh());
  await sleep(tabs);
  expectAll200(await inAll(tabs, (page) => calls(page, 3)), 6);
  await tabs[0].evaluate(() => auth.logout());
  expect(await server.count(REFRESH)).toBe(2);
  // Of a logout, at least, the channel tells.
  await listener.waitForFunction(() => heard.length);
  const left = await listener.evaluate(async () => {
    const names = async (all) => (await all).map(({ name }) => name ?? "");
    const stored = { ...localStorage, ...sessionStorage };
    return { stored, databases: await names(indexedDB.databases()), caches: await caches.keys(), cookie: document.cookie, heard };
  });
  expect(left).toMatchObject({ stored: {}, databases: [], caches: [], cookie: "" });
  expect(JSON.stringify(left.heard)).not.toMatch(/eyJ|[\w-]{16}/);
});
