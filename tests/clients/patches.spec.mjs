// Beside what others put in the place of fetch and XMLHttpRequest, in any order, Jotpass shows its token, and leaves no trace.
import { expect, open, revoke, seen, test } from "../support/clients.mjs";

test.describe("beside", () => {
  test.use({ client: "patches" });

  const ORDERS = ["before", "after"];
  for (const [name, by, mocked] of [
    ["MSW's fetch", "byFetch", true],
    ["MSW's XMLHttpRequest", "byXhr", true],
    ["Sentry's fetch", "byFetch", false],
  ]) {
    for (const order of ORDERS) {
      test(`${name}, put in ${order} install(): the token is shown, a refused request is sent again`, async ({ page, server }) => {
        await open(page);
        await page.evaluate(([name, order]) => {
          if (order === "before") window.unpatch = patches[name]();
          window.uninstall = auth.install({ xhr: true });
          if (order === "after") window.unpatch = patches[name]();
        }, [name, order]);
        await revoke(page, server);
        const [status] = await page.evaluate((by) => window[by]("/api/something"), by);
        expect(status).toBe(200);
        expect((await seen(server)).at(-1)).toBe("GET /api/something x-access-token 200");
        expect(await page.evaluate(() => sees.length)).toBeGreaterThan(0);
      });

      for (const last of mocked ? ["the patch", "Jotpass"] : []) {
        test(`${name}, put in ${order} install() and with ${last} taken out last, leaves what was there`, async ({ page, server }) => {
          await open(page);
          const natives = await page.evaluateHandle(() => [fetch, XMLHttpRequest, XMLHttpRequest.prototype.send]);
          await page.evaluate(([name, order, last]) => {
            const put = { patch: () => patches[name](), jotpass: () => auth.install({ xhr: true }) };
            const first = order === "before" ? put.patch() : put.jotpass();
            const second = order === "before" ? put.jotpass() : put.patch();
            const [unpatch, stop] = order === "before" ? [first, second] : [second, first];
            for (const take of last === "Jotpass" ? [unpatch, stop] : [stop, unpatch]) take();
          }, [name, order, last]);
          await server.clearLog();
          await page.evaluate(async () => [await byFetch("/api/public"), await byXhr("/api/public")]);
          expect(await seen(server)).toEqual(Array(2).fill("GET /api/public bare 200"));
          const isStack = (order === "before") === (last === "the patch");
          const same = await natives.evaluate(([a, b, c]) => [fetch === a, XMLHttpRequest === b, XMLHttpRequest.prototype.send === c]);
          if (isStack) expect(same).toEqual([true, true, true]);
        });
      }
    }
    if (mocked) {
      test(`${name}, put in before install(), mocks what the token goes to`, async ({ page }) => {
        await open(page);
        const [status, text] = await page.evaluate(async ([name, by]) => {
          patches[name]();
          auth.install({ xhr: true });
          return window[by]("/api/mocked");
        }, [name, by]);
        expect(status).toBe(200);
        // Our hook on XMLHttpRequest is put in beneath, so what is mocked never comes to where a token is shown.
        if (by === "byFetch") expect(JSON.parse(text).token).toMatch(/^eyJ/);
      });
    }
  }
});

test.describe("in zone.js", () => {
  test.use({ client: "zone" });

  test("a call by fetch or XMLHttpRequest comes back to its zone, renewed, and every task has ended", async ({ page, server }) => {
    await open(page);
    for (const by of ["fetch", "xhr"]) {
      await revoke(page, server);
      const [zone, status, pending] = await page.evaluate(async (by) => {
        window.uninstall ??= auth.install({ xhr: true });
        let pending = 0;
        const spec = {
          name: "app",
          onHasTask(delegate, current, target, state) {
            delegate.hasTask(target, state);
            if (state.change === "macroTask") pending = Number(state.macroTask);
          },
        };
        const app = Zone.current.fork(spec);
        const result = await new Promise((resolve) =>
          app.run(() => {
            if (by === "fetch") return fetch("/api/something").then(({ status }) => resolve([Zone.current.name, status]));
            const xhr = new XMLHttpRequest();
            xhr.open("GET", "/api/something");
            xhr.onload = () => resolve([Zone.current.name, xhr.status]);
            xhr.send();
          }),
        );
        await new Promise((resolve) => requestAnimationFrame(resolve));
        return [...result, pending];
      }, by);
      expect([by, zone, status, pending]).toEqual([by, "app", 200, 0]);
      expect((await seen(server)).at(-1)).toBe("GET /api/something x-access-token 200");
    }
    await page.evaluate(() => uninstall());
    await server.clearLog();
    await page.evaluate(() => fetch("/api/public"));
    expect(await seen(server)).toEqual(["GET /api/public bare 200"]);
  });
});
