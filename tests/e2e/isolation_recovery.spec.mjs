// A trap in the module of a worker, made from outside (pages/traps.js): the pages' calls fail at once, and the session that they
// have there goes on. That no point of a life is different, recovery.spec.mjs shows in the page.
import { REFRESH, expect, signIn as signInAt, test } from "../support/jotpass.mjs";

test.use({ workerInits: ["/traps.js"] });

async function signIn(page, options = {}) {
  await signInAt(page, { refresh: REFRESH, ...options });
  await page.evaluate(() => {
    window.warnings = [];
    auth.on("warning", ({ code }) => warnings.push(code));
    window.outcome = (call) => call.then(() => "done", ({ code, retryable }) => `${code} ${retryable}`);
  });
}

/** The next time that somebody enters the module it traps; that is when the page wakes. */
const trap = (page) => page.evaluate(() => tellWorkers("trap").then(() => dispatchEvent(new Event("focus"))));
const status = (page) => page.evaluate(async () => (await auth.fetch("/api/something")).status);
const pending = (page) => page.evaluate(() => pending);

const INTERNAL = "internal true";

test("pain 8: in mid-renewal it rejects all that is pending, the answer still counts, and no refresh token is spent twice", async ({ page, server }) => {
  await signIn(page);
  await server.faults.add({ path: REFRESH.url, kind: "hang", times: 1 });
  await page.evaluate(() => {
    const renewal = auth.refresh();
    window.pending = Promise.all([renewal, auth.refresh(), auth.refresh()].map(outcome));
  });
  await server.faults.held(1);
  await trap(page);
  expect(await pending(page)).toEqual(Array(3).fill(INTERNAL));
  const next = status(page);
  await server.faults.release();
  expect(await next).toBe(200);
  expect(await page.evaluate(() => warnings)).toEqual(["internal"]);
  await page.evaluate(() => auth.refresh());
  expect([await status(page), await server.count(REFRESH.url)]).toEqual([200, 2]);
});

test("pain 8: a login under way is rejected, and the next one is done", async ({ page, server }) => {
  await signIn(page);
  await page.evaluate(() => auth.logout());
  await server.faults.add({ path: "/api/token", kind: "hang", times: 1 });
  await page.evaluate(() => void (window.pending = outcome(auth.login(me))));
  await server.faults.held(1);
  await trap(page);
  expect(await pending(page)).toBe(INTERNAL);
  await server.faults.release();
  expect(await page.evaluate(async () => (await auth.login(me)).user.username)).toBe("ann");
  expect(await status(page)).toBe(200);
});

test("pain 8: those who wait for a login are rejected", async ({ page }) => {
  await signIn(page, { signedOut: "wait" });
  await page.evaluate(async () => {
    await auth.logout();
    const asked = when(auth, "login-required");
    window.pending = outcome(auth.fetch("/api/something"));
    await asked;
  });
  await trap(page);
  expect(await pending(page)).toBe(INTERNAL);
});

test("pain 8: the session is back by itself, with nobody calling", async ({ page }) => {
  await signIn(page);
  await page.evaluate(() => {
    const seen = [];
    window.back = new Promise((resolve) =>
      auth.subscribe(() => {
        seen.push(auth.status);
        if (seen.length > 1 && auth.status === "signed-in") resolve(seen);
      }),
    );
  });
  await trap(page);
  const seen = await page.evaluate(() => back);
  expect([seen[0], seen.at(-1)]).toEqual(["loading", "signed-in"]);
  expect(await page.evaluate(() => auth.session.user.username)).toBe("ann");
});
