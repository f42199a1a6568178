// The session in a shared worker: every tool finds the worker's script, and in it the
// module, without any configuration.
import { cp, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, createServer } from "vite";
import webpack from "webpack";
import { expect, expectToWork, serveFolder, test } from "../support/consumer.mjs";
import { startServer } from "../support/server.mjs";

// Where and how loud, but nothing about how things are built.
const SILENT = { configFile: false, logLevel: "error" };
const IMPORTS = '<script type="importmap">{ "imports": { "jotpass": "/jotpass/index.js", "jotpass/worker": "/jotpass/worker.js" } }</script>';

test.use({ consumer: "isolated" });

/** Served with the strict policy of the README: `script-src 'self' 'wasm-unsafe-eval'`, no inline code, no blobs. */
async function expectToWorkUnderPolicy(page, www) {
  const server = await startServer({ www });
  const answer = page.waitForResponse((response) => new URL(response.url()).pathname === "/");
  await expectToWork(page, server.url, server, "isolated");
  expect((await answer).headers()["content-security-policy"]).toContain("script-src 'self' 'wasm-unsafe-eval';");
  await server.stop();
}

test("plain files, under a strict content security policy", async ({ page, app }) => {
  await cp(join(app, "node_modules/jotpass"), join(app, "jotpass"), { recursive: true });
  const main = await readFile(join(app, "main.js"), "utf8");
  await writeFile(join(app, "main.js"), main.replaceAll('"jotpass"', '"./jotpass/index.js"').replaceAll('"jotpass/worker"', '"./jotpass/worker.js"'));
  await expectToWorkUnderPolicy(page, app);
});

test("an import map", async ({ page, app }) => {
  await cp(join(app, "node_modules/jotpass"), join(app, "jotpass"), { recursive: true });
  const html = await readFile(join(app, "index.html"), "utf8");
  await writeFile(join(app, "index.html"), html.replace("<output>", `${IMPORTS}<output>`));
  const host = await serveFolder(app);
  const server = await startServer({ args: ["--allow-origin", host.url] });
  await expectToWork(page, `${host.url}/?api=${server.url}`, server, "isolated");
  await Promise.all([host.stop(), server.stop()]);
});

test("the dev server of Vite", async ({ page, app }) => {
  const vite = await createServer({ root: app, ...SILENT, server: { host: "127.0.0.1", port: 0, strictPort: true } });
  await vite.listen();
  const origin = `http://127.0.0.1:${vite.httpServer.address().port}`;
  const server = await startServer({ args: ["--allow-origin", origin] });
  await expectToWork(page, `${origin}/?api=${server.url}`, server, "isolated");
  await Promise.all([vite.close(), server.stop()]);
});

test("the production build of Vite", async ({ page, app }) => {
  await build({ root: app, ...SILENT });
  await expectToWorkUnderPolicy(page, join(app, "dist"));
  const files = await readdir(join(app, "dist"), { recursive: true });
  expect(files.filter((file) => file.includes("jotpass_worker"))).toHaveLength(1);
});

test("the production build of webpack", async ({ page, app }) => {
  const path = join(app, "dist");
  const stats = await new Promise((resolve, reject) => {
    const options = { context: app, mode: "production", entry: "./main.js", output: { path } };
    webpack(options, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
  expect(stats.toJson({ all: false, errors: true }).errors).toEqual([]);
  const html = await readFile(join(app, "index.html"), "utf8");
  await writeFile(join(path, "index.html"), html.replace('type="module" src="/main.js"', 'defer src="/main.js"'));
  await expectToWorkUnderPolicy(page, path);
});
