// ofetch with `auth.fetch` as its own.
import { expect, open, test } from "../support/clients.mjs";
import { describeRules } from "./rules.mjs";

test.use({ client: "ofetch" });
test.describe("ofetch", () => describeRules({ aborted: { name: "FetchError", cause: "AbortError" } }));

test.describe("ofetch's own words:", () => {
  test.beforeEach(({ page }) => open(page));

  test("a 401 that stays is a FetchError with status and data", async ({ page, server }) => {
    await server.faults.add({ path: "/api/something", kind: "status", status: 401 });
    const error = await page.evaluate(() => client.get("/api/something").catch(({ name, status, data }) => [name, status, data.error]));
    expect(error).toEqual(["FetchError", 401, "fault"]);
  });

  test("query, body and interceptors are its own", async ({ page }) => {
    const echo = await page.evaluate(() =>
      api("/api/echo", {
        method: "PUT",
        query: { a: 1 },
        body: { b: 2 },
        onRequest: ({ options }) => options.headers.set("X-Mine", "yes"),
      }),
    );
    expect(echo).toMatchObject({ path: "/api/echo?a=1", body: `{"b":2}`, headers: { "x-mine": "yes" } });
  });

  test("what Jotpass rejects is the cause of a FetchError, after one more try", async ({ page }) => {
    const told = await page.evaluate(async () => {
      auth.close();
      let tries = 0;
      const onRequest = () => void tries++;
      const error = await api("/api/something", { onRequest }).catch((error) => error);
      await api("/api/something", { onRequest, retry: 0 }).catch(() => {});
      return [error.name, error.cause.name, error.cause.code, tries];
    });
    expect(told).toEqual(["FetchError", "AuthError", "closed", 3]);
  });
});
