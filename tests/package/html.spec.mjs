// Without any tool: the unpacked package beside a page, on any static host.
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expectToWork, serveFolder, test, unpack } from "../support/consumer.mjs";
import { startServer } from "../support/server.mjs";

const CONSUMER = join(import.meta.dirname, "consumer");
const IMPORT_MAP = '<script type="importmap">{ "imports": { "jotpass": "./vendor/jotpass/index.js" } }</script>';

/** The app with the package in vendor/, served; `edit` may rewrite what the app's files say. */
async function withApp(folder, edit, use) {
  await mkdir(join(folder, "vendor/jotpass"), { recursive: true });
  await unpack(join(folder, "vendor/jotpass"));
  for (const name of ["index.html", "main.js", "later.js"]) {
    await cp(join(CONSUMER, name), join(folder, name));
    await writeFile(join(folder, name), edit(await readFile(join(folder, name), "utf8")));
  }
  const host = await serveFolder(folder);
  const server = await startServer({ args: ["--allow-origin", host.url] });
  await use(`${host.url}/?api=${server.url}`, server);
  await Promise.all([host.stop(), server.stop()]);
}

test("a plain <script type=module> imports it by its path", async ({ page, folder }) => {
  const edit = (text) => text.replace('from "jotpass"', 'from "./vendor/jotpass/index.js"');
  await withApp(folder, edit, (url, server) => expectToWork(page, url, server));
});

test("an import map gives it its name", async ({ page, folder }) => {
  const edit = (text) => text.replace("<output>", `${IMPORT_MAP}<output>`);
  await withApp(folder, edit, (url, server) => expectToWork(page, url, server));
});
