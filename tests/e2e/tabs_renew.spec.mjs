// One refresh token and many tabs: whatever the platform lacks and whoever hangs, it is spent once and the session goes on.
// The server is strict: who shows a spent token loses the whole family.
import {
  LACKS, REFRESH, calls, duplicate, expect, expectAll200, expectOneRefresh, happened, inAll, login, openSignedIn, revoke, sleep,
  status, tally, test, types, withLife,
} from "../support/tabs.mjs";

const without = (storage, ...lacks) => ({ options: { storage }, inits: lacks.map((name) => LACKS[name]) });
const TAB = without("indexeddb");

/** What becomes of a call of `refresh()`. */
const refresh = (page) => page.evaluate(() => ending(auth.refresh().then(() => "renewed")));

test.describe("an expired token", () => {
  for (const storage of ["indexeddb", "local"]) {
    for (const lacks of [[], ["Web Locks"], ["BroadcastChannel"], ["Web Locks", "BroadcastChannel"]]) {
      const where = [storage, ...lacks.map((name) => `without ${name}`)].join(", ");
      test(`pain 1: 5 tabs x 20 requests, 1 refresh, 100 answers: ${where}`, async ({ openTab, server }) => {
        const tabs = await openSignedIn(openTab, 5, without(storage, ...lacks));
        await sleep(tabs);
        expect(await inAll(tabs, status)).toEqual(Array(5).fill("expired"));
        await expectOneRefresh(tabs, 20, server);
      });
    }

    test(`pain 10: a frozen holder of the lock delays 5 tabs x 20 requests by no more than 5 s: ${storage}`, async ({ openTab, server }) => {
      const frozen = await openTab({ make: false });
      await frozen.evaluate(() => new Promise((held) => navigator.locks.request(`jotpass:${location.origin}/api/token`, () => new Promise(held))));
      const tabs = await openSignedIn(openTab, 5, without(storage));
      await sleep(tabs);
      await expectOneRefresh(tabs, 20, server);
    });
  }

  for (const lacks of [[], ["Web Locks"]]) {
    const where = lacks.length ? "without Web Locks" : "which has the lock, too";
    test(`pain 10: a tab that hangs after its claim delays the others by no more than 5 s: ${where}`, async ({ openTab, server }) => {
      // No timer of it runs any more, so it cannot say that it lives; and it never gets to ask.
      const hung = await openTab({ make: false, inits: [...lacks.map((name) => LACKS[name]), stoppableTimers] });
      await hung.evaluate(() => {
        const asked = new Promise((resolve) => (window.onAsked = resolve));
        const request = () => new Promise(onAsked);
        window.asked = asked;
        return begin({ storage: "indexeddb", refresh: { request } });
      });
      await login(hung);
      const tabs = await inAll(Array(3).fill(without("indexeddb", ...lacks)), openTab);
      await sleep([hung, ...tabs]);
      await hung.evaluate(async () => {
        auth.refresh().catch(() => {});
        await asked;
        window.isStopped = true;
      });
      await expectOneRefresh(tabs, 20, server);
    });
  }

  test("pain 1: a duplicated tab and its original, 40 requests, 1 refresh", async ({ openTab, server }) => {
    const options = { storage: "session" };
    const original = await openTab({ options });
    await login(original);
    const copy = await duplicate(original, options);
    const tabs = [original, copy];
    expect(await inAll(tabs, status)).toEqual(["signed-in", "signed-in"]);
    await sleep(tabs);
    await expectOneRefresh(tabs, 20, server);
  });
});

test.describe("a token that is about to end", () => {
  test.use({ serverArgs: withLife("6s") });

  test("pain 1: 5 tabs notice by their timers, and renew it once", async ({ openTab, server }) => {
    const tabs = await openSignedIn(openTab, 5, TAB);
    await inAll(tabs, (page) => happened(page, "renewed"));
    await expectOneRefresh(tabs, 1, server);
  });
});

test.describe("a token revoked at the server", () => {
  for (const lacks of [[], ["Web Locks"], ["BroadcastChannel"]]) {
    const where = lacks.length ? `without ${lacks}` : "nothing lacks";
    test(`pain 1: 5 tabs x 20 requests, 1 refresh, 100 answers: ${where}`, async ({ openTab, server }) => {
      const tabs = await openSignedIn(openTab, 5, without("indexeddb", ...lacks));
      await revoke(tabs[0]);
      await expectOneRefresh(tabs, 20, server);
    });
  }

  for (const lacks of [[], ["BroadcastChannel"]]) {
    const where = lacks.length ? "and did not hear of the renewal" : "after the renewal of another";
    test(`pain 1: tabs that learn of it late, ${where}, send again without another refresh`, async ({ openTab, server }) => {
      const [first, ...others] = await openSignedIn(openTab, 4, without("indexeddb", ...lacks));
      await revoke(first);
      await server.faults.add({ path: "/api/something", kind: "hang", times: 3 });
      const late = inAll(others, (page) => calls(page));
      await server.faults.held(3);
      await expectOneRefresh([first], 20, server);
      await server.faults.release();
      expectAll200(await late, 3);
      expect(await server.count(REFRESH)).toBe(1);
    });
  }
});

