// TanStack Query with `auth.fetch` in its functions.
import { expect, open, test } from "../support/clients.mjs";
import { describeRules } from "./rules.mjs";

test.use({ client: "query" });
test.describe("query", () => describeRules({ aborted: { message: "CancelledError" } }));

test("an observer that goes ends its query's request", async ({ page, server }) => {
  await open(page);
  await server.faults.add({ path: "/api/something", kind: "hold" });
  const failed = page.waitForEvent("requestfailed");
  await page.evaluate(() => void (window.stop = new QueryObserver(queries, { queryKey: ["something"] }).subscribe(() => {})));
  await server.faults.held(1);
  await page.evaluate(() => stop());
  expect((await failed).failure().errorText).toBe("net::ERR_ABORTED");
});

test("a query that is asked twice at once is one request", async ({ page, server }) => {
  await open(page);
  await page.evaluate(() => Promise.all([client.greeting(), client.greeting()]));
  expect(await server.count("/api/something")).toBe(1);
});

test("signing out empties the cache", async ({ page }) => {
  await open(page);
  const sizes = await page.evaluate(async () => {
    const size = () => queries.getQueryCache().getAll().length;
    await client.greeting();
    const before = size();
    await auth.logout();
    return [before, size()];
  });
  expect(sizes).toEqual([1, 0]);
});

test("what Jotpass rejects is the query's error, and worth no other try if the app says so", async ({ page }) => {
  await open(page);
  const told = await page.evaluate(async () => {
    auth.close();
    let tries = 0;
    const queryFn = () => (tries++, auth.fetch("/api/something"));
    const retry = (count, error) => error.code !== "closed" && count < 3;
    const error = await queries.fetchQuery({ queryKey: ["x"], queryFn, retry }).catch((error) => error);
    return [error.name, error.code, tries];
  });
  expect(told).toEqual(["AuthError", "closed", 1]);
});
