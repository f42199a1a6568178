// What the tests of the built package share: a page that has it on `window` (see e2e/pages/harness.js), a user whose
// password can be searched for, and readers of what the server saw.
import { fileURLToPath } from "node:url";
import { copyWithClock, tellWorkers, workersClock } from "./clock.mjs";
import { expect, startServer, test as base } from "./server.mjs";
import { OTHER, USER } from "./user.mjs";

const SECRETS = new RegExp(`${USER.password}|${btoa(USER.password).slice(0, 12)}|eyJ|Bearer [^r]`);
const PAGES = fileURLToPath(new URL("../e2e/pages", import.meta.url));

/**
 * Where the session is, in a test that runs in several modes: `isolation` is the project's (see playwright.config.mjs), the pages
 * make every `Auth` in that mode (harness.js), and workers have a clock that can be turned; `workerInits` are addresses of scripts
 * that run in a worker before its own. A test that says nothing in a worker mode is tagged: where it is about a storage, a cookie,
 * a function of the app's, the token itself or the page's own WebAssembly, or for the reason beside it.
 */
export const PAGE = { tag: "@page" };
/** A test that sees or changes requests through Playwright, which has no hold on those of a shared worker: the worker is enough. */
export const WIRE = { tag: "@wire" };
/** What a worker of the page's own cannot do, for it comes and goes with it. */
export const SHARED = { tag: "@shared" };

const inMode = {
  isolation: ["page", { option: true }],
  workerInits: [[], { option: true }],
  pkg: async ({ isolation, pkg, workerInits }, use, testInfo) => {
    await use(isolation === "page" ? pkg : await copyWithClock(pkg, testInfo.outputPath("pkg"), workerInits));
  },
  context: async ({ context, isolation }, use) => {
    await context.addInitScript((isolation) => void (window.isolation = isolation), isolation);
    if (isolation !== "page") await context.addInitScript(tellWorkers);
    await use(context);
  },
};

/**
 * `page` fails the test when something on it throws and nobody catches it; a test that wants that takes it out of
 * `pageErrors`. `other` is a second server, whose API this page may call.
 */
export const test = base.extend({
  ...inMode,
  serverArgs: [["--token-life", "10m", "--user", `${USER.username}:${USER.password}`], { option: true }],
  www: [PAGES, { option: true }],
  pageErrors: async ({}, use) => {
    const errors = [];
    await use(errors);
    expect(errors, "uncaught on the page").toEqual([]);
  },
  page: async ({ page, pageErrors, isolation, pkg }, use) => {
    page.on("pageerror", (error) => pageErrors.push(error.message));
    if (isolation !== "page") Object.defineProperty(page, "clock", { value: workersClock(page, pkg) });
    await page.addInitScript((user) => void (window.me = user), USER);
    await use(page);
  },
  other: async ({ server, serverArgs, www }, use) => {
    const other = await startServer({ args: [...serverArgs, "--allow-origin", server.url], www });
    await use(other);
    await other.stop();
  },
});

/** Options of a server with this token life, or whatever else. */
export const withLife = (life, ...args) => ["--token-life", life, "--user", `${USER.username}:${USER.password}`, ...args];

/** Opens the page; what a test does with the clock or with routes comes before it. */
export async function open(page, path = "/") {
  await page.goto(path);
  await page.waitForFunction(() => window.make);
}

/** Opens the page and signs in with these options. The `Auth` object is `window.auth`. */
export async function signIn(page, options = {}) {
  await open(page);
  await page.evaluate((options) => make(options).login(me), options);
}

/** An endpoint of its own for renewals, so that they can be told from logins. */
export const REFRESH = { url: "/api/token/refresh" };

/** How many renewals the server was asked for. */
export const renewals = (server) => server.count(REFRESH.url);

/** Ends the access tokens at the server, which the page does not know; with `?all` the refresh tokens, too. Clears the log. */
export async function revoke(page, server, query = "") {
  const path = `/api/revoke${query}`;
  const method = "POST";
  // By hand where it can be, past all that the test has put on the page.
  const token = await page.evaluate(() => ((window.isolation ?? "page") === "page" ? auth.token() : null));
  const answer = token
    ? await fetch(server.url + path, { method, headers: { "x-access-token": token } })
    : await page.evaluate(async ([path, method]) => ({ status: (await auth.fetch(path, { method })).status }), [path, method]);
  expect(answer.status).toBe(204);
  await server.clearLog();
}

/** What the server saw, one line each: `GET /api/something x-access-token 200`. */
export async function seen(server) {
  const { entries } = await server.log();
  return entries.map(({ method, path, transports, status }) => `${method} ${path} ${transports.join("+") || "bare"} ${status}`);
}

/** The next request whose path begins like this, as the browser sends it. */
export async function nextRequest(page, path) {
  const request = await page.waitForRequest((request) => new URL(request.url()).pathname.startsWith(path));
  const { pathname, search } = new URL(request.url());
  return { method: request.method(), url: pathname + search, headers: await request.allHeaders(), body: request.postData() };
}

/** `failure` is the page's `failure(…)`: the right error, which tells no secret. */
export function expectError(failure, expected) {
  expect(failure).toMatchObject({ isAuthError: true, isError: true, name: "AuthError", ...expected });
  expect(failure.everything).not.toMatch(SECRETS);
  expect(failure.message).toMatch(/\w+/);
}

export { OTHER, USER, expect, startServer };
