// What the tests of the stores share: tabs that have the modules of the source on `window`.
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test as base } from "./server.mjs";

export const SOURCE = fileURLToPath(new URL("../../src/browser", import.meta.url));
const PAGES = fileURLToPath(new URL("../e2e/pages", import.meta.url));
export const CANARY = "canary-t0ken-9Zw";

export const SEALED = ["session", "local", "indexeddb"];

/** `openTab(...inits)`: a new tab with the modules, after these functions have run in it. */
export const test = base.extend({
  www: PAGES,
  context: async ({ context }, use) => {
    const errors = [];
    context.on("weberror", (error) => errors.push(error.error().message));
    await context.route("**/src/browser/*.js", (route) => {
      return route.fulfill({ path: join(SOURCE, basename(new URL(route.request().url()).pathname)) });
    });
    await use(context);
    expect(errors, "uncaught on a page").toEqual([]);
  },
  openTab: async ({ context, server }, use) => {
    await use(async (...inits) => {
      const page = await context.newPage();
      for (const init of inits) await page.addInitScript(init);
      await page.goto(`${server.url}/modules.html`);
      return loaded(page);
    });
  },
});

export async function loaded(page) {
  await page.waitForFunction(() => window.openStore);
  return page;
}

/** As the browser's own "Duplicate tab": the new one gets a copy of the sessionStorage. */
export async function duplicate(page) {
  const [copy] = await Promise.all([page.waitForEvent("popup"), page.evaluate(() => void window.open(location.href))]);
  return loaded(copy);
}

export const read = (page, kind, name = "default") => page.evaluate(([kind, name]) => openStore(kind, name).read(), [kind, name]);
export const swap = (page, kind, revision, body, name = "default") =>
  page.evaluate((args) => openStore(args[0], args[1]).swap(args[2], args[3]), [kind, name, revision, body]);

/** Whatever was there before: read and swap agree on the revision, and the store works again. */
export async function expectToStartAnew(page, kind, expected) {
  const before = await read(page, kind);
  expect(before).toEqual({ revision: expected, body: null });
  expect(await swap(page, kind, expected, ["anew"])).toBe(true);
  expect(await read(page, kind)).toEqual({ revision: expected + 1, body: ["anew"] });
}

export { expect };
