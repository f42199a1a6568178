// The recipes for bundlers that leave files alone, with esbuild, which is one.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { named, writeBlocks } from "../support/docs.mjs";
import { startHost } from "../support/docs_host.mjs";
import { expect, test, variable } from "../support/docs_scene.mjs";
import { run } from "../support/consumer.mjs";

const PAGE = "bundlers.md";
const LOAD = 3;
const COPY = 5;

/** An app of one module, bundled by esbuild into dist/ and served from there. */
async function serve(folder, entry, server) {
  await mkdir(join(folder, "dist"), { recursive: true });
  await build({ entryPoints: [entry], bundle: true, format: "esm", outfile: join(folder, "dist/app.js"), logLevel: "error" });
  await writeFile(join(folder, "dist/index.html"), `<!doctype html><link rel="icon" href="data:,"><script type="module" src="app.js"></script>`);
  return startHost({ folder: join(folder, "dist"), api: server.url });
}

test("load(url) takes the WebAssembly from where the build has put it", async ({ page, server, pages, workshop }) => {
  const folder = join(workshop, "load");
  const paths = await writeBlocks(folder, named(pages[PAGE], {}));
  const entry = join(folder, "main.js");
  await writeFile(entry, `import { elsewhere } from ${JSON.stringify(paths.get(LOAD))};\nwindow.auth = elsewhere;\n`);
  const host = await serve(folder, entry, server);
  await mkdir(join(folder, "dist/assets"));
  await cp(join(variable("JOTPASS_PKG"), "jotpass_bg.wasm"), join(folder, "dist/assets/jotpass_bg.wasm"));
  await page.goto(host.url);
  expect(await page.evaluate(() => auth.login({ username: "demo", password: "demo" }).then(({ user }) => user.name))).toBe("Zoë Démo");
  await host.stop();
});

test("the files of a worker are copied beside the script, and found there", async ({ page, server, pages, workshop }) => {
  const folder = join(workshop, "copied");
  const paths = await writeBlocks(folder, named(pages[PAGE], {}));
  const entry = join(folder, "main.js");
  await writeFile(entry, `import { createAuth } from "jotpass/worker";\nwindow.auth = createAuth({ tokenUrl: "/api/token" });\n`);
  const host = await serve(folder, entry, server);
  await run("node", [paths.get(COPY)], { cwd: folder });
  await page.goto(host.url);
  expect(await page.evaluate(() => auth.login({ username: "demo", password: "demo" }).then(({ isolation }) => isolation))).toBe("shared-worker");
  await host.stop();
});
