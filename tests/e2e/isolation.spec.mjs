// The token out of the page's reach: what `isolation` changes for the app, and what it does not.
import { expect, open, test } from "../support/jotpass.mjs";

/** An `Auth` of this mode, as `window.auth`, signed in. */
const signIn = (page, isolation, options = {}) =>
  page.evaluate(
    async ([isolation, options]) => {
      make({ attach: { to: ["/api"] }, isolation, ...options });
      await auth.login(me);
    },
    [isolation, options],
  );

for (const isolation of ["worker", "shared-worker"]) {
  test.describe(isolation, () => {
    test("signs in, shows the token and signs out, and no WebAssembly is in the page", async ({ page, server }) => {
      const loaded = [];
      page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
      await page.addInitScript(() => {
        for (const name of Object.keys(Object.getOwnPropertyDescriptors(WebAssembly))) WebAssembly[name] = undefined;
      });
      await open(page);
      await signIn(page, isolation);
      const seen = await page.evaluate(async () => {
        const { user, claims, isolation } = auth.session;
        const response = await auth.fetch("/api/something");
        return { status: auth.status, user, sub: claims.sub, isolation, answer: [response.status, response.url, response.type, await response.json()] };
      });
      expect(seen).toMatchObject({ status: "signed-in", user: { username: "ann" }, isolation });
      expect(seen.answer.slice(0, 3)).toEqual([200, `${server.url}/api/something`, "basic"]);
      const { entries } = await server.log();
      expect(entries.map(({ path, transport }) => [path, transport])).toEqual([["/api/token", null], ["/api/something", "x-access-token"]]);
      await page.evaluate(() => auth.logout());
      expect(await page.evaluate(() => [auth.status, auth.session])).toEqual(["signed-out", null]);
    });
  });
}
