// A session and its renewals under clocks that are wrong, that jump, and that stand still. The page's clock is Playwright's:
// `setSystemTime` sets the device's clock and lets no timer run, `fastForward` lets the time go by.
import { PAGE, REFRESH, WIRE, expect, open, renewals, seen, signIn, test, withLife } from "../support/jotpass.mjs";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

const watch = (page) => page.evaluate(() => void (window.events = record(auth)));
const expectRenewal = (page) => page.evaluate(() => void (window.renewed = when(auth, "renewed")));
const renewed = (page) => page.evaluate(() => renewed.then(() => {}));
const events = (page) => page.evaluate(() => events.splice(0));

/** The token is renewed once in a while of ten minutes, when it should be, and lives at all times between. */
async function expectOneRenewal(page, server) {
  const before = await renewals(server);
  await expectRenewal(page);
  await page.clock.fastForward(500 * SECOND);
  expect([await page.evaluate(() => auth.status), await renewals(server)]).toEqual(["signed-in", before]);
  await page.clock.fastForward(41 * SECOND);
  await renewed(page);
  // A loop would have asked again by now. Not longer: the page's clock has left the server's, so that the new token may seem old.
  await page.clock.fastForward(30 * SECOND);
  expect([await page.evaluate(() => auth.status), await renewals(server)]).toEqual(["signed-in", before + 1]);
  expect(await events(page)).toEqual(["renewed"]);
}

test.describe("pain 11: after eight hours of sleep, in which no timer ran,", () => {
  /** Every token that leaves the page from now on, with the path it goes to. */
  let shown;
  let dead;

  test.beforeEach(async ({ page, server }) => {
    await page.clock.install();
    await signIn(page, { refresh: REFRESH });
    await watch(page);
    shown = [];
    page.on("request", (request) => shown.push(request.headers()["x-access-token"]));
    await page.evaluate(() => auth.fetch("/api/something"));
    dead = shown.pop();
    await server.clearLog();
    await page.clock.setSystemTime(Date.now() + 8 * HOUR);
  });

  const ANSWERED = "GET /api/something x-access-token 200";
  const RENEWAL = `POST ${REFRESH.url} bare 200`;

  test("twenty requests at once wait for one renewal, and none leaves with the dead token", async ({ page, server }) => {
    const statuses = await page.evaluate(async () => {
      auth.install();
      const calls = Array.from({ length: 20 }, (_, i) => (i % 2 ? fetch : auth.fetch)("/api/something"));
      return (await Promise.all(calls)).map((answer) => answer.status);
    });
    expect(statuses).toEqual(Array(20).fill(200));
    expect(await seen(server)).toEqual([RENEWAL, ...Array(20).fill(ANSWERED)]);
    expect(shown).not.toContain(dead);
  });

  test("status, session, token() and url() know it at once", PAGE, async ({ page }) => {
    const known = await page.evaluate(async () => [
      auth.status,
      auth.session,
      await auth.token(),
      await auth.url("/api/something"),
    ]);
    expect(known.slice(0, 2)).toEqual(["expired", null]);
    expect(known[2]).not.toBe(dead);
    expect(known[3]).not.toContain(dead);
  });

  for (const [type, target] of [
    ["visibilitychange", "document"],
    ["pageshow", "window"],
    ["resume", "document"],
    ["focus", "window"],
  ]) {
    test(`${type} is enough to renew, so that the first click finds a living token`, async ({ page, server }) => {
      await expectRenewal(page);
      await page.evaluate(`${target}.dispatchEvent(new Event("${type}", { bubbles: true }))`);
      await renewed(page);
      await page.evaluate(() => auth.fetch("/api/something"));
      expect(await seen(server)).toEqual([RENEWAL, ANSWERED]);
      expect(await events(page)).toEqual(["expired", "renewed"]);
    });
  }

  test("a page in the background wakes nothing", async ({ page, server }) => {
    await page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { value: "hidden" });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    });
    expect(await seen(server)).toEqual([]);
  });
});

// Without a readable Date header (another origin), only the token's own dates are left.
for (const [whose, isOther] of [["the page's own", false], ["another origin's", true]]) {
  test.describe(`pain 14: with a server that is ${whose}, a device clock that is wrong`, () => {
    test.use({ bypassCSP: true });

    for (const hours of [-24, 0, 24]) {
      test(`by ${hours} hours brings no loop and no late renewal`, async ({ page, server, other }) => {
        await page.clock.install({ time: Date.now() + hours * HOUR });
        const api = isOther ? other : server;
        const refresh = { url: api.url + REFRESH.url };
        await signIn(page, { tokenUrl: `${api.url}/api/token`, attach: { to: [api.url] }, refresh });
        await watch(page);
        await expectOneRenewal(page, api);
      });
    }
  });
}

