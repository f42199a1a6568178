// What only Vue does: components put aside, and scopes without a component.
import { expect, shown, test } from "./support/framework.mjs";

const ME = { username: "demo", password: "demo" };

test.use({ view: "Vue" });

test("a component that KeepAlive has put aside is up to date when it comes back", async ({ page }) => {
  await page.evaluate(async () => {
    await make().ready;
    view.mountKept(auth);
  });
  await expect(shown(page)).toHaveText("signed-out");
  await page.evaluate(() => toggle());
  await expect(shown(page)).toHaveCount(0);
  await page.evaluate(async (me) => {
    await auth.login(me);
    toggle();
  }, ME);
  await expect(shown(page)).toHaveText("signed-in Zoë Démo");
  expect(await page.evaluate(() => listeners)).toBe(1);
  await page.evaluate(() => view.unmount());
  expect(await page.evaluate(() => listeners)).toBe(0);
});

test("in a scope of its own the refs go on until it stops, nobody else writes them, and the session is the Auth's own", async ({ page }) => {
  const told = await page.evaluate(async (me) => {
    const { refs, areReadonly, stop } = view.inScope(make());
    await auth.login(me);
    const signedIn = [refs.status.value, refs.session.value === auth.session];
    stop();
    await auth.logout();
    return { areReadonly, signedIn, after: refs.status.value, listeners };
  }, ME);
  expect(told).toEqual({ areReadonly: true, signedIn: ["signed-in", true], after: "signed-in", listeners: 0 });
});
