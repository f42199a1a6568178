// What the entries for React, Vue, Svelte and Angular promise alike. What only one of them does is in its own file.
import { VIEWS, expect, shown, test } from "./support/framework.mjs";

const ME = { username: "demo", password: "demo" };
const SIGNED_IN = "signed-in Zoë Démo";

for (const view of Object.keys(VIEWS)) {
  test.describe(view, () => {
    test.describe.configure({ mode: "default" });
    test.use({ view });

    test("shows who is signed in, from the beginning to the end", async ({ page }) => {
      await page.evaluate(() => view.mount(make()));
      await expect(shown(page)).toHaveText("signed-out");
      await page.evaluate((me) => auth.login(me), ME);
      await expect(shown(page)).toHaveText(SIGNED_IN);
      await page.evaluate(() => auth.logout());
      await expect(shown(page)).toHaveText("signed-out");
    });

    test("leaves nobody listening when it has gone", async ({ page }) => {
      await page.evaluate(() => view.mount(make()));
      await expect(shown(page)).toHaveText("signed-out");
      expect(await page.evaluate(() => listeners)).toBe(1);
      await page.evaluate(() => view.unmount());
      expect(await page.evaluate(() => listeners)).toBe(0);
      await page.evaluate((me) => auth.login(me), ME);
    });

    test("shows two sessions side by side", async ({ page }) => {
      await page.evaluate(async (me) => {
        const one = make({ name: "one" });
        await make({ name: "two" }).login(me);
        view.mountTwo(one, auth);
      }, ME);
      await expect(shown(page)).toHaveText(["signed-out", SIGNED_IN]);
    });

    test.describe("by the clock", () => {
      test.use({ hasClock: true });

      test("draws again for a change and for nothing else", async ({ page }) => {
        await page.evaluate(async (me) => {
          await make({ refresh: false }).login(me);
          auth.on("expiring", () => (window.isExpiring = true));
          view.mount(auth);
        }, ME);
        await expect(shown(page)).toHaveText(SIGNED_IN);
        const before = await page.evaluate(() => draws);
        // All who listen are told, and nothing has changed yet.
        await page.clock.fastForward("09:30");
        await page.waitForFunction(() => window.isExpiring);
        expect(await page.evaluate(() => draws)).toBe(before);
        await page.evaluate((me) => auth.login(me), ME);
        await expect.poll(() => page.evaluate(() => draws)).toBe(before + 1);
      });

      test("tells that the token has ended", async ({ page }) => {
        await page.evaluate(async (me) => {
          await make({ refresh: false }).login(me);
          view.mount(auth);
        }, ME);
        await expect(shown(page)).toHaveText(SIGNED_IN);
        await page.clock.fastForward("10:01");
        await expect(shown(page)).toHaveText("expired");
      });
    });
  });
}

// A Svelte app imports its store: there is nothing to provide.
for (const view of Object.keys(VIEWS).filter((name) => name !== "Svelte")) {
  test.describe(`${view}, with a provider`, () => {
    test.describe.configure({ mode: "default" });
    test.use({ view });

    test.describe("left out", () => {
      // React 18 tells the console, too; Vue, what has become of the component.
      test.use({ complaints: ["there is no `Auth` here", "The above error occurred", "missing template"] });

      test("says what to do", async ({ page }) => {
        expect(await page.evaluate(() => view.missing())).toMatch(/^Jotpass: there is no `Auth` here\. (Put|Call) .*`createAuth\(\)`\.$/);
      });
    });

    test("hands on the very Auth", async ({ page }) => {
      expect(await page.evaluate(() => view.provided(make()))).toBe(true);
    });
  });
}

for (const view of Object.keys(VIEWS).filter((name) => !name.startsWith("Angular"))) {
  test.describe(`${view}, drawn by a server`, () => {
    test.describe.configure({ mode: "default" });
    test.use({ view });

    test("says that it is loading, and listens to nobody", async ({ serverView }) => {
      expect(await serverView.render()).toContain(">loading<");
    });

    test("is taken over without a mismatch, though somebody is signed in by then", async ({ page, serverView }) => {
      await page.evaluate((html) => void (document.querySelector("#app").innerHTML = html), await serverView.render());
      const isTheSame = await page.evaluate(async (me) => {
        await make().login(me);
        const node = document.querySelector(".state");
        view.hydrate(auth);
        while (node.textContent === "loading") await new Promise(requestAnimationFrame);
        return node === document.querySelector(".state");
      }, ME);
      expect(isTheSame).toBe(true);
      await expect(shown(page)).toHaveText(SIGNED_IN);
      await page.evaluate(() => auth.logout());
      await expect(shown(page)).toHaveText("signed-out");
    });
  });
}
