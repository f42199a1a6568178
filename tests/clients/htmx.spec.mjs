// htmx by the fetch of its requests' context.
import { ANSWERED, REFUSED, RENEWAL, expect, open, revoke, seen, test } from "../support/clients.mjs";

test.use({ client: "htmx" });

/** Puts a button on the page, with these attributes. */
const button = (page, attributes) =>
  page.evaluate((attributes) => {
    document.body.insertAdjacentHTML("beforeend", `<button hx-target="output" ${attributes}>go</button>`);
    htmx.process(document.body);
  }, attributes);

test.beforeEach(async ({ page, server }) => {
  await page.clock.install();
  await open(page);
  await server.clearLog();
});

test("the code of its page in the documentation works", async ({ page, server }) => {
  await page.evaluate(() => client.greeting());
  await expect(page.locator("output")).toContainText("Hello, ");
  expect(await seen(server)).toEqual([ANSWERED]);
});

test("the token goes to the listed origin and to no other", async ({ page, server }) => {
  await button(page, `hx-get="${server.thirdParty}/fragment"`);
  await page.evaluate(() => (htmx.config.mode = "cors"));
  await page.getByRole("button").click();
  await expect(page.locator("output")).toContainText("hello from somebody else");
  const { entries } = await server.log();
  expect(entries.flatMap(({ transports }) => transports)).toEqual([]);
});

test("a form and hx-headers travel as they are", async ({ page }) => {
  await button(page, `hx-post="/api/echo" hx-vals='{"a": "1"}' hx-headers='{"X-Mine": "yes"}'`);
  await page.getByRole("button").click();
  await expect(page.locator("output")).toContainText(`"body":"a=1"`);
  await expect(page.locator("output")).toContainText(`"x-mine":"yes"`);
});

test("a token that is over is renewed first", async ({ page, server }) => {
  await button(page, `hx-get="/api/something"`);
  await page.clock.setSystemTime(Date.now() + 3600_000);
  await page.getByRole("button").click();
  await expect(page.locator("output")).toContainText("Hello, ");
  expect(await seen(server)).toEqual([RENEWAL, ANSWERED]);
});

test("a 401 is renewed and replayed, once, and raises no event", async ({ page, server }) => {
  await button(page, `hx-get="/api/something"`);
  await revoke(page, server);
  await page.evaluate(() => void (window.event = next("htmx:response:error", "htmx:after:request")));
  await page.getByRole("button").click();
  await expect(page.locator("output")).toContainText("Hello, ");
  expect(await page.evaluate(() => event.then(([type]) => type))).toBe("htmx:after:request");
  expect(await seen(server)).toEqual([REFUSED, RENEWAL, ANSWERED]);
});

test("a 401 that stays raises htmx:response:error", async ({ page, server }) => {
  await button(page, `hx-get="/api/something"`);
  await server.faults.add({ path: "/api/something", kind: "status", status: 401 });
  await page.evaluate(() => void (window.event = next("htmx:response:error")));
  await page.getByRole("button").click();
  expect(await page.evaluate(() => event.then(([, { ctx }]) => ctx.response.status))).toBe(401);
});

test("what Jotpass rejects raises htmx:error", async ({ page }) => {
  await button(page, `hx-get="/api/something"`);
  await page.evaluate(() => {
    window.event = next("htmx:error");
    auth.close();
  });
  await page.getByRole("button").click();
  expect(await page.evaluate(() => event.then(([, { error }]) => [error.name, error.code]))).toEqual(["AuthError", "closed"]);
});

test("htmx:abort ends the request", async ({ page, server }) => {
  await button(page, `hx-get="/api/something"`);
  await server.faults.add({ path: "/api/something", kind: "hold" });
  const failed = page.waitForEvent("requestfailed");
  await page.getByRole("button").click();
  await server.faults.held(1);
  await page.evaluate(() => htmx.trigger(document.querySelector("button"), "htmx:abort"));
  expect((await failed).failure().errorText).toBe("net::ERR_ABORTED");
});
