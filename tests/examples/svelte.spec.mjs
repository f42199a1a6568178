// What only Svelte does: its contract for stores, in components of both its generations.
import { expect, shown, test } from "./support/framework.mjs";

const ME = { username: "demo", password: "demo" };

test.use({ view: "Svelte" });

test("a subscriber is told at once, then each change once, until it has enough", async ({ page }) => {
  const told = await page.evaluate(async (me) => {
    await make().ready;
    const { told, stop } = view.subscribe(auth);
    const atOnce = told.length;
    await auth.login(me);
    await auth.refresh();
    stop();
    await auth.logout();
    return { atOnce, told: told.map(({ status }) => status), isAnother: told[1] !== told[2], areFrozen: told.every(Object.isFrozen), listeners };
  }, ME);
  expect(told).toEqual({ atOnce: 1, told: ["signed-out", "signed-in", "signed-in"], isAnother: true, areFrozen: true, listeners: 0 });
});

test("two subscribers are told the same object", async ({ page }) => {
  const isSame = await page.evaluate(async (me) => {
    const [one, two] = [view.subscribe(make()), view.subscribe(auth)];
    await auth.login(me);
    return one.told.at(-1) === two.told.at(-1);
  }, ME);
  expect(isSame).toBe(true);
});

for (const [name, mount, signedOut, signedIn] of [
  ["a component as of Svelte 4", "mountClassic", "signed-out", "signed-in Zoë Démo"],
  ["runes, by fromStore, and derived stores", "mountRunes", "SIGNED-OUT false", "SIGNED-IN ZOË DÉMO true"],
]) {
  test(`works with ${name}`, async ({ page }) => {
    await page.evaluate((mount) => view[mount](make()), mount);
    await expect(shown(page)).toHaveText(signedOut);
    await page.evaluate((me) => auth.login(me), ME);
    await expect(shown(page)).toHaveText(signedIn);
    await page.evaluate(() => view.unmount());
    expect(await page.evaluate(() => listeners)).toBe(0);
  });
}
