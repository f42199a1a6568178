// The demo page with its session in cookies: what it shows of a token that it never sees, and that everything else goes on.
import { button, events, line, rows, signIn, status, test as base } from "../support/demo.mjs";
import { expect, expectFit, expectNewest, expectSignedIn, testDoors, testFit } from "../support/demo.mjs";

const CHROME_SAYS = "Failed to load resource";
const REFRESH = "/api/token/refresh";

const token = (page) => page.getByRole("region", { name: "The token" });
/** What the page says that a script finds there. */
const sees = (page, name) => page.locator("#token-sees div").filter({ has: page.getByText(name, { exact: true }) }).locator("dd");

/** `page` has chosen the cookie. */
const test = base.extend({
  page: async ({ page }, use) => {
    await page.getByRole("link", { name: "cookie", exact: true }).click();
    await expect(page.getByRole("link", { name: "cookie", exact: true })).toHaveAttribute("aria-current", "true");
    await expect(status(page)).toHaveText("Signed out");
    await use(page);
  },
});

base("one click in the card of the token leads to the cookie, and another back", async ({ page, server }) => {
  await token(page).getByRole("link", { name: "Keep it in a cookie" }).click();
  await expect(page).toHaveURL(`${server.url}/?storage=cookie`);
  await expect(token(page)).toContainText("Sign in, and the server puts it in a cookie.");
  await expect(page.getByRole("region", { name: "Payload" })).toBeHidden();
  await token(page).getByRole("link", { name: "Keep it within reach" }).click();
  await expect(page.getByRole("region", { name: "Payload" })).toBeVisible();
});

test("the card tells what a script sees, which is no token", async ({ page, context }) => {
  await signIn(page);
  await expectSignedIn(page);
  await expect(page.getByRole("heading", { name: "Hello, Zoë Démo" })).toBeVisible();
  await expect(token(page)).toContainText("In a cookie that no script can read, not even ours.");
  await expect(sees(page, "auth.token()")).toHaveText("null");
  await expect(sees(page, "session.claims")).toHaveText("null");
  const cookies = await context.cookies();
  const { access_token, refresh_token, ...rest } = Object.fromEntries(cookies.map(({ name, value }) => [name, value]));
  expect(Object.keys(rest)).toEqual(["XSRF-TOKEN"]);
  await expect(sees(page, "document.cookie")).toHaveText(`XSRF-TOKEN=${rest["XSRF-TOKEN"]}`);
  const html = await page.content();
  for (const secret of ["eyJ", access_token, refresh_token]) expect(html).not.toContain(secret);

  await button(page, "Sign out").click();
  await expect(sees(page, "document.cookie")).toHaveText("(empty)");
  await expectNewest(page, "API", "POST /api/logout", "cookie", "204");
  expect(await context.cookies()).toEqual([]);
});

test.describe("the doors, after signing in", () => {
  test.beforeEach(async ({ page }) => {
    await signIn(page);
    await expectSignedIn(page);
    await expectNewest(page, "API", "POST /api/token?cookie=all", "no token", "200");
  });

  testDoors(test, [
    ["Call public", "Token goes along:", ["API", "GET /api/public", "cookie", "200"]],
    ["Call protected", "Token goes along:", ["API", "GET /api/something", "cookie", "200"]],
    ["Call legacy", "Token goes along:", ["API", "GET /api/legacy", "cookie", "200"]],
    ["Call third party", "No token:", ["third party", "GET /hello", "no token", "200"]],
    ["Call by URL", "Token goes along:", ["API", "GET /api/something", "cookie", "200"]],
  ]);

  test("the page's own fetch() changes nothing without the header that Jotpass adds", async ({ page, complaints }) => {
    complaints.push(CHROME_SAYS);
    const name = "Call with plain fetch";
    const hook = page.getByRole("switch", { name: "Install Jotpass over fetch()" });
    const tryIt = async (foretold, status) => {
      await expect(line(page, name)).toContainText(foretold);
      await button(page, name).click();
      await expectNewest(page, "API", "POST /api/something", "cookie", status);
    };
    await tryIt("Cookie alone: the server wants the header, too", "403");
    await hook.check();
    await tryIt("Token goes along:", "200");
    await hook.uncheck();
    await tryIt("Cookie alone:", "403");
  });
});

test.describe("the trials", () => {
  test.beforeEach(async ({ page, complaints }) => {
    complaints.push(CHROME_SAYS);
    await signIn(page);
    await expectSignedIn(page);
  });

  test("50 calls at once cost one renewal, by the cookie", async ({ page, server }) => {
    await button(page, "50 calls at once").click();
    await expect(line(page, "50 calls at once")).toContainText("50 refused → 1 renewal → 50 answered");
    expect(await server.count(REFRESH)).toBe(1);
    await expect(events(page)).toContainText([/renewed/, /signed-in/]);
    await expect(rows(page).filter({ hasText: `POST ${REFRESH}` })).toContainText("cookie");
  });

  test("a second tab and a reload share the session, and its end", async ({ page, context, server }) => {
    await page.reload();
    await expectSignedIn(page);
    const [second] = await Promise.all([context.waitForEvent("page"), button(page, "Open a second tab").click()]);
    await expectSignedIn(second);
    await expect(second.getByRole("heading", { name: "Hello, Zoë Démo" })).toBeVisible();
    await button(second, "Sign out").click();
    await expect(status(page)).toHaveText("Signed out");
    await expect(page.getByRole("region", { name: "Sign in" })).toContainText("You signed out in another tab.");
    expect(await server.count("/api/token")).toBe(1);
  });

  test("a session within reach beside it is another one, and both stay", async ({ page, context }) => {
    const second = await context.newPage();
    await second.goto("/");
    await signIn(second);
    await expectSignedIn(second);
    await button(second, "Sign out").click();
    await expect(status(second)).toHaveText("Signed out");
    await expectSignedIn(page);
    await button(page, "Revoke at the server").click();
    await expect(line(page, "Revoke at the server")).toContainText("1 refused → 1 renewal → 1 answered");
  });
});

test("a token is renewed before it ends", async ({ page, server }) => {
  await page.clock.install();
  await page.reload();
  await signIn(page);
  await expectSignedIn(page);
  await page.clock.fastForward("09:05");
  await expect(events(page)).toHaveText([/renewed/, /signed-in/]);
  await expect(page.getByRole("timer", { name: /^Token life: (9:\d\d|10:00)\sminutes left$/ })).toBeVisible();
  expect(await server.count(REFRESH)).toBe(1);
});

testFit(test, () => {
  test("before, during and after a session", async ({ page, complaints }) => {
    complaints.push(CHROME_SAYS);
    await expectFit(page);
    await signIn(page);
    await expectSignedIn(page);
    await button(page, "Call with plain fetch").click();
    await expectNewest(page, "API", "POST /api/something", "cookie", "403");
    await expectFit(page);
    await button(page, "Sign out").click();
    await expect(status(page)).toHaveText("Signed out");
    await expectFit(page);
  });
});
