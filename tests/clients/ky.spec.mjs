// ky with `auth.fetch` as its own.
import { expect, open, revoke, test } from "../support/clients.mjs";
import { describeRules } from "./rules.mjs";

test.use({ client: "ky" });
test.describe("ky", () => describeRules({ aborted: { name: "AbortError" } }));

test.describe("ky's own words:", () => {
  test.beforeEach(({ page }) => open(page));

  test("a 401 that stays is an HTTPError, which ky does not try again", async ({ page, server }) => {
    await server.clearLog();
    await server.faults.add({ path: "/api/something", kind: "status", status: 401 });
    const error = await page.evaluate(() => client.get("/api/something").catch(({ name, response }) => [name, response.status]));
    expect(error).toEqual(["HTTPError", 401]);
    expect(await server.count("/api/something")).toBe(2);
  });

  test("a 503 is tried again by ky", async ({ page, server }) => {
    await server.faults.add({ path: "/api/something", kind: "status", status: 503, times: 1 });
    const told = await page.evaluate(() => client.get("/api/something", { retry: { limit: 1, delay: () => 0 } }));
    expect(told.message).toMatch(/^Hello/);
  });

  test("a timeout is a TimeoutError, though it was a renewal that was waited for", async ({ page, server }) => {
    await revoke(page, server);
    await server.faults.add({ path: "/api/token", kind: "hang" });
    const name = await page.evaluate(() => client.get("/api/something", { timeout: 50 }).catch(({ name }) => name));
    expect(name).toBe("TimeoutError");
  });

  test("what Jotpass rejects is the AuthError itself, which ky does not try again", async ({ page }) => {
    const told = await page.evaluate(async () => {
      auth.close();
      let tries = 0;
      const options = { retry: { limit: 1, delay: () => 0 }, hooks: { beforeRetry: [() => void tries++] } };
      const error = await client.get("/api/something", options).catch((error) => error);
      return [error.name, error.code, tries];
    });
    expect(told).toEqual(["AuthError", "closed", 0]);
  });
});
