// Vite without any configuration: its dev server, which bundles dependencies beforehand, and its production build.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { build, createServer } from "vite";
import { expect, expectToWork, serveFolder, test } from "../support/consumer.mjs";
import { startServer } from "../support/server.mjs";

// Where and how loud, but nothing about how things are built.
const SILENT = { configFile: false, logLevel: "error" };

test("the dev server loads it", async ({ page, app }) => {
  const vite = await createServer({ root: app, ...SILENT, server: { host: "127.0.0.1", port: 0, strictPort: true } });
  await vite.listen();
  const { port } = vite.httpServer.address();
  const origin = `http://127.0.0.1:${port}`;
  const server = await startServer({ args: ["--allow-origin", origin] });
  await expectToWork(page, `${origin}/?api=${server.url}`, server);
  await Promise.all([vite.close(), server.stop()]);
});

test.describe("the production build", () => {
  test.beforeEach(({ app }) => build({ root: app, ...SILENT }));

  test("works under the strict content security policy of the README", async ({ page, app }) => {
    const server = await startServer({ www: join(app, "dist") });
    await expectToWork(page, server.url, server);
    await server.stop();
  });

  test("works on any static host", async ({ page, app }) => {
    const host = await serveFolder(join(app, "dist"));
    const server = await startServer({ args: ["--allow-origin", host.url] });
    await expectToWork(page, `${host.url}/?api=${server.url}`, server);
    await Promise.all([host.stop(), server.stop()]);
  });

  test("holds WebAssembly once, in a file of its own", async ({ app }) => {
    const files = await readdir(join(app, "dist"), { recursive: true });
    expect(files.filter((file) => file.endsWith(".wasm"))).toHaveLength(1);
    // Two chunks of the app import the package; both must mean the same copy.
    expect(files.filter((file) => file.endsWith(".js")).length).toBeGreaterThan(1);
  });
});
