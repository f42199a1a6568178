// The API report: what TypeDoc makes of the declarations is what lies in www/docs/api, so that a change of the public surface is seen in
// review. JOTPASS_WRITE=1 writes it anew.
import { cp, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../support/consumer.mjs";
import { expect, test } from "../support/server.mjs";

const SITE = fileURLToPath(new URL("../../www/site", import.meta.url));
const KEPT = fileURLToPath(new URL("../../www/docs/api", import.meta.url));

const read = async (folder) =>
  Object.fromEntries(await Promise.all((await readdir(folder)).sort().map(async (name) => [name, await readFile(join(folder, name), "utf8")])));

test("the reference is that of the declarations, and everything exported has a word about it", async () => {
  test.setTimeout(60_000);
  const folder = await mkdtemp(join(tmpdir(), "jotpass-"));
  try {
    const { stderr } = await run("node", ["api.mjs", folder], { cwd: SITE }).catch((error) => error);
    expect(stderr, "TypeDoc complains").toBe("");
    if (process.env.JOTPASS_WRITE) {
      await rm(KEPT, { recursive: true, force: true });
      await cp(folder, KEPT, { recursive: true });
    }
    expect(await read(folder), "run the test with JOTPASS_WRITE=1, and look at what has changed").toEqual(await read(KEPT));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
