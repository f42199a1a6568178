// The demo page, used as a person uses it: by what it says, by roles and names, with pointer or keyboard.
import { answer, button, events, line, signIn, status, test } from "../support/demo.mjs";
import { expect, expectNewest, expectNoViolations, expectSignedIn, testDoors } from "../support/demo.mjs";

test.describe("signing in", () => {
  test("with a wrong password says so in words, and with the right one opens the pass", async ({ page, complaints }) => {
    complaints.push("401");
    await signIn(page, "wrong");
    await expect(page.getByRole("alert")).toHaveText("That name and password do not match.");
    await expect(status(page)).toHaveText("Signed out");
    await signIn(page);
    await expect(status(page)).toHaveText("Signed in");
    await expect(page.getByRole("heading", { name: "Hello, Zoë Démo" })).toBeVisible();
    await expect(page.getByLabel("Password")).toBeHidden();
    await button(page, "Sign out").click();
    await expect(page.getByLabel("Password")).toBeVisible();
    await expect(page.getByText("That name and password do not match.")).toBeHidden();
  });

  test("shows the claims, explained, and the ring", async ({ page }) => {
    await signIn(page);
    const payload = page.getByRole("region", { name: "Payload" });
    await expect(payload).toContainText('"name": "Zoë Démo"');
    await expect(payload.getByText("issued by jotpass-server")).toBeVisible();
    await expect(payload.getByText(/^ends at .*, in (9:\d\d|10:00)\sminutes$/)).toBeVisible();
    await expect(page.getByRole("timer", { name: /^Token life: (9:\d\d|10:00)\sminutes left$/ })).toBeVisible();
    const token = (await page.getByRole("region", { name: "Encoded token" }).textContent()).trim();
    expect(token).toMatch(/^eyJ[\w-]+\s*\.\s*eyJ[\w-]+\s*\.\s*[\w-]+$/);
  });

  for (const [what, fault, words] of [
    ["fails", { kind: "status", status: 503 }, /problem of its own.*503/],
    ["answers with a page", { kind: "html" }, /a web page instead of a token/],
    ["cuts its answer short", { kind: "truncate" }, /garbled or cut short/],
    ["drops the connection", { kind: "drop" }, /cannot be reached/],
    ["has had too much", { kind: "status", status: 429 }, /Too many attempts/],
  ]) {
    test(`says in words when the server ${what}, and works the next time`, async ({ page, server, complaints }) => {
      complaints.push("Failed to load resource");
      await server.faults.add({ path: "/api/token", times: 1, ...fault });
      await signIn(page);
      await expect(page.getByRole("alert")).toHaveText(words);
      await button(page, "Sign in").click();
      await expect(status(page)).toHaveText("Signed in");
    });
  }
});

test.describe("the doors", () => {
  test("are shut to whoever is not signed in", async ({ page, complaints }) => {
    complaints.push("401");
    await expect(line(page, "Call protected")).toContainText("No token:");
    await button(page, "Call protected").click();
    await expect(answer(page)).toContainText("401 Unauthorized");
    await expectNewest(page, "API", "GET /api/something", "no token", "401");
  });

  test.describe("after signing in", () => {
    test.beforeEach(async ({ page }) => {
      await signIn(page);
      await expect(status(page)).toHaveText("Signed in");
      await expectNewest(page, "API", "POST /api/token", "no token", "200");
    });

    testDoors(test, [
      ["Call public", "Token goes along:", ["API", "GET /api/public", "x-access-token", "200"]],
      ["Call protected", "Token goes along:", ["API", "GET /api/something", "x-access-token", "200"]],
      ["Call legacy", "Token goes along:", ["API", "GET /api/legacy", "x-access-token", "200"]],
      ["Call third party", "No token:", ["third party", "GET /hello", "no token", "200"]],
      ["Call by URL", "Token goes along:", ["API", "GET /api/something?access_token=[redacted]", "query", "200"]],
    ]);

    test("the page's own fetch() carries the token while Jotpass is installed over it", async ({ page, complaints }) => {
      complaints.push("401");
      const name = "Call with plain fetch";
      const hook = page.getByRole("switch", { name: "Install Jotpass over fetch()" });
      const tryIt = async (foretold, transport, status) => {
        await expect(line(page, name)).toContainText(foretold);
        await button(page, name).click();
        await expectNewest(page, "API", "GET /api/something", transport, status);
      };
      await tryIt("No token:", "no token", "401");
      await hook.check();
      await tryIt("Token goes along:", "x-access-token", "200");
      await hook.uncheck();
      await tryIt("No token:", "no token", "401");
    });

    test("the log can be cleared", async ({ page }) => {
      await button(page, "Clear log").click();
      await expect(page.getByRole("region", { name: "Requests, newest first" }).getByText("Nothing yet.")).toBeVisible();
    });

    test("signing out shuts them again, and the server knows", async ({ page, server, complaints }) => {
      complaints.push("401");
      await button(page, "Sign out").click();
      await expect(status(page)).toHaveText("Signed out");
      await expectNewest(page, "API", "POST /api/logout", "x-access-token", "204");
      await expect(page.getByRole("region", { name: "Payload" })).not.toContainText("Zoë");
      await button(page, "Call protected").click();
      await expectNewest(page, "API", "GET /api/something", "no token", "401");
      expect((await server.log()).entries.filter(({ path }) => path === "/api/logout")).toHaveLength(1);
    });
  });
});

