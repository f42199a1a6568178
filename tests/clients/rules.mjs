// What holds of every client. Its page has a `window.client` with
// - `greeting()`: the code of its page in the documentation, which gives the server's greeting;
// - `get(url, { headers, signal })` and `post(url, text, { headers, signal })`: the answer's JSON, or the client's own error.
import { ANSWERED, REFUSED, RENEWAL, expect, open, revoke, seen, test } from "../support/clients.mjs";

const HOUR = 3600 * 1000;

/** How many of so many calls at once got the greeting. */
const greetings = (page, count) =>
  page.evaluate(
    (count) => Promise.all(Array.from({ length: count }, (_, i) => client.get(`/api/something?${i}`))).then(
        (all) => all.filter(({ message }) => message.startsWith("Hello, ")).length,
      ),
    count,
  );

/** A call that `window.stop` ends; its `window.outcome` is as its users know it. */
const begin = (page) =>
  page.evaluate(() => {
    window.stop = new AbortController();
    window.outcome = client.get("/api/something", { signal: stop.signal }).then(
      () => ({ is: "answered" }),
      ({ name, code, message, statusText, cause }) => ({ name, code, message, statusText, cause: cause?.name }),
    );
  });

/** Without the query, which only keeps calls at once apart. */
const lines = async (server) => (await seen(server)).map((line) => line.replace(/\?\S*/, ""));

export function describeRules({ aborted }) {
  test("the code of its page in the documentation works", async ({ page, server }) => {
    await open(page);
    await server.clearLog();
    expect(await page.evaluate(() => client.greeting())).toMatch(/^Hello, /);
    expect(await seen(server)).toEqual([ANSWERED]);
  });

  test("the token goes to the listed origin and to no other", async ({ page, server }) => {
    await open(page);
    await server.clearLog();
    const url = `${server.thirdParty}/something`;
    const told = await page.evaluate(async (url) => [await client.get("/api/public"), await client.get(url)], url);
    expect(told).toEqual([
      expect.objectContaining({ transports: ["x-access-token"] }),
      { message: "hello from somebody else" },
    ]);
    const { entries } = await server.log();
    expect(entries.filter(({ origin }) => origin !== "api").flatMap(({ transports }) => transports)).toEqual([]);
  });

  test("the caller's headers and body are kept", async ({ page }) => {
    await open(page);
    const echo = await page.evaluate(() => client.post("/api/echo", "a body", { headers: { "X-Mine": "yes" } }));
    expect(echo).toMatchObject({ method: "POST", body: "a body", headers: { "x-mine": "yes" } });
  });

  test("a token header of the caller's own wins, and is not ours to renew", async ({ page, server }) => {
    await open(page);
    await server.clearLog();
    const headers = { "X-Access-Token": "own" };
    await page.evaluate((headers) => client.get("/api/something", { headers }).catch(() => {}), headers);
    expect(new Set(await seen(server))).toEqual(new Set([REFUSED]));
  });

  test("a token that is over is renewed first, once for all", async ({ page, server }) => {
    await page.clock.install();
    await open(page);
    await server.clearLog();
    await page.clock.setSystemTime(Date.now() + HOUR);
    expect(await greetings(page, 3)).toBe(3);
    expect(await lines(server)).toEqual([RENEWAL, ANSWERED, ANSWERED, ANSWERED]);
  });

  test("a 401 is renewed and replayed, once, and nobody sees it", async ({ page, server }) => {
    await open(page);
    await revoke(page, server);
    expect(await greetings(page, 1)).toBe(1);
    expect(await lines(server)).toEqual([REFUSED, RENEWAL, ANSWERED]);
  });

  test("a replay sends the body again", async ({ page, server }) => {
    await open(page);
    await revoke(page, server);
    expect(await page.evaluate(() => client.post("/api/echo", "a body"))).toMatchObject({ body: "a body" });
    expect(await server.count("/api/token")).toBe(1);
  });

  test("a call that is given up ends on the wire, and as its users know it", async ({ page, server }) => {
    await open(page);
    await server.faults.add({ path: "/api/something", kind: "hold" });
    await begin(page);
    await server.faults.held(1);
    const failed = page.waitForEvent("requestfailed");
    await page.evaluate(() => stop.abort());
    expect((await failed).failure().errorText).toBe("net::ERR_ABORTED");
    expect(await page.evaluate(() => outcome)).toMatchObject(aborted);
  });

  test("a call that waits for a renewal is given up as well", async ({ page, server }) => {
    await open(page);
    await server.faults.add({ path: "/api/token", kind: "hold" });
    await revoke(page, server);
    await begin(page);
    await server.faults.held(1);
    await page.evaluate(() => stop.abort());
    expect(await page.evaluate(() => outcome)).toMatchObject(aborted);
    await server.faults.release();
  });
}