test.describe("a logout during a renewal", () => {
  for (const who of ["the renewing tab", "another tab"]) {
    test(`pain 12: by ${who}: nobody is signed in again, and all know within 500 ms`, async ({ openTab, server }) => {
      const tabs = await openSignedIn(openTab, 4, TAB);
      const [renewing, another] = tabs;
      await server.faults.add({ path: REFRESH, kind: "hang", times: 1 });
      const renewed = refresh(renewing);
      await server.faults.held(1);
      const leaver = who === "another tab" ? another : renewing;
      const leftAt = await leaver.evaluate(() => {
        auth.logout();
        return now();
      });
      for (const page of tabs) {
        const { at, reason } = await happened(page, "signed-out");
        expect(at - leftAt).toBeLessThan(500);
        expect(reason).toBe(page === leaver ? "logout" : "other-tab");
      }
      expect(await renewed).toBe("login-required");

      const answer = renewing.waitForResponse((response) => response.url().endsWith(REFRESH));
      await server.faults.release();
      await (await answer).finished();
      expect(tally((await inAll(tabs, (page) => calls(page))).flat())).toEqual({ 401: 4 });
      expect(await inAll([...tabs, await openTab(TAB)], status)).toEqual(Array(5).fill("signed-out"));
      expect((await inAll(tabs, types)).map((types) => types.at(-1))).toEqual(Array(4).fill("signed-out"));
    });
  }
});

test.describe("the server is killed in mid-renewal", () => {
  test.use({ durable: true });

  test("before it spent the token: the session goes on", async ({ openTab, server }) => {
    const tabs = await openSignedIn(openTab, 3, TAB);
    await sleep(tabs);
    await server.faults.add({ path: REFRESH, kind: "hold", times: 1 });
    const answers = inAll(tabs, (page) => calls(page, 20));
    await server.faults.held(1);
    await server.restart();
    // Whose renewal came before the server was back has failed, for now.
    const { 200: answered = 0, network = 0, ...others } = tally((await answers).flat());
    expect([answered + network, others]).toEqual([60, {}]);
    expect(await refresh(tabs[0])).toBe("renewed");
    await inAll(tabs, (page) => happened(page, "renewed"));
    expectAll200(await inAll(tabs, (page) => calls(page, 20)), 60);
    expect((await inAll(tabs, types)).flat()).not.toContain("signed-out");
  });

  test("after it spent the token: the session ends because the server says so, and nothing hangs", async ({ openTab, server }) => {
    const tabs = await openSignedIn(openTab, 3, TAB);
    await sleep(tabs);
    await server.faults.add({ path: REFRESH, kind: "hang", times: 1 });
    const answers = inAll(tabs, (page) => calls(page, 20));
    await server.faults.held(1);
    await server.restart();
    const { network = 0, "login-required": ended = 0, ...others } = tally((await answers).flat());
    expect([network + ended, others]).toEqual([60, {}]);
    expect(await refresh(tabs[0])).not.toBe("renewed");
    for (const page of tabs) expect((await happened(page, "signed-out")).reason).toBe("refused");
    expect(await inAll(tabs, status)).toEqual(Array(3).fill("signed-out"));
  });
});

test("a tab that is closed in mid-renewal costs the others nothing but a few seconds", async ({ openTab, server }) => {
  const [closing, ...others] = await openSignedIn(openTab, 3, TAB);
  await sleep([closing, ...others]);
  await server.faults.add({ path: REFRESH, kind: "hold", times: 1 });
  await closing.evaluate(() => void calls(20));
  await server.faults.held(1);
  const answers = inAll(others, (page) => calls(page, 20));
  await closing.close();
  expectAll200(await answers, 40);
  const { entries } = await server.log();
  expect(entries.filter(({ path, status }) => path === REFRESH && status === 200)).toHaveLength(1);
});

test("pain 1: invalid_grant is believed only after another look: a newer generation is taken into use", async ({ openTab }) => {
  // Deaf, so that it does not learn of the newer one before.
  const [late, newer] = await openSignedIn(openTab, 2, without("indexeddb", "BroadcastChannel"));
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await late.route(`**${REFRESH}`, async (route) => {
    await released;
    // A token that the server does not know any more; its answer is its own.
    await route.continue({ postData: JSON.stringify({ refresh_token: "one-of-another-time" }) });
  });
  const asked = late.waitForRequest(`**${REFRESH}`);
  const renewed = refresh(late);
  await asked;
  await login(newer);
  release();
  expect(await renewed).toBe("renewed");
  expect(await types(late)).toEqual(["signed-in", "signed-in"]);
  const tokens = await inAll([late, newer], (page) => page.evaluate(() => auth.token()));
  expect(tokens[0]).toBe(tokens[1]);
});

function stoppableTimers() {
  const start = window.setTimeout;
  window.setTimeout = (work, ...rest) => start((...args) => window.isStopped || work(...args), ...rest);
}
