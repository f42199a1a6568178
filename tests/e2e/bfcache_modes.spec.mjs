// A page that the browser keeps while another is shown (back/forward cache), wherever its session is. Not with the clock of
// support/clock.mjs, whose messages would drop the page from that cache.
import { fileURLToPath } from "node:url";
import { withLife } from "../support/jotpass.mjs";
import { expect, test as base } from "../support/server.mjs";
import { USER } from "../support/user.mjs";

const test = base.extend({
  openTab: async ({ context, baseURL }, use) => {
    await use(async (isolation) => {
      const page = await context.newPage();
      await page.goto(baseURL);
      await page.waitForFunction(() => window.make);
      await page.evaluate((isolation) => make({ isolation, attach: { to: ["/api"] } }).ready, isolation);
      return page;
    });
  },
});
test.use({
  serverArgs: withLife("10m"),
  www: fileURLToPath(new URL("pages", import.meta.url)),
});

const login = (page) => page.evaluate((user) => auth.login(user), USER);
const ask = (page) => page.evaluate(async () => (await auth.fetch("/api/something")).status);

for (const isolation of ["page", "worker", "shared-worker"]) {
  test(`pain 24: nothing of ours keeps a page from being kept: ${isolation}`, { tag: "@bfcache" }, async ({ openTab }) => {
    const page = await openTab(isolation);
    await login(page);
    await page.evaluate(() => {
      window.returned = new Promise((resolve) => addEventListener("pageshow", ({ persisted }) => resolve(persisted)));
      window.inThatTurn = new Promise((resolve) => addEventListener("pageshow", () => resolve(auth.fetch("/api/something"))));
    });
    await page.goto("/without-wasm.html");
    // It is not loaded again, so there is nothing to wait for.
    await page.goBack({ waitUntil: "commit" });
    expect(await page.evaluate(() => window.returned), "was kept").toBe(true);
    expect(await page.evaluate(async () => (await inThatTurn).status)).toBe(200);
  });
}

test("pain 24: signed out by another tab of the shared worker meanwhile, it shows nobody's token", { tag: "@bfcache" }, async ({ openTab }) => {
  const [one, two] = [await openTab("shared-worker"), await openTab("shared-worker")];
  await login(one);
  await one.goto("/without-wasm.html");
  await two.evaluate(() => auth.logout());
  await one.goBack();
  // It comes back as it was, or is loaded anew.
  await one.waitForFunction(() => window.make);
  if (!(await one.evaluate(() => Boolean(window.auth)))) await one.evaluate(() => make({ isolation: "shared-worker", attach: { to: ["/api"] } }).ready);
  await one.waitForFunction(() => auth.status === "signed-out");
  expect(await ask(one)).toBe(401);
  expect(await ask(two)).toBe(401);
});