// Ten minutes from iat to exp, of which five are over when the token comes.
for (const [source, isDated] of [["the answer's Date", true], ["the token's own dates alone", false]]) {
  test.describe(`pain 14: an iat that lies five minutes back, by ${source},`, () => {
    for (const hours of [-24, 0, 24]) {
      test(`brings no loop, with a device clock that is wrong by ${hours} hours`, WIRE, async ({ page }) => {
        await page.clock.install({ time: Date.now() + hours * HOUR });
        let count = 0;
        await page.route("**/api/token*/**", (route) => {
          count += route.request().url().endsWith(REFRESH.url);
          const iat = Math.floor(Date.now() / SECOND) - 300;
          const claims = Buffer.from(JSON.stringify({ iat, exp: iat + 600, sub: "1" })).toString("base64url");
          const json = { token: `eyJhbGciOiJub25lIn0.${claims}.`, refresh_token: `refresh-${iat}` };
          return route.fulfill({ json, headers: isDated ? { date: new Date().toUTCString() } : {} });
        });
        await signIn(page, { tokenUrl: "/api/token/in", refresh: REFRESH });
        await watch(page);
        await page.clock.fastForward(200 * SECOND);
        expect([count, await page.evaluate(() => auth.status)]).toEqual([0, "signed-in"]);
        await expectRenewal(page);
        // Its own dates tell what is left of it by a clock that is right, but only its whole life by one that is not.
        const isKnown = isDated || hours === 0;
        await page.clock.fastForward((isKnown ? 41 : 341) * SECOND);
        await renewed(page);
        expect([count, await events(page)]).toEqual([1, ["renewed"]]);
      });
    }
  });
}

test.describe("pain 14: when the device's clock is set in mid-session,", () => {
  test.beforeEach(async ({ page }) => {
    await page.clock.install();
    await signIn(page, { refresh: REFRESH });
    await watch(page);
  });

  test("back by a day, the next renewal is in time", async ({ page, server }) => {
    await page.clock.setSystemTime(Date.now() - DAY);
    await expectOneRenewal(page, server);
  });

  test("on by a day, it is taken for a sleep: one renewal at once, and the next in time", async ({ page, server }) => {
    await page.clock.setSystemTime(Date.now() + DAY);
    await expectRenewal(page);
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await renewed(page);
    expect([await renewals(server), await events(page)]).toEqual([1, ["expired", "renewed"]]);
    await expectOneRenewal(page, server);
  });

  test("to and fro, it brings one renewal each time it was set on, and no loop", async ({ page, server }) => {
    for (let round = 1; round <= 3; round++) {
      await page.clock.setSystemTime(Date.now() + DAY);
      expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
      await page.clock.setSystemTime(Date.now() - DAY);
      expect(await page.evaluate(async () => (await auth.fetch("/api/something")).status)).toBe(200);
      expect(await renewals(server)).toBe(round);
    }
    await events(page);
    await expectOneRenewal(page, server);
  });
});

test.describe("pain 23: a token of 200 days that can be renewed", () => {
  test.use({ serverArgs: withLife("200d") });

  test("is renewed at the end of the last day, and no event comes before", async ({ page, server }) => {
    await page.clock.install();
    await signIn(page, { refresh: REFRESH });
    await watch(page);
    for (let day = 0; day < 199; day += 20) await page.clock.fastForward(19.9 * DAY);
    expect([await page.evaluate(() => auth.status), await events(page), await renewals(server)]).toEqual(["signed-in", [], 0]);
    await expectRenewal(page);
    await page.clock.fastForward(DAY - 50 * SECOND);
    await renewed(page);
    expect([await events(page), await renewals(server)]).toEqual([["renewed"], 1]);
  });
});

test("a lifetime of no length at all brings no loop", PAGE, async ({ page, server }) => {
  await page.clock.install();
  await open(page);
  await page.evaluate(async (refresh) => {
    const parse = async (answer) => {
      const { token, refresh_token: refreshToken } = await answer.json();
      return { accessToken: token, refreshToken, expiresIn: 0.001 };
    };
    await make({ refresh, response: { parse } }).login(me);
  }, REFRESH);
  await page.clock.pauseAt(new Date(Date.now() + HOUR));
  const before = await renewals(server);
  for (let i = 0; i < 10; i++) {
    await page.clock.runFor(100);
    await page.evaluate(() => auth.refresh().catch(() => {}));
  }
  // Ten calls are ten at most; the clock adds one a second at most.
  expect((await renewals(server)) - before).toBeLessThanOrEqual(12);
});
