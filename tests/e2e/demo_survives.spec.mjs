// The demo page's trials: what the session survives, as the page tells it and as the server saw it.
import { button, events, line, rows, signIn, status, test } from "../support/demo.mjs";
import { expect, expectNoViolations, expectSignedIn } from "../support/demo.mjs";

const REFRESH = "/api/token/refresh";
const CHROME_SAYS = ["Failed to load resource"];

/** How many such requests the page's log shows; those that are alike share a row. */
async function countInLog(page, request, status) {
  const cell = page.getByRole("cell", { name: status, exact: true });
  const found = rows(page).filter({ hasText: request }).filter({ has: cell });
  const counts = await found.locator("strong").allTextContents();
  return counts.reduce((sum, text) => sum + Number(text.replace("×", "") || 1), 0);
}

test.describe("50 calls at once", () => {
  test("with a token that the server has ended cost one renewal", async ({ page, server, complaints }) => {
    complaints.push(...CHROME_SAYS);
    await signIn(page);
    await expectSignedIn(page);
    await button(page, "50 calls at once").click();
    await expect(line(page, "50 calls at once")).toContainText("50 refused → 1 renewal → 50 answered");
    await expect.poll(() => countInLog(page, "GET /api/something", "200")).toBe(50);
    expect(await countInLog(page, "GET /api/something", "401")).toBe(50);
    expect(await countInLog(page, `POST ${REFRESH}`, "200")).toBe(1);
    expect(await server.count(REFRESH)).toBe(1);
    expect(await server.count("/api/something")).toBe(100);
    await expectSignedIn(page);
    await expect(events(page)).toContainText([/renewed/, /signed-in/]);
    await expect(events(page)).toHaveCount(2);
  });

  test("after its expiry wait for one renewal, and none leaves with it", async ({ page, server }) => {
    await page.clock.install();
    await page.reload();
    await signIn(page);
    await expectSignedIn(page);
    await server.faults.add({ path: REFRESH, kind: "hold" });
    await page.clock.fastForward("10:01");
    await expect(status(page)).toHaveText("Waiting for the server");
    await expect(events(page)).toContainText([/expired/, /signed-in/]);
    const watched = page.waitForResponse((response) => response.url().includes(`after=${Number.MAX_SAFE_INTEGER}`));
    await button(page, "50 calls at once").click();
    await watched;
    await server.faults.held(1);
    await server.faults.release();
    await expect(line(page, "50 calls at once")).toContainText("0 refused → 1 renewal → 50 answered");
    expect(await server.count(REFRESH)).toBe(1);
    expect(await server.count("/api/something")).toBe(50);
    await expectSignedIn(page);
  });

  test("are not made by anybody who is not signed in", async ({ page, server }) => {
    await button(page, "50 calls at once").click();
    await expect(line(page, "50 calls at once")).toContainText("Sign in first.");
    expect(await server.count("/api/something")).toBe(0);
  });
});

test.describe("a token that is revoked at the server", () => {
  test.beforeEach(async ({ page, complaints }) => {
    complaints.push(...CHROME_SAYS);
    await signIn(page);
    await expectSignedIn(page);
  });

  test("costs the next call one refusal and one renewal, and its caller nothing", async ({ page, server }) => {
    await button(page, "Clear log").click();
    await expect(rows(page)).toHaveCount(0);
    await button(page, "Revoke at the server").click();
    await expect(line(page, "Revoke at the server")).toContainText("1 refused → 1 renewal → 1 answered");
    await expect(rows(page)).toHaveText([
      /GET \/api\/something\s+x-access-token\s+200\s*$/,
      /POST \/api\/token\/refresh\s+no token\s+200\s*$/,
      /GET \/api\/something\s+x-access-token\s+401\s*$/,
      /POST \/api\/revoke\s+x-access-token\s+204\s*$/,
    ]);
    expect(await server.count(REFRESH)).toBe(1);
  });

  test("ends the session when the server refuses to renew it, and the page says so", async ({ page, server }) => {
    await server.faults.add({ path: REFRESH, kind: "status", status: 401 });
    await button(page, "Revoke at the server").click();
    await expect(line(page, "Revoke at the server")).toContainText("1 refused → 1 renewal → 0 answered");
    await expect(status(page)).toHaveText("Signed out");
    await expect(page.getByRole("region", { name: "Sign in" })).toContainText("The server refused to renew your session.");
    await expect(events(page)).toContainText([/login-required/, /signed-out/, /signed-in/]);
    await server.faults.clear();
    await button(page, "Sign in").click();
    await expectSignedIn(page);
  });
});

