// Memory is flat: what the library holds after many requests and renewals is what it held after the first. The server is a stub
// in the page (pages/stub.js), so that nothing else is measured, and what is added up is not waited for.
import { expect, open, test } from "../support/jotpass.mjs";

const PARTS = 10;

/** Does the work in ten parts and gives what the page and the module hold after each, in bytes. */
async function sample(page, warmUp, work) {
  const devtools = await page.context().newCDPSession(page);
  // Compiled code, caches and pools fill up first.
  for (let i = 0; i < warmUp; i++) await page.evaluate(work);
  const [heap, module] = [[], []];
  for (let i = 0; i < PARTS; i++) {
    await page.evaluate(work);
    await page.evaluate(() => limitsPassed());
    await devtools.send("HeapProfiler.collectGarbage");
    heap.push((await devtools.send("Runtime.getHeapUsage")).usedSize);
    module.push(await page.evaluate(() => moduleMemory.buffer.byteLength));
  }
  return { heap, module };
}

/** By how much the values grow from one to the next: the median slope of all pairs (Theil and Sen), which one step does not move. */
function trend(values) {
  const slopes = values.flatMap((value, i) => values.slice(0, i).map((earlier, j) => (value - earlier) / (i - j)));
  return slopes.sort((a, b) => a - b)[slopes.length >> 1];
}

test.beforeEach(async ({ page }) => {
  await open(page, "/memory.html");
  await page.evaluate(() => make().login(me));
});

test("pain 26: 100 000 requests leave nothing behind", async ({ page }) => {
  const { heap, module } = await sample(page, 2, async () => {
    const { signal } = new AbortController();
    for (let i = 0; i < 1000; i++) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => auth.fetch("/api/something", { signal })));
      if (!answers.every(({ ok }) => ok)) throw new Error("not answered");
    }
  });
  // Measured: 0.1 bytes a request, of compiled code. An empty object left behind by each: 33.
  expect(trend(heap)).toBeLessThan(1 * 10_000);
  expect(trend(module)).toBe(0);
});

test("pain 26: 1 000 renewals, waited for by 3 000 requests, leave nothing behind", async ({ page }) => {
  const { heap, module } = await sample(page, 6, async () => {
    // A signal that outlives them all, as that of a page's view does.
    const { signal } = (window.view ??= new AbortController());
    for (let i = 0; i < 50; i++) {
      revoke();
      const answers = await Promise.all(Array.from({ length: 6 }, () => auth.fetch("/api/something", { signal })));
      if (!answers.every(({ ok }) => ok)) throw new Error("not answered");
      await auth.refresh();
    }
  });
  // Measured: 27 bytes a renewal, of compiled code, and none after the third thousand. A call of refresh() left behind by every
  // second one: 90.
  expect(trend(heap)).toBeLessThan(40 * 100);
  expect(trend(module)).toBe(0);
});
