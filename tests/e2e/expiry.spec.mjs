// When a token ends that nothing renews: not a moment early, noticed after any sleep, whatever the device's clock says. The
// page's clock is Playwright's, which jumps when it is told to; the server's is the real one.
import { PAGE, expect, open, seen, signIn, test, withLife } from "../support/jotpass.mjs";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

const FOR_GOOD = { refresh: false };
const OVER = { status: "expired", events: ["expired", "login-required"] };

/** The state of things, and the events since `watch()`. */
const state = (page) => page.evaluate(() => ({ status: auth.status, events }));
const watch = (page) => page.evaluate(() => void (window.events = record(auth)));

test.describe("pain 23: a token of 200 days", () => {
  test.use({ serverArgs: withLife("200d") });

  test("has not ended by the time of the next request", async ({ page }) => {
    await signIn(page);
    await watch(page);
    await page.evaluate(() => auth.fetch("/api/something"));
    expect(await state(page)).toEqual({ status: "signed-in", events: [] });
  });

  test("is waited for with delays that a timer can keep", PAGE, async ({ page }) => {
    await page.addInitScript(() => {
      window.delays = [];
      const native = window.setTimeout;
      window.setTimeout = (callback, delay, ...rest) => (delays.push(delay), native(callback, delay, ...rest));
    });
    await signIn(page);
    // 2^31 - 1 milliseconds; above it a timer fires at once.
    expect(Math.max(...(await page.evaluate(() => delays)))).toBe(2_147_483_647);
  });

  test("ends after 200 days, and not after 199", async ({ page }) => {
    await page.clock.install();
    await signIn(page, FOR_GOOD);
    await watch(page);
    for (let day = 0; day < 199; day += 20) await page.clock.fastForward(19.9 * DAY);
    expect(await state(page)).toEqual({ status: "signed-in", events: [] });
    await page.clock.fastForward(DAY + SECOND);
    expect(await state(page)).toEqual(OVER);
  });
});

test.describe("a device that slept", () => {
  test.use({ serverArgs: withLife("1h") });

  /** Signs in, and lets two hours go by in which no timer runs. */
  test.beforeEach(async ({ page }) => {
    await page.clock.install();
    await signIn(page, FOR_GOOD);
    await watch(page);
    await page.clock.setSystemTime(Date.now() + 2 * HOUR);
  });

  test("is told the truth by status and session without any event, and by token()", async ({ page }) => {
    const truth = await page.evaluate(async () => {
      const known = [auth.status, auth.session, [...events]];
      return [...known, isolation === "page" ? await auth.token() : null];
    });
    expect(truth).toEqual(["expired", null, [], null]);
  });

  for (const [type, target] of [
    ["visibilitychange", "document"],
    ["pageshow", "window"],
    ["resume", "document"],
    ["focus", "window"],
    ["online", "window"],
  ]) {
    test(`notices by ${type}`, async ({ page }) => {
      await page.evaluate(`${target}.dispatchEvent(new Event("${type}", { bubbles: true }))`);
      await expect.poll(() => state(page)).toEqual(OVER);
    });
  }

  test("notices by a request, which leaves without the dead token", async ({ page, server }) => {
    await page.evaluate(() => auth.fetch("/api/something"));
    expect(await state(page)).toEqual(OVER);
    expect((await seen(server)).slice(1)).toEqual(["GET /api/something bare 401"]);
  });

  test("shows the dead token nowhere: not by url(), not by a hooked fetch", async ({ page, server }) => {
    const url = await page.evaluate(async () => {
      auth.install();
      await fetch("/api/something");
      return isolation === "page" ? auth.url("/api/something") : "/api/something";
    });
    expect(url).toBe("/api/something");
    expect((await seen(server)).slice(1)).toEqual(["GET /api/something bare 401"]);
  });

  test("says so in explain()", async ({ page }) => {
    const explained = await page.evaluate(() => auth.explain("/api/something"));
    expect(explained).toEqual({ listed: true, attached: false, reason: expect.stringContaining("expired") });
  });

  test("signs in again", async ({ page }) => {
    const again = await page.evaluate(async () => {
      dispatchEvent(new Event("focus"));
      await auth.login(me);
      return [auth.status, (await auth.fetch("/api/something")).status];
    });
    expect(again).toEqual(["signed-in", 200]);
    expect((await state(page)).events).toEqual([...OVER.events, "signed-in"]);
  });
});

