// The recipe for an API on another origin: its own server there, asked by a page from here.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { API, named, writeBlocks } from "../support/docs.mjs";
import { startHost } from "../support/docs_host.mjs";
import { startProcess } from "../support/docs_servers.mjs";
import { expect, test, variable } from "../support/docs_scene.mjs";

const [CLIENT, SERVER] = [1, 2];

test("a page signs in and calls across origins, and sees what is refused", async ({ page, pages, workshop }) => {
  const folder = join(workshop, "other-origin");
  const dist = join(folder, "dist");
  const blocks = named(pages["recipes/other-origin.md"], {});
  await mkdir(dist, { recursive: true });
  const host = await startHost({ folder: dist });
  const server = (await writeBlocks(folder, [blocks[SERVER - 1]])).get(SERVER);
  const { api, stop } = await startProcess("node", [server], folder, { APP_ORIGIN: host.url });

  const client = (await writeBlocks(folder, [blocks[CLIENT - 1]], (code) => code.replaceAll(API, api))).get(CLIENT);
  await writeFile(join(folder, "main.js"), `import * as all from ${JSON.stringify(client)};\nObject.assign(window, all);\n`);
  await build({ entryPoints: [join(folder, "main.js")], bundle: true, format: "esm", outfile: join(dist, "app.js"), logLevel: "error" });
  await cp(join(variable("JOTPASS_PKG"), "jotpass_bg.wasm"), join(dist, "jotpass_bg.wasm"));
  await writeFile(join(dist, "index.html"), `<!doctype html><link rel="icon" href="data:,"><script type="module" src="app.js"></script>`);

  await page.goto(host.url);
  const login = (password) => page.evaluate((password) => auth.login({ username: "demo", password }).then(() => "", ({ code }) => code), password);
  expect(await login("wrong")).toBe("invalid-credentials");
  expect(await page.evaluate(() => something())).toEqual({ error: "invalid_token" });
  expect(await login("demo")).toBe("");
  expect(await page.evaluate(() => something())).toEqual({ message: "Hello, Ann" });
  await stop();
  await host.stop();
});
