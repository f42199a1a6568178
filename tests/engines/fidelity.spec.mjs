// What the differential matrix cannot see: when a request leaves and an answer comes, what a page that is left can still say,
// and what the function itself is like.
import { expect, test as base } from "../support/engine.mjs";

const TOKEN = "canary-token-7Qx";

const test = base.extend({
  /** Runs the test of that name on the page. */
  page: async ({ run, echo }, use) => {
    await use((test, more) => run(`${echo.url}/fidelity.html?${new URLSearchParams({ test, foreign: echo.foreign, ...more })}`));
  },
});

test("fetch is named, counted, called and not constructed as the native one is", async ({ page }) => {
  const { native, ours, statuses, seen } = await page("what the function is like");
  expect(ours).toEqual([native, native]);
  expect(statuses.length).toBeGreaterThan(0);
  expect(statuses).toEqual(statuses.map(() => 200));
  expect(seen).toEqual(statuses.map(() => TOKEN));
});

test("an answer arrives piece by piece, each as the server sends it", async ({ page }) => {
  const { native, ours } = await page("an answer that comes piece by piece");
  expect(native).toEqual(["a", "b", "c", true]);
  expect(ours).toEqual(native);
});

test("a request leaves in the caller's own turn where nothing needs to be waited for, and once", async ({ page }) => {
  const made = await page("the turn in which a request leaves");
  expect(Object.keys(made).length).toBeGreaterThan(0);
  expect(made).toEqual(Object.fromEntries(Object.keys(made).map((what) => [what, 1])));
});

test.describe("a page that is left", () => {
  for (const by of ["native", "auth.fetch", "hooked"]) {
    test(`sends what is to be kept alive, with a token that is fresh: ${by}`, async ({ page }) => {
      const { seen, bodies } = await page("the request of a page that is left", { by, token: "fresh" });
      expect(seen).toEqual([by === "native" ? "bare" : "fresh"]);
      expect(bodies).toEqual(["goodbye"]);
    });
  }

  for (const by of ["auth.fetch", "hooked"]) {
    test(`never sends a token that is dead: ${by}`, async ({ page }) => {
      const { seen } = await page("the request of a page that is left", { by, token: "dead" });
      expect(seen).toEqual([]);
    });
  }
});

test("a Request outlives its frame as far as the native fetch lets it, and is not taken for one of this page", async ({ page }) => {
  const { native, ours, foreign, bodies, shown } = await page("a Request of a frame that is gone");
  expect(ours).toBe(native);
  expect(bodies.ours).toEqual(bodies.native);
  expect(foreign).toBe(native);
  // WebKit does not tell where it goes, so it goes without the token, as it does everywhere where it must.
  const isKnown = test.info().project.name !== "webkit";
  expect(shown).toEqual({
    ours: bodies.native.map(() => (isKnown ? TOKEN : "bare")),
    foreign: bodies.native.map(() => "bare"),
  });
});

test("a header that the caller sets itself wins, however it is set", async ({ page }) => {
  const seen = await page("a header of the caller's own");
  expect(Object.keys(seen).length).toBeGreaterThan(0);
  for (const [how, { ours, native }] of Object.entries(seen)) {
    expect(native, how).toContain("own");
    expect(ours, how).toBe(native);
  }
});

test("a refusal that nothing can be done about is given as it came, and asked for once", async ({ page }) => {
  const { outcomes, count, seen } = await page("a refusal with no way to renew");
  expect(outcomes[1]).toEqual(outcomes[0]);
  expect(outcomes[0].slice(0, 2)).toEqual([401, "No"]);
  expect(count).toEqual([1, 1]);
  expect(seen).toEqual([TOKEN]);
});
