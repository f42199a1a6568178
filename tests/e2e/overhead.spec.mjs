// What a request costs, counted. What it takes is measured by `cargo xtask bench`.
import { expect, open, test } from "../support/jotpass.mjs";

test("a request with a fresh token calls WebAssembly three times at most", async ({ page }) => {
  await page.addInitScript(() => {
    const { instantiate } = WebAssembly;
    globalThis.calls = 0;
    WebAssembly.instantiate = async (...args) => {
      const { exports } = await instantiate(...args);
      const counted = (fn) => (...args) => {
        calls++;
        return fn(...args);
      };
      const entries = Object.entries(exports).map(([name, value]) => [name, typeof value === "function" ? counted(value) : value]);
      return { exports: Object.fromEntries(entries) };
    };
  });
  await open(page);
  const counts = await page.evaluate(async () => {
    const auth = make();
    await auth.login(me);
    auth.install();
    const call = async (fetch, ...args) => {
      const before = calls;
      const { status } = await fetch(...args);
      return [status, calls - before];
    };
    const post = ["/api/something", { method: "POST", body: "x" }];
    // The first asks whether the address is listed, and what becomes of redirects.
    await call(auth.fetch, "/api/something");
    await call(auth.fetch, ...post);
    return [await call(auth.fetch, "/api/something"), await call(fetch, "/api/something"), await call(auth.fetch, ...post)];
  });
  for (const [status, count] of counts) {
    expect(status).toBe(200);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(3);
  }
});
