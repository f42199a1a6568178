// What only Angular has: the interceptor, which is to do as Angular's own backend does, and the guard.
import { readFile } from "node:fs/promises";
import { expect, test } from "./support/framework.mjs";

const ME = { username: "demo", password: "demo" };
const SOURCE = await readFile(new URL("pages/angular_requests.js", import.meta.url), "utf8");
const [, LIST] = /export const REQUESTS = \{\n([^]*?)\n\};/.exec(SOURCE);
const REQUESTS = [...LIST.matchAll(/^  (?:"([^"]+)"|(\w+)):/gm)].map(([, quoted, plain]) => quoted ?? plain);

const ODD = {
  broken: { contentType: "application/json", body: "{" },
  refused: { status: 503, contentType: "application/json", body: "Not today" },
  prefixed: { contentType: "application/json", body: ")]}',\n{\"ok\":true}" },
  empty: { contentType: "application/json", body: "" },
  nothing: { status: 204 },
  latin: { contentType: "text/plain; charset=iso-8859-1", body: Buffer.from("Zoë", "latin1") },
  unknown: { contentType: "text/plain; charset=of-old", body: "Zoë" },
};

test.describe("the interceptor", () => {
  test.describe.configure({ mode: "default" });
  test.use({ view: "Angular", complaints: ["Failed to load resource", "withCredentials"] });

  test.beforeEach(async ({ page }) => {
    await page.route("**/api/odd/*", (route) => {
      const name = route.request().url().split("/").at(-1);
      if (name === "cut") return route.abort();
      // Whoever asks gives up.
      if (name !== "never") return route.fulfill(ODD[name]);
    });
    await page.evaluate(async (me) => (await make().login(me), (window.other = auth)) && null, ME);
  });

  for (const isolation of ["page", "worker"]) {
    test(`gives what Angular itself gives, whatever is asked, with the session in the ${isolation}`, async ({ page }) => {
      test.setTimeout(60_000);
      await page.evaluate((isolation) => (window.asked = isolation === "page" ? auth : make({ isolation })), isolation);
      await page.evaluate((me) => asked.login(me), ME);
      expect(REQUESTS.length).toBeGreaterThan(30);
      for (const name of REQUESTS) {
        const { byUs, byAngular, passed } = await page.evaluate((name) => view.ask(asked, name, other), name);
        expect.soft(byUs, name).toEqual(byAngular);
        expect.soft(passed, name).toEqual([]);
      }
    });
  }

  test("ends the request when nobody waits for it any more", async ({ page }) => {
    const sent = page.waitForRequest("**/api/odd/never");
    await page.evaluate(async () => (window.subscription = await view.subscribe(auth, "/api/odd/never")));
    const failed = page.waitForEvent("requestfailed", await sent);
    await page.evaluate(() => subscription.unsubscribe());
    expect((await failed).failure().errorText).toBe("net::ERR_ABORTED");
  });

  test("sends the token nowhere but to listed places", async ({ page, server }) => {
    await server.clearLog();
    const url = `${server.thirdParty}/api/public`;
    await page.evaluate((url) => view.subscribe(auth, url), url);
    await expect.poll(async () => (await server.log()).entries.map(({ transports }) => transports)).toEqual([[]]);
    expect(await page.evaluate(() => passed)).toEqual([url]);
  });

  test("hands on why Jotpass refused", async ({ page }) => {
    const { byUs } = await page.evaluate(() => view.ask(make({ signedOut: "reject", name: "nobody" }), "json"));
    expect(byUs).toEqual([expect.objectContaining({ kind: "error", name: "HttpErrorResponse", status: 0, error: "AuthError" })]);
  });
});

test.describe("the interceptor with zones", () => {
  test.use({ view: "Angular with zones" });

  test("tells within the zone, so that what it changes is drawn", async ({ page }) => {
    expect(await page.evaluate(async (me) => (await make().login(me), view.zoneOf(auth)), ME)).toBe(true);
  });
});

test.describe("the guard", () => {
  test.describe.configure({ mode: "default" });
  test.use({ view: "Angular" });

  test("sends to where one signs in, and then lets through", async ({ page }) => {
    const led = await page.evaluate(async (me) => {
      const to = await view.routes(make());
      const before = [await to("/members"), await to("/wanted")];
      await auth.login(me);
      return [...before, await to("/members")];
    }, ME);
    expect(led).toEqual([["/sign-in", "Sign in"], ["/sign-in?next=%2Fwanted", "Sign in"], ["/members", "Members"]]);
  });

  test("waits until it is known who is signed in", async ({ page }) => {
    await page.evaluate((me) => make({ storage: "session" }).login(me), ME);
    await page.reload();
    await page.waitForFunction(() => window.view);
    const led = await page.evaluate(async () => {
      const to = await view.routes(make({ storage: "session" }));
      return [auth.status, await to("/members")];
    });
    expect(led[1]).toEqual(["/members", "Members"]);
  });

  for (const [what, options, expected] of [
    ["renews what has expired", {}, ["/members", "Members"]],
    ["sends whose session has ended to sign in", { refresh: false }, ["/sign-in", "Sign in"]],
  ]) {
    test(what, async ({ page }) => {
      await page.evaluate(async ([me, options]) => {
        await make(options).login(me);
        window.to = await view.routes(auth);
      }, [ME, options]);
      // As after a sleep: the time has gone by, and no timer has run.
      await page.clock.setFixedTime(Date.now() + 601_000);
      expect(await page.evaluate(() => auth.status)).toBe("expired");
      expect(await page.evaluate(() => to("/members"))).toEqual(expected);
    });
  }
});

test.describe("on a server", () => {
  test.use({ view: "Angular" });

  test("nobody is known, nobody is led away, and requests go on as they are", async ({ page }) => {
    const told = await page.evaluate(async (me) => {
      await make().login(me);
      return view.onServer(auth);
    }, ME);
    expect(told).toEqual({ state: { status: "loading", session: null }, guard: true, passed: 1 });
  });
});