test("a token is renewed before it ends, and the pass stays open", async ({ page, server }) => {
  await expect(page.getByText("This server's tokens live 10:00\u00a0minutes.")).toBeVisible();
  await page.clock.install();
  await page.reload();
  await signIn(page);
  await expectSignedIn(page);
  await page.clock.fastForward("09:05");
  await expect(events(page)).toHaveText([/renewed/, /signed-in/]);
  await expect(page.getByRole("timer", { name: /^Token life: (9:\d\d|10:00)\sminutes left$/ })).toBeVisible();
  await expect(status(page)).toHaveText("Signed in");
  await button(page, "Call protected").click();
  await expect(answer(page)).toContainText("200 OK");
  expect(await server.count("/api/token/refresh")).toBe(1);
});

test("the whole way can be gone by keyboard alone", async ({ page }) => {
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Goes on by Tab until the focus is on something of this name. */
  const tabTo = async (name) => {
    const target = page.getByRole("button", { name, exact: true }).or(page.getByLabel(name, { exact: true }));
    for (let i = 0; i < 40; i++) {
      if (await target.evaluateAll((elements) => elements.includes(document.activeElement))) return;
      await press("Tab");
    }
    throw new Error(`Tab does not lead to ${name}`);
  };
  await press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the demo" })).toBeFocused();
  await press("Enter");
  await tabTo("User name");
  await page.keyboard.type("demo");
  await tabTo("Password");
  await press("ControlOrMeta+a");
  await page.keyboard.type("demo");
  await press("Enter");
  await expect(page.getByRole("heading", { name: "Hello, Zoë Démo" })).toBeFocused();
  await tabTo("Call protected");
  await press("Space");
  await expect(answer(page)).toContainText("200 OK");
  await tabTo("Install Jotpass over fetch()");
  await press("Space");
  await expect(page.getByRole("switch")).toBeChecked();
  for (let i = 0; i < 40 && !(await button(page, "Sign out").evaluate((e) => e === document.activeElement)); i++)
    await press("Shift+Tab");
  await press("Enter");
  await expect(status(page)).toHaveText("Signed out");
  await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeFocused();
});

test.describe("axe finds nothing to complain about", () => {
  test.use({ bypassCSP: true });

  for (const colorScheme of ["light", "dark"]) {
    test.describe(`in ${colorScheme} colours`, () => {
      // Colours that are on their way are nobody's reading.
      test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

      test("before, during and after a session, and at an error", async ({ page, complaints }) => {
        complaints.push("401");
        await expectNoViolations(page);
        await signIn(page, "wrong");
        await expect(page.getByRole("alert")).not.toBeEmpty();
        await expectNoViolations(page);
        await signIn(page);
        await expect(status(page)).toHaveText("Signed in");
        await button(page, "Call protected").click();
        await expectNewest(page, "API", "GET /api/something", "x-access-token", "200");
        await expectNoViolations(page);
        await button(page, "Sign out").click();
        await expect(status(page)).toHaveText("Signed out");
        await expectNoViolations(page);
      });
    });
  }

  test("on a phone", async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await signIn(page);
    await expect(status(page)).toHaveText("Signed in");
    await expectNoViolations(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, "wider than the screen").toBeLessThanOrEqual(0);
  });
});
