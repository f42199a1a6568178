// The example apps, as their production build in a browser: whoever follows one of them gets what these do.
import { expectFit } from "../support/demo.mjs";
import { APPS, button, expect, expectAccount, signIn, stored, test, testExample } from "./support/app.mjs";

for (const example of Object.keys(APPS)) {
  // Angular takes its time to be installed.
  test.describe(example, example === "angular" ? { tag: "@slow" } : {}, () => {
    // In one worker, which installs and builds it once.
    test.describe.configure({ mode: "default" });
    test.use({ example });

    test("signs in, calls the API with the token, and signs out", async ({ page, app, server }) => {
      await page.goto(app);
      await signIn(page);
      await expectAccount(page);
      await button(page, "Call the API").click();
      await expect(page.getByRole("status")).toHaveText("Hello, Zoë Démo.");
      const told = page.waitForResponse("**/api/logout");
      await button(page, "Sign out").click();
      await told;
      await expect(button(page, "Sign in")).toBeVisible();
      const { entries } = await server.log();
      expect(entries.map(({ path, transport }) => `${path} ${transport}`)).toEqual([
        "/api/token null",
        "/api/something x-access-token",
        "/api/logout x-access-token",
      ]);
    });

    test.describe("with a wrong password", () => {
      test.use({ complaints: ["401"] });

      test("says so, and lets one try again", async ({ page, app }) => {
        await page.goto(app);
        await signIn(page, "wrong");
        await expect(page.getByRole("alert")).toHaveText("Wrong user name or password.");
        await signIn(page);
        await expectAccount(page);
      });
    });

    test("is still signed in after a reload", async ({ page, app }) => {
      await page.goto(app);
      await signIn(page);
      await expectAccount(page);
      await stored(page);
      await page.reload();
      await expectAccount(page);
    });

    test.describe("whose token has ended meanwhile", () => {
      test.use({ complaints: ["503"] });

      const comeBackLate = async (page, app) => {
        await page.goto(app);
        await signIn(page);
        await expectAccount(page);
        await stored(page);
        await page.clock.setFixedTime(Date.now() + 601_000);
      };

      test("waits for the renewal, and asks nobody to sign in", async ({ page, app, server }) => {
        await comeBackLate(page, app);
        await server.faults.add({ path: "/api/token", kind: "hang", times: 1 });
        await page.reload();
        await server.faults.held(1);
        await expect(page.getByText("Loading…")).toBeVisible();
        await expect(button(page, "Sign in")).toHaveCount(0);
        await server.faults.release();
        await expectAccount(page);
      });

      test("asks to sign in when that fails", async ({ page, app, server }) => {
        await comeBackLate(page, app);
        await server.faults.add({ path: "/api/token", kind: "status", status: 503 });
        await page.reload();
        await expect(page.getByText("Your session has ended. Please sign in again.")).toBeVisible();
        await server.faults.clear();
        await signIn(page);
        await expectAccount(page);
      });
    });

    test.describe("with an API that fails", () => {
      test.use({ complaints: ["502"] });

      test("says so", async ({ page, app }) => {
        await page.route("**/api/something", (route) => route.fulfill({ status: 502 }));
        await page.goto(app);
        await signIn(page);
        await button(page, "Call the API").click();
        await expect(page.getByRole("status")).toContainText("502");
      });
    });

    test("renews the token before it ends, and says so", async ({ page, app }) => {
      await page.clock.install();
      await page.goto(app);
      await signIn(page);
      await expectAccount(page);
      await expect(page.getByText("0 times")).toBeVisible();
      await page.clock.fastForward("09:30");
      await expect(page.getByText("1 time", { exact: true })).toBeVisible();
    });

    test.describe("looks", () => {
      test.use({ bypassCSP: true, contextOptions: { reducedMotion: "reduce" } });

      test("good to axe in either colours, and on a phone", async ({ page, app }) => {
        await page.goto(app);
        await expect(button(page, "Sign in")).toBeVisible();
        await expectFitEverywhere(page);
        await signIn(page);
        await expectAccount(page);
        await button(page, "Call the API").click();
        await expect(page.getByRole("status")).not.toBeEmpty();
        await expectFitEverywhere(page);
      });
    });
  });
}

test("the tests of the React app pass, which are written with jotpass/testing", { tag: "@slow" }, async () => {
  test.setTimeout(120_000);
  await testExample("react");
});

async function expectFitEverywhere(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await expectFit(page);
    }
  }
}
