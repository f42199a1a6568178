// Apollo Client by its HTTP link.
import { ANSWERED, REFUSED, RENEWAL, expect, open, revoke, seen } from "../support/clients.mjs";
import { test } from "../support/gateway.mjs";

test.use({ client: "apollo" });

test.beforeEach(async ({ page, server }) => {
  await page.clock.install();
  await open(page);
  await server.clearLog();
});

test("the code of its page in the documentation works", async ({ page, server }) => {
  expect(await page.evaluate(() => client.greeting())).toMatch(/^Hello, /);
  expect(await seen(server)).toEqual([ANSWERED]);
});

test("the token goes to the listed origin and to no other", async ({ page, server }) => {
  const uri = `${server.thirdParty}/graphql`;
  await page.evaluate((uri) => client.ask({ uri }).catch(() => {}), uri);
  const { entries } = await server.log();
  expect(entries.filter(({ method }) => method === "POST").map(({ origin, transports }) => [origin, transports])).toEqual([
    [expect.not.stringMatching(/^api$/), []],
  ]);
});

test("headers of a context are kept", async ({ page }) => {
  expect(await page.evaluate(() => client.ask({ headers: { "x-mine": "yes" } }))).toMatchObject({ mine: "yes" });
});

test("a token that is over is renewed first, once for all", async ({ page, server }) => {
  await page.clock.setSystemTime(Date.now() + 3600_000);
  await page.evaluate(() => Promise.all([client.ask({ queryDeduplication: false }), client.ask({ queryDeduplication: false })]));
  expect(await seen(server)).toEqual([RENEWAL, ANSWERED, ANSWERED]);
});

test("a 401 is renewed and replayed, once, and nobody sees it", async ({ page, server }) => {
  await revoke(page, server);
  expect(await page.evaluate(() => client.ask())).toMatchObject({ greeting: expect.stringMatching(/^Hello/) });
  expect(await seen(server)).toEqual([REFUSED, RENEWAL, ANSWERED]);
});

test("a query by GET is renewed and replayed as well", async ({ page, server }) => {
  await revoke(page, server);
  await page.evaluate(() => client.ask({ fetchOptions: { method: "GET" } }));
  expect(await seen(server)).toEqual([REFUSED, RENEWAL, ANSWERED]);
});

test("a 401 that stays is a ServerError", async ({ page, server }) => {
  await server.faults.add({ path: "/api/something", kind: "status", status: 401 });
  const error = await page.evaluate(() => client.ask().catch((error) => [ServerError.is(error), error.statusCode]));
  expect(error).toEqual([true, 401]);
});

test("what Jotpass rejects reaches the caller as it is", async ({ page, server }) => {
  await revoke(page, server, "?all");
  const error = await page.evaluate(async () => {
    await client.ask().catch(() => {});
    auth.close();
    return client.ask().catch(({ name, code }) => [name, code]);
  });
  expect(error).toEqual(["AuthError", "closed"]);
});

test("unsubscribing ends the request", async ({ page, server }) => {
  await server.faults.add({ path: "/api/something", kind: "hold" });
  const failed = page.waitForEvent("requestfailed");
  await page.evaluate(() => {
    window.watching = apollo.watchQuery({ query: gql`{ greeting }`, fetchPolicy: "no-cache" }).subscribe({});
  });
  await server.faults.held(1);
  await page.evaluate(() => watching.unsubscribe());
  expect((await failed).failure().errorText).toBe("net::ERR_ABORTED");
  await server.faults.release();
});
