// What only React does: rendering that can be interrupted, and providers within providers.
import { expect, shown, test } from "./support/framework.mjs";

const ME = { username: "demo", password: "demo" };

for (const view of ["React 19", "React 18"]) {
  test.describe(view, () => {
    test.describe.configure({ mode: "default" });
    test.use({ view });

    test("no two components show different states, though it changes in the middle of a slow rendering", async ({ page }) => {
      const commits = await page.evaluate(async (me) => {
        await make().login(me);
        return view.tear(auth, () => auth.logout());
      }, ME);
      expect(commits.length).toBeGreaterThan(0);
      expect(commits.filter((words) => words.length > 1)).toEqual([]);
      await expect(shown(page).first()).toHaveText("signed-out");
    });

    test("the nearest provider counts", async ({ page }) => {
      await page.evaluate(async (me) => {
        const outer = make({ name: "outer" });
        await make({ name: "inner" }).login(me);
        view.mountNested(outer, auth);
      }, ME);
      await expect(shown(page)).toHaveText(["signed-out", "signed-in Zoë Démo"]);
    });
  });
}
