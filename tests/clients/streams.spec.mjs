// EventSource and WebSocket, by an address with the token in it.
import { ANSWERED, RENEWAL, expect, open, revoke, seen } from "../support/clients.mjs";
import { test } from "../support/gateway.mjs";

test.use({ client: "streams" });

for (const [kind, path] of [
  ["events", "/api/events"],
  ["socket", "/api/socket"],
]) {
  test.describe(kind, () => {
    test("get through with the token, and only with it", async ({ page, gateway }) => {
      await open(page, { isSignedIn: false });
      expect(await page.evaluate((kind) => client[kind](), kind)).toBe("refused");
      await page.evaluate(() => auth.login(me));
      expect(await page.evaluate((kind) => client[kind](), kind)).toBe("hello");
      const targets = gateway.arrived.map((target) => target.replace(/=[\w.-]{20,}$/, "=…"));
      expect(targets).toEqual([path, `${path}?access_token=…`]);
    });

    test("wait for the renewal of a token that is over", async ({ page, server }) => {
      await page.clock.install();
      await open(page);
      await server.clearLog();
      await page.clock.setSystemTime(Date.now() + 3600_000);
      expect(await page.evaluate((kind) => client[kind](), kind)).toBe("hello");
      expect(await seen(server)).toEqual([RENEWAL, ANSWERED]);
    });

    test("that are refused get through after a renewal of the page's", async ({ page, server }) => {
      await open(page);
      await revoke(page, server);
      const told = await page.evaluate(async (kind) => [await client[kind](), await auth.refresh().then(() => client[kind]())], kind);
      expect(told).toEqual(["refused", "hello"]);
    });
  });
}

test("no other address gets the token", async ({ page, server }) => {
  await open(page);
  const targets = [`${server.thirdParty}/events`, server.thirdParty.replace("http", "ws"), "wss://elsewhere.example/socket"];
  expect(await page.evaluate((targets) => Promise.all(targets.map((target) => auth.url(target))), targets)).toEqual(targets);
});
