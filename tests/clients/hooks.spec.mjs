// Clients as they come, behind `auth.install({ fetch: true, xhr: true })`.
import { expect, open, revoke, seen, test } from "../support/clients.mjs";
import { describeRules } from "./rules.mjs";

test.use({ client: "hooks" });

for (const [name, aborted] of [
  ["axios", { name: "CanceledError", code: "ERR_CANCELED" }],
  ["jquery", { statusText: "abort" }],
  ["backbone", { statusText: "abort" }],
  ["ky", { name: "AbortError" }],
  ["ofetch", { name: "FetchError", cause: "AbortError" }],
]) {
  test.describe(`hooked: ${name}`, () => {
    test.beforeEach(({ page }) => page.addInitScript((name) => void (window.chosen = name), name));
    describeRules({ aborted });
  });
}

test("hooked: the progress of an upload is told, and the upload replayed", async ({ page, server }) => {
  await open(page);
  await revoke(page, server);
  const [length, loaded] = await page.evaluate(async () => {
    let last = 0;
    const onUploadProgress = ({ loaded }) => (last = loaded);
    const { data } = await axios.post("/api/something", "x".repeat(1000), { onUploadProgress });
    return [data.length, last];
  });
  expect([length, loaded]).toEqual([1000, 1000]);
});

test("hooked: htmx", async ({ page, server }) => {
  await open(page);
  await revoke(page, server);
  await page.evaluate(() => htmx.ajax("GET", "/api/something", "output"));
  await expect(page.locator("output")).toContainText("Hello, ");
  expect((await seen(server)).at(-1)).toBe("GET /api/something x-access-token 200");
});

test("hooked: a synchronous call of jQuery's carries the token", async ({ page }) => {
  await open(page);
  expect(await page.evaluate(() => $.ajax({ url: "/api/public", async: false }).responseJSON.tokenReceived)).toBe(true);
});