test.describe("a server that is down", () => {
  const outage = (server, seconds) => {
    const headers = { "content-type": "application/json" };
    return fetch(new URL("/demo/down", server.url), { method: "POST", headers, body: JSON.stringify({ seconds }) });
  };

  test.beforeEach(async ({ page, complaints }) => {
    complaints.push(...CHROME_SAYS);
    await page.clock.install();
    await page.reload();
    await signIn(page);
    await expectSignedIn(page);
    await button(page, "Server down").click();
    const trial = page.locator("#trials").getByRole("listitem").nth(2);
    await expect(trial).toContainText("A call failed: “The server cannot be reached.");
    await expect(trial).toContainText("You are still signed in.");
    await expect(trial.getByRole("button", { name: /^Down for \d+ s$/ })).toHaveAttribute("aria-disabled", "true");
  });

  test("leaves the session alone, and is found to be back", async ({ page, server }) => {
    await expectSignedIn(page);
    await expect.poll(() => countInLog(page, "GET /api/something", "none")).toBe(1);
    await button(page, "Call protected").click();
    await expect(page.getByRole("region", { name: "Answer" })).toContainText("The server cannot be reached.");
    await outage(server, 0);
    await page.clock.runFor(10_000);
    await expect(line(page, "Server down")).toContainText("Back by itself: 200 OK. Nobody had to sign in.");
    await expectSignedIn(page);
    expect(await server.count("/api/token")).toBe(1);
  });

  test("when the token ends costs a renewal later, and no sign-in", async ({ page, server }) => {
    // Longer than the token lives, by the page's clock.
    await page.clock.fastForward("10:01");
    await expect(status(page)).toHaveText("Waiting for the server");
    await expect(page.getByRole("heading", { name: "Hello, Zoë Démo" })).toBeVisible();
    await expect(page.getByRole("timer", { name: "Token life: ended" })).toBeVisible();
    await expect(events(page)).toContainText([/expired/, /signed-in/]);
    await outage(server, 0);
    // In steps, so that the answer has real time to come before the exchange times out by the page's clock.
    const aSecondLater = () => page.clock.runFor(1000).then(() => status(page).textContent());
    await expect.poll(aSecondLater, { timeout: 20_000 }).toBe("Signed in");
    await page.clock.runFor(10_000);
    await expect(line(page, "Server down")).toContainText("Back by itself: 200 OK.");
    await expect(events(page)).toContainText([/renewed/, /expired/, /signed-in/]);
    expect(await server.count("/api/token")).toBe(1);
  });
});

test.describe("a second tab", () => {
  const openSecond = async (page, context) => {
    const [second] = await Promise.all([context.waitForEvent("page"), button(page, "Open a second tab").click()]);
    return second;
  };

  for (const storage of ["indexeddb", "local", "session"]) {
    test(`shares a session kept in ${storage}`, async ({ page, context, server, complaints }) => {
      complaints.push(...CHROME_SAYS);
      await page.getByRole("link", { name: storage, exact: true }).click();
      await expect(page).toHaveURL(`${server.url}/?storage=${storage}`);
      await expect(page.getByRole("link", { name: storage, exact: true })).toHaveAttribute("aria-current", "true");
      await signIn(page);
      await expectSignedIn(page);
      const second = await openSecond(page, context);
      await expectSignedIn(second);
      await expect(second).toHaveURL(`${server.url}/?storage=${storage}`);
      await expect(second.getByRole("heading", { name: "Hello, Zoë Démo" })).toBeVisible();

      await button(second, "Revoke at the server").click();
      await expect(line(second, "Revoke at the server")).toContainText("1 answered");
      await expect(events(page)).toContainText([/renewed/, /signed-in/]);
      const token = (page) => page.getByRole("region", { name: "Encoded token" }).textContent();
      await expect.poll(() => token(page)).toBe(await token(second));
      expect(await server.count(REFRESH)).toBe(1);

      await button(second, "Sign out").click();
      await expect(status(page)).toHaveText("Signed out");
      await expect(page.getByRole("region", { name: "Sign in" })).toContainText("You signed out in another tab.");

      await signIn(page);
      await expectSignedIn(second);
      expect(await server.count("/api/token")).toBe(2);
    });
  }

  test("has a session of its own with memory, and the page says so", async ({ page, context }) => {
    await page.getByRole("link", { name: "memory" }).click();
    await signIn(page);
    await expectSignedIn(page);
    const second = await openSecond(page, context);
    await expect(status(second)).toHaveText("Signed out");
    await expect(line(page, "Open a second tab")).toContainText("Open, with a session of its own");
    await page.reload();
    await expect(status(page)).toHaveText("Signed out");
  });

  test("that is this one, later: a reload finds the session again", async ({ page, server }) => {
    await signIn(page);
    await expectSignedIn(page);
    await page.reload();
    await expectSignedIn(page);
    await expect(page.getByRole("region", { name: "Payload" })).toContainText("Zoë Démo");
    expect(await server.count("/api/token")).toBe(1);
  });
});

test("a storage that fails is told of, and the session goes on", async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new Error("forbidden by the test");
    };
  });
  await page.reload();
  await signIn(page);
  await expectSignedIn(page);
  await expect(events(page)).toContainText([/signed-in/, /warning.*the session goes on/]);
});

test.describe("axe finds nothing to complain about after the trials", () => {
  test.use({ bypassCSP: true });

  for (const colorScheme of ["light", "dark"]) {
    test.describe(`in ${colorScheme} colours`, () => {
      // Colours that are on their way are nobody's reading.
      test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

      test("with a server down, an ended token, and a sign-out elsewhere", async ({ page, context, complaints }) => {
        complaints.push(...CHROME_SAYS);
        await page.clock.install();
        await page.reload();
        await signIn(page);
        await expectSignedIn(page);
        await button(page, "50 calls at once").click();
        await expect(line(page, "50 calls at once")).toContainText("50 answered");
        await expect.poll(() => countInLog(page, "GET /api/something", "200")).toBe(50);
        await button(page, "Server down").click();
        await expect(page.getByText("A call failed")).toBeVisible();
        await expectNoViolations(page);
        await page.clock.fastForward("10:01");
        await expect(status(page)).toHaveText("Waiting for the server");
        await expectNoViolations(page);
        const second = await context.newPage();
        await second.goto("/");
        await button(second, "Sign out").click();
        await expect(status(page)).toHaveText("Signed out");
        await expectNoViolations(page);
      });
    });
  }
});
