// The demo page with its token in a worker: what it shows of it, that everything else goes on, and what its attacks come to in
// every mode.
import { button, events, line, rows, signIn, status, test as base } from "../support/demo.mjs";
import { answer, expect, expectFit, expectNewest, expectSignedIn, testDoors, testFit } from "../support/demo.mjs";

const CHROME_SAYS = "Failed to load resource";
const REFRESH = "/api/token/refresh";
const MODES = ["worker", "shared-worker"];

const token = (page) => page.getByRole("region", { name: "The token" });
const home = (page) => page.getByRole("navigation", { name: "The token is kept" });
/** What the page says that a script finds there. */
const sees = (page, name) =>
  token(page).locator("dl > div").filter({ has: page.getByText(name, { exact: true }) }).locator("dd");
const attempts = (page) => {
  const table = page.getByRole("table", { name: "Try to steal it" });
  return table.getByRole("row").filter({ has: page.getByRole("cell") });
};
/** Text of what attempts patch, as long as they do. */
const natives = (page) =>
  page.evaluate(() => {
    const { instantiate } = WebAssembly;
    return [fetch, Headers, Response.prototype.text, MessagePort.prototype.postMessage, instantiate].map(String).join();
  });

/** `page` has chosen the `mode`. */
const test = base.extend({
  mode: ["shared-worker", { option: true }],
  page: async ({ page, mode, complaints }, use) => {
    complaints.push(CHROME_SAYS);
    const link = home(page).getByRole("link", { name: `in a ${mode.replace("-", " ")}`, exact: true });
    await link.click();
    await expect(link).toHaveAttribute("aria-current", "true");
    await expect(status(page)).toHaveText("Signed out");
    await use(page);
  },
});

/** Presses the button, and gives what the attempts that got the token are called. */
async function attack(page) {
  await button(page, "Attack me").click();
  await expect(page.locator("#attack-summary")).toContainText(/attempts got the token/, { timeout: 30_000 });
  await expect(attempts(page).filter({ hasText: "not tried" })).toHaveCount(0);
  await expect(button(page, "Attack me")).toBeFocused();
  return attempts(page).filter({ hasText: "got the token" }).locator("b").allTextContents();
}

base("who holds the token is chosen in one place, and the page says what it means", async ({ page, server }) => {
  const choices = [
    ["in a worker", "?isolation=worker", "A reload ends the session."],
    ["in a shared worker", "?isolation=shared-worker", "as long as one of the tabs"],
    ["in a cookie", "?storage=cookie", "The browser sends it by itself."],
    ["in the page", "?isolation=page", "Any script can ask for it there"],
  ];
  for (const [name, query, words] of choices) {
    await home(page).getByRole("link", { name, exact: true }).click();
    await expect(page).toHaveURL(`${server.url}/${query}`);
    await expect(home(page).locator("[aria-current]")).toHaveText(name);
    await expect(home(page)).toContainText(words);
    await expect(page.getByRole("navigation", { name: "Session kept in" })).toBeVisible({ visible: !query.includes("worker") });
  }
  await token(page).getByRole("link", { name: "keep it in a worker" }).click();
  await expect(page).toHaveURL(`${server.url}/?isolation=shared-worker`);
});

base("a browser without shared workers has a worker, and the page says so", async ({ page }) => {
  await page.addInitScript(() => delete globalThis.SharedWorker);
  await page.goto("/?isolation=shared-worker");
  await signIn(page);
  await expectSignedIn(page);
  await expect(home(page)).toContainText("This browser has no shared worker");
});

for (const mode of MODES) {
  test.describe(`in a ${mode}`, () => {
    test.use({ mode });

    test.describe("after signing in", () => {
      test.beforeEach(async ({ page }) => {
        await signIn(page);
        await expectSignedIn(page);
      });

      test("the card tells what a script sees, which is no token, and the claims", async ({ page }) => {
        await expect(page.getByRole("heading", { name: "Hello, Zoë Démo" })).toBeVisible();
        await expect(token(page)).toContainText("In a worker that no script of this page can look into.");
        await expect(sees(page, "auth.token()")).toHaveText("rejects: isolated");
        await expect(sees(page, "name")).toHaveText("Zoë Démo");
        await expect(sees(page, "exp")).toHaveText(/^ends at .*, in (9:\d\d|10:00)\sminutes$/);
        expect(await page.content()).not.toContain("eyJ");
        const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
        expect(loaded.join()).not.toContain(".wasm");
        await button(page, "Sign out").click();
        await expect(status(page)).toHaveText("Signed out");
        await expect(token(page)).not.toContainText("Zoë");
      });

      testDoors(test, [
        ["Call public", "Token goes along:", ["API", "GET /api/public", "x-access-token", "200"]],
        ["Call protected", "Token goes along:", ["API", "GET /api/something", "x-access-token", "200"]],
        ["Call third party", "No token:", ["third party", "GET /hello", "no token", "200"]],
      ]);

      test("no address carries the token, and the page's own fetch() does while Jotpass is installed", async ({ page }) => {
        await expect(line(page, "Call by URL")).toContainText("Refused: an address would show it to the page");
        await button(page, "Call by URL").click();
        await expect(answer(page)).toContainText("A worker holds the token, and gives it to nobody.");
        await page.getByRole("switch", { name: "Install Jotpass over fetch()" }).check();
        await button(page, "Call with plain fetch").click();
        await expectNewest(page, "API", "GET /api/something", "x-access-token", "200");
      });

      test("the trials cost one renewal each", async ({ page, server }) => {
        await button(page, "50 calls at once").click();
        // Calls reach the worker one by one: those that come while it renews wait, and are refused no more.
        await expect(line(page, "50 calls at once")).toContainText(/\b([1-9]|[1-4]\d|50) refused → 1 renewal → 50 answered/);
        await button(page, "Revoke at the server").click();
        await expect(line(page, "Revoke at the server")).toContainText("1 refused → 1 renewal → 1 answered");
        expect(await server.count(REFRESH)).toBe(2);
        await expect(events(page)).toContainText([/renewed/, /renewed/, /signed-in/]);
      });

      test("no attack gets the token, and the session goes on", async ({ page }) => {
        expect(await attack(page)).toEqual([]);
        await expect(page.locator("#attack-summary")).toHaveText("None of 15 attempts got the token.");
        const came = (name) => attempts(page).filter({ hasText: name }).getByRole("cell").last();
        await expect(came("Ask Jotpass for it")).toHaveText("refused: isolated");
        await expect(came("Have an API repeat it")).toHaveText("refused: token-reflected");
        await expect(came("Have it redirected")).toHaveText("answered 200, without it");
        const refused = mode === "worker" ? "isolated" : "other-configuration";
        await expect(came("Open the session once more")).toHaveText(`refused: ${refused}`);
        await expectSignedIn(page);
        await button(page, "Call protected").click();
        await expect(answer(page)).toContainText("200 OK");
        const leaked = rows(page).filter({ hasText: "third party" }).filter({ hasText: "x-access-token" });
        await expect(leaked).toHaveCount(0);
      });
    });
  });
}

