// A page that the browser keeps while another is shown (back/forward cache), and brings back as it was.
import { OTHER, calls, expect, expectOneRefresh, login, openSignedIn, sleep, status, test, types } from "../support/tabs.mjs";

/** Leaves the page, lets this happen meanwhile, and comes back to the page as it was. */
async function meanwhile(page, work) {
  await page.evaluate(() => {
    window.returned = new Promise((resolve) => addEventListener("pageshow", ({ persisted }) => resolve(persisted)));
    window.inThatTurn = new Promise((resolve) => addEventListener("pageshow", () => resolve(calls(1))));
  });
  await page.goto("/without-wasm.html");
  await work();
  // It is not loaded again, so there is nothing to wait for.
  await page.goBack({ waitUntil: "commit" });
  expect(await page.evaluate(() => window.returned), "was kept").toBe(true);
}

for (const storage of ["indexeddb", "local"]) {
  const tab = { options: { storage } };

  test(`pain 24: signed out in another tab meanwhile, it is so before its next request: ${storage}`, { tag: "@bfcache" }, async ({ openTab, server }) => {
    const [one, two] = await openSignedIn(openTab, 2, tab);
    await meanwhile(one, () => two.evaluate(() => auth.logout()));
    expect(await one.evaluate(() => inThatTurn)).toEqual(["login-required"]);
    expect([await status(one), await types(one)]).toEqual(["signed-out", ["signed-in", "signed-out"]]);
    expect(await server.count("/api/something")).toBe(0);
  });
}

test("pain 24: another user's meanwhile, it says so before its next request", { tag: "@bfcache" }, async ({ openTab }) => {
  const [one, two] = await openSignedIn(openTab, 2, { options: { storage: "indexeddb" } });
  await meanwhile(one, () => login(two, OTHER));
  expect(await one.evaluate(() => inThatTurn)).toEqual(["login-required"]);
  expect(await types(one)).toEqual(["signed-in", "user-changed", "signed-in"]);
  expect(await calls(one)).toEqual([200]);
});

test("pain 24: renewed in another tab meanwhile, it spends no refresh token of its own", { tag: "@bfcache" }, async ({ openTab, server }) => {
  const [one, two] = await openSignedIn(openTab, 2, { options: { storage: "indexeddb" } });
  await sleep([one, two]);
  await meanwhile(one, () => calls(two));
  expect(await one.evaluate(() => inThatTurn)).toEqual([200]);
  await expectOneRefresh([one, two], 5, server);
});

test("pain 24: memory: signed out in another tab meanwhile, the page is not brought back as it was", { tag: "@bfcache" }, async ({ openTab, server }) => {
  const [one, two] = [await openTab(), await openTab()];
  for (const page of [one, two]) await login(page);
  await one.goto("/without-wasm.html");
  await two.evaluate(() => auth.logout());
  await one.goBack();
  // Without `begin` it has no `Auth` yet, as any page that is loaded anew.
  expect(await one.evaluate(() => typeof window.auth)).toBe("undefined");
  expect(await server.count("/api/something")).toBe(0);
});

test("pain 24: memory: nothing of ours keeps a page from being kept", { tag: "@bfcache" }, async ({ openTab }) => {
  const page = await openTab();
  await login(page);
  await meanwhile(page, () => {});
  expect(await page.evaluate(() => inThatTurn)).toEqual([200]);
});
