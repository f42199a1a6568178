// To the worker, what a page says is untrusted input. What it does not understand has no effect: nothing is thrown in it, nothing
// goes elsewhere (the fixture `other`), nothing told to the page holds a token (the fixture `page`), and the session lasts.
import { fileURLToPath } from "node:url";
import { LAUNCH, TOKEN, expect, test } from "../support/port.mjs";

const SCRIPT = fileURLToPath(new URL("pages/port_fuzz.js", import.meta.url));
const COUNT = 400;

test.use(LAUNCH);

for (const isolation of ["worker", "shared-worker"]) {
  for (const seed of [1, 2, 3]) {
    test(`strange messages do a ${isolation} no harm, seed ${seed}`, async ({ page, server, other }) => {
      await page.evaluate((isolation) => begin(isolation, "fuzzed"), isolation);
      await page.addScriptTag({ path: SCRIPT });
      const seen = await page.evaluate((options) => fuzz(options), { seed, isolation, count: COUNT, elsewhere: `${other.url}/api/number` });
      expect(seen).toMatchObject({ status: 200, token: TOKEN.length, session: "signed-in" });
      expect(server.shown).not.toContain("/api/token");
    });
  }
}