test.describe("two tabs", () => {
  const openSecond = async (page, context) => {
    await signIn(page);
    await expectSignedIn(page);
    const [second] = await Promise.all([context.waitForEvent("page"), button(page, "Open a second tab").click()]);
    return second;
  };

  test("of a shared worker show one session: its claims, its renewal, its end", async ({ page, context, server }) => {
    const second = await openSecond(page, context);
    await expectSignedIn(second);
    await expect(second.getByRole("heading", { name: "Hello, Zoë Démo" })).toBeVisible();
    const issued = (page) => sees(page, "iat").textContent();
    expect(await issued(page)).toBe(await issued(second));
    await button(second, "Revoke at the server").click();
    await expect(line(second, "Revoke at the server")).toContainText("1 answered");
    await expect(events(page)).toContainText([/renewed/, /signed-in/]);
    expect(await server.count(REFRESH)).toBe(1);

    await page.reload();
    await expectSignedIn(page);
    expect(await server.count("/api/token")).toBe(1);
    await button(second, "Sign out").click();
    await expect(status(page)).toHaveText("Signed out");
    await expect(page.getByRole("region", { name: "Sign in" })).toContainText("You signed out in another tab.");
  });

  test.describe("with a worker each", () => {
    test.use({ mode: "worker" });
    test("have a session each, and the page says so", async ({ page, context }) => {
      const second = await openSecond(page, context);
      await expect(status(second)).toHaveText("Signed out");
      await expect(line(page, "Open a second tab")).toContainText("Open, with a worker of its own");
    });
  });
});

base.describe("the attacks within reach", () => {
  const reached = {
    indexeddb: ["Ask Jotpass", "Read IndexedDB", "Load Jotpass afresh", "Have an API repeat it", "Open the session once more"],
    local: ["Ask Jotpass", "Read IndexedDB", "Load Jotpass afresh", "Have an API repeat it", "Open the session once more"],
    memory: ["Ask Jotpass", "Have an API repeat it"],
    cookie: ["Have an API repeat it"],
  };
  for (const [storage, names] of Object.entries(reached)) {
    base(`get a token kept in ${storage}, masked, and leave the page as it was`, async ({ page, complaints }) => {
      complaints.push(CHROME_SAYS, "CORS policy");
      await page.goto(`/?storage=${storage}`);
      const before = await natives(page);
      await button(page, "Attack me").click();
      await expect(page.locator("#attack-summary")).toHaveText("Sign in first: there is nothing to steal.");
      await signIn(page);
      await expectSignedIn(page);
      const got = await attack(page);
      for (const name of names) expect(got.join()).toContain(name);
      const words = `${got.length} of 15 attempts got the token, and the API took it.`;
      await expect(page.locator("#attack-summary")).toContainText(words);
      const first = attempts(page).filter({ hasText: "got the token" }).first().getByRole("cell").last();
      await expect(first).toHaveText(/^eyJ[\w-]{9}… \(\d+ characters\)$/);
      expect(await natives(page)).toBe(before);
      await expectSignedIn(page);
    });
  }
});

testFit(test, () => {
  test("before, during and after an attack on a worker and on a page", async ({ page }) => {
    await expectFit(page);
    await signIn(page);
    await expectSignedIn(page);
    expect(await attack(page)).toEqual([]);
    await expectFit(page);
    await home(page).getByRole("link", { name: "in the page" }).click();
    await expect(status(page)).toHaveText("Signed out");
    await signIn(page);
    await expectSignedIn(page);
    expect((await attack(page)).length).toBeGreaterThan(2);
    await expectFit(page);
  });
});