test("close() ends the timer, and takes off every listener that was put on the page", async ({ page }) => {
  await page.addInitScript(() => {
    window.listening = [];
    const { addEventListener, removeEventListener } = window;
    window.addEventListener = (type, ...rest) => (listening.push(type), addEventListener.call(window, type, ...rest));
    window.removeEventListener = (type, ...rest) => {
      listening.splice(listening.indexOf(type), 1);
      removeEventListener.call(window, type, ...rest);
    };
  });
  await page.clock.install();
  await signIn(page, FOR_GOOD);
  await watch(page);
  // Playwright listens too, and goes on.
  const [before, after] = await page.evaluate(() => [[...listening].sort(), (auth.close(), listening)]);
  const takenOff = before.filter((type) => !after.includes(type));
  expect(takenOff).toEqual(["focus", "online", "pagehide", "pageshow", "resume", "visibilitychange"]);
  await page.clock.fastForward(HOUR);
  expect(await state(page)).toEqual({ status: "signed-out", events: [] });
});

// Without a readable Date header (another origin), only the token's own dates are left.
const SERVERS = { "the page's own": [], "the page's own, with exp in ms": ["--exp-in-ms"], "another origin's": [] };
for (const [whose, args] of Object.entries(SERVERS)) {
  test.describe(`a wrong device clock changes nothing with a server that is ${whose}`, () => {
    test.use({ bypassCSP: true, serverArgs: withLife("60s", ...args) });

    for (const hours of [-24, 0, 24]) {
      test(`by ${hours} hours`, async ({ page, server, other }) => {
        await page.clock.install({ time: Date.now() + hours * HOUR });
        const api = whose.startsWith("another") ? other : server;
        await signIn(page, { tokenUrl: `${api.url}/api/token`, attach: undefined, ...FOR_GOOD });
        await watch(page);
        const { life, isNow } = await page.evaluate(() => ({
          life: auth.session.expiresAt - auth.session.receivedAt,
          isNow: Math.abs(Date.now() - auth.session.receivedAt) < 20_000,
        }));
        expect(isNow).toBe(true);
        // Servers write whole seconds.
        expect(life).toBeGreaterThanOrEqual(58 * SECOND);
        expect(life).toBeLessThanOrEqual(61 * SECOND);
        await page.clock.fastForward(30 * SECOND);
        expect(await state(page)).toEqual({ status: "signed-in", events: [] });
        await page.clock.fastForward(31 * SECOND);
        expect(await state(page)).toEqual(OVER);
      });
    }
  });
}

test.describe("a token whose exp is in milliseconds", () => {
  test.use({ serverArgs: withLife("10m", "--exp-in-ms") });

  test("is given as it was sent, and lives as long as it should", async ({ page }) => {
    await signIn(page);
    const { exp, life } = await page.evaluate(() => ({
      exp: auth.session.claims.exp,
      life: auth.session.expiresAt - auth.session.receivedAt,
    }));
    expect(exp).toBeGreaterThan(1e12);
    expect(Math.abs(life - 600 * SECOND)).toBeLessThanOrEqual(SECOND);
  });
});

test.describe("a token that lives for two seconds", () => {
  test.use({ serverArgs: withLife("2s") });

  test("is shown to its end and never after, by the real clock", async ({ page, server }) => {
    await open(page);
    await page.evaluate(async () => {
      const expired = when(make({ refresh: false }), "expired");
      await auth.login(me);
      await auth.fetch("/api/something");
      await expired;
      await auth.fetch("/api/something");
    });
    const calls = ["POST /api/token bare 200", "GET /api/something x-access-token 200", "GET /api/something bare 401"];
    expect(await seen(server)).toEqual(calls);
  });
});

test("a listener that keeps the page busy until the token is over keeps it from being shown", PAGE, async ({ page, server }) => {
  await page.addInitScript(() => {
    window.ahead = 0;
    for (const clock of [Date, performance]) {
      const now = clock.now.bind(clock);
      clock.now = () => now() + ahead;
    }
  });
  await signIn(page, { refresh: false });
  await page.evaluate(() => {
    // As long as a question to the user is open.
    auth.on("expiring", () => (ahead += 60_000));
    ahead = 595_000;
    return auth.fetch("/api/something");
  });
  expect(await seen(server)).toEqual(["POST /api/token bare 200", "GET /api/something bare 401"]);
});
