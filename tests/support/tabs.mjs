// Several tabs of one browser with the built package in each (see e2e/pages/tab.js): how they are opened, what they do at
// the same time, and what the server saw of it.
import { OTHER, PAGE, USER, expect, test as base, withLife } from "./jotpass.mjs";

/** The path of the refresh endpoint, apart from that of the login so that requests can be counted. */
export const REFRESH = "/api/token/refresh";

/** What a platform may lack, as scripts that run before the page's own. */
export const LACKS = {
  "Web Locks": () => delete Navigator.prototype.locks,
  "BroadcastChannel": () => delete window.BroadcastChannel,
};

/**
 * `openTab({ options, inits, make })`: a new tab, in which an `Auth` with these options is ready, as `window.auth`, after the
 * scripts have run there; with `make: false` without an `Auth`. What is uncaught in any tab fails the test.
 */
export const test = base.extend({
  serverArgs: [withLife("1h", "--user", `${OTHER.username}:${OTHER.password}`), { option: true }],
  context: async ({ context }, use) => {
    const errors = [];
    context.on("weberror", (error) => errors.push(error.error().message));
    await context.addInitScript((users) => void ([window.me, window.other] = users), [USER, OTHER]);
    // The tabs of one device have one clock, to the millisecond; Playwright's would be set tab by tab.
    await context.addInitScript(() => {
      const { now } = Date;
      let slept = 0;
      window.sleep = (ms) => {
        slept += ms;
        return window.tellWorkers?.("sleep", slept);
      };
      Date.now = () => now() + slept;
    });
    await use(context);
    expect(errors, "uncaught in a tab").toEqual([]);
  },
  openTab: async ({ context }, use) => {
    await use(async ({ options = {}, inits = [], make = true } = {}) => {
      const page = await context.newPage();
      for (const init of inits) await page.addInitScript(init);
      await page.goto("/tab.html");
      await loaded(page);
      if (make) await begin(page, options);
      return page;
    });
  },
});

export async function loaded(page) {
  await page.waitForFunction(() => window.begin);
}

/** Makes the `Auth` of a page that has been opened or reloaded. */
export const begin = (page, options) => page.evaluate((options) => begin(options), options);

/** As the browser's own "Duplicate tab": the new one gets a copy of the sessionStorage. */
export async function duplicate(page, options) {
  const [copy] = await Promise.all([page.waitForEvent("popup"), page.evaluate(() => void window.open(location.href))]);
  await loaded(copy);
  await begin(copy, options);
  return copy;
}

export const login = (page, user = USER) => page.evaluate((user) => auth.login(user), user);
export const status = (page) => page.evaluate(() => auth.status);

/** The statuses of so many parallel requests, or the codes of their errors; one that takes longer than it may is "too late". */
export const calls = (page, count = 1) => page.evaluate((count) => calls(count), count);

/** The event of this type that the tab has seen, or will see: `{ type, at, reason, user }`. */
export const happened = (page, type) => page.evaluate((type) => happened(type), type);
/** The types of all events the tab has seen. */
export const types = (page) => page.evaluate(() => events.map(({ type }) => type));

/** All tabs at the same time. */
export const inAll = (pages, work) => Promise.all(pages.map(work));

/** Opens so many tabs, the first of which signs in before the others are opened. */
export async function openSignedIn(openTab, count, tab) {
  const first = await openTab(tab);
  await login(first);
  return [first, ...(await inAll(Array(count - 1).fill(tab), openTab))];
}

/** So many parallel requests in every tab: all are answered with 200, in time, and with one refresh for all. */
export async function expectOneRefresh(pages, count, server) {
  expectAll200(await inAll(pages, (page) => calls(page, count)), pages.length * count);
  expect(await server.count(REFRESH), "requests for a refresh").toBe(1);
}

/** `answers` of several tabs, of so many requests. */
export const expectAll200 = (answers, count) => expect(tally(answers.flat())).toEqual({ 200: count });

/** How many of each. */
export function tally(answers) {
  const counts = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}

/** Ends the access token at the server, which no tab is told. */
export async function revoke(page) {
  expect(await page.evaluate(async () => (await auth.fetch("/api/revoke", { method: "POST" })).status)).toBe(204);
}

/** The device sleeps for two hours, in which no timer runs: the tokens are over. */
export const sleep = (pages) => inAll(pages, (page) => page.evaluate(() => sleep(2 * 3600 * 1000)));

export { OTHER, PAGE, USER, expect, withLife };
