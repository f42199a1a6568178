// How one page's code is run: its blocks in order, in one page of a browser, on an origin that has the API as well.
//
// A scene says by the number of each block who runs it and what must have come of it: see docs/scenes.
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import vue from "@vitejs/plugin-vue";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build } from "vite";
import { API, makeWorkshop, named, readPages, writeBlocks } from "./docs.mjs";
import { startHost } from "./docs_host.mjs";
import { run } from "./consumer.mjs";
import { test as base, variable } from "./server.mjs";

/** A module that the browser runs; what it exports is on `window`, the module in `modules`, for `check({ page, server, host, log })`. */
export const inBrowser = (check) => ({ how: "browser", check });
/** A document, opened as it stands. */
export const asPage = (check) => ({ how: "page", check });
/** What no machine runs, such as a header; `check({ block })` says that it is true. */
export const checked = (check) => ({ how: "checked", check });
/** A module that Node runs to its end; `check({ stdout })`. */
export const inNode = (check) => ({ how: "node", check });
/** What a document shows: the markup of a block, without its scripts. */
export const markup = (blocks, number) =>
  blocks[number - 1].code.replace(/^---\n[^]*?\n---\n/, "").replace(/<script\b[^]*?<\/script>/g, "");
/** Code that something else runs than the scene: another block, which imports it, the API that the scene starts, or the named test. */
export const by = (who) => ({ how: "by", who });
/** Code that the named test compiles, too, with what only it has installed. */
export const elsewhere = (who) => ({ how: "elsewhere", who });

export const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    allowJs: true,
    paths: { "$lib/*": ["./frameworks/sveltekit/src/lib/*"] },
    jsx: "react-jsx",
    experimentalDecorators: true,
    target: "esnext",
    module: "preserve",
    moduleResolution: "bundler",
    lib: ["esnext", "dom", "dom.iterable"],
    types: ["node"],
    skipLibCheck: true,
  },
};

/**
 * `workshop`: a folder for blocks, `pages`: all blocks by their pages, `perform(name, scene)`: runs the page's.
 * The server's one user is demo, as in the documentation.
 */
export const test = base.extend({
  serverArgs: [["--token-life", "10m"], { option: true }],
  pages: [async ({}, use) => use(await readPages()), { scope: "worker" }],
  workshop: [
    async ({}, use) => {
      const { folder, remove } = await makeWorkshop();
      await use(folder);
      await remove();
    },
    { scope: "worker" },
  ],
  page: async ({ page }, use) => {
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await use(page);
    base.expect(errors, "uncaught on the page").toEqual([]);
  },
  perform: async ({ page, server, pages, workshop }, use) => {
    const stops = [];
    await use((name, scene) => perform({ page, server, blocks: named(pages[name], scene), workshop, stops }, name, scene));
    for (const stop of stops.reverse()) await stop();
  },
});

async function perform({ page, server, blocks, workshop, stops }, name, scene) {
  const folder = join(workshop, name.replace(/\.md$/, ""));
  const site = join(folder, "site");
  const api = (await scene.api?.({ blocks, folder, server })) ?? { api: server.url };
  if (api.stop) stops.push(api.stop);
  const host = await startHost({ folder: site, api: api.api, headers: scene.headers?.(blocks) });
  stops.push(host.stop);
  const paths = await writeBlocks(folder, blocks, (code) => code.replaceAll(API, host.url));
  await bundle(folder, site, blocks, scene, paths);

  const harness = `${host.url}/harness.html`;
  await page.goto(harness);
  for (const block of blocks) {
    const { how, check } = scene.blocks[block.number] ?? {};
    const told = await RUNS[how]?.({ page, host, harness, block, folder, path: paths.get(block.number) });
    await check?.({ page, server, host, block, ...told, log: () => calls(server) });
  }
}

const RUNS = {
  browser: async ({ page, harness, block }) => {
    if (page.url() !== harness) await page.goto(harness);
    await runBlock(page, block.number);
  },
  page: ({ page, host, block }) => page.goto(`${host.url}/${block.file}`),
  node: ({ path, folder }) => run("node", [path], { cwd: folder, env: { ...process.env, FORCE_COLOR: "0" } }),
};

export const runBlock = (page, number) => page.evaluate((number) => window.runBlock(number), number);

/** What arrived at the demo server, one line each: `GET /api/something x-access-token 200`. */
async function calls(server) {
  const { entries } = await server.log();
  const asked = entries.filter(({ method, path }) => method !== "OPTIONS" && path.startsWith("/api/"));
  return asked.map(({ method, path, transports, status }) => `${method} ${path} ${transports.join("+") || "bare"} ${status}`);
}

async function bundle(folder, site, blocks, scene, paths) {
  const runs = blocks.filter(({ number }) => scene.blocks[number]?.how === "browser");
  const loads = runs.map(({ number }) => `  ${number}: () => import(${JSON.stringify(paths.get(number))}),\n`);
  if (scene.helper) await cp(new URL(`../docs/scenes/helpers/${scene.helper}`, import.meta.url), join(folder, scene.helper));
  const harness = `${(scene.helper ? [`./${scene.helper}`] : []).map((module) => `import ${JSON.stringify(module)};\n`).join("")}
window.modules = {};
window.runBlock = async (number) => void Object.assign(window, (window.modules[number] = await blocks[number]()));
const blocks = {\n${loads.join("")}};
`;
  await writeFile(join(folder, "harness.js"), harness);
  await writeFile(join(folder, "harness.html"), document(scene.html?.(blocks) ?? ""));
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
  const documents = blocks.filter(({ number }) => scene.blocks[number]?.how === "page");
  await build({
    root: folder,
    configFile: false,
    logLevel: "error",
    plugins: [vue(), svelte({ configFile: false })],
    resolve: { alias: { $lib: join(folder, "src/lib") } },
    build: {
      outDir: site,
      minify: false,
      target: "esnext",
      modulePreload: false,
      rolldownOptions: { input: join(folder, "harness.html") },
    },
  });
  for (const { file, number } of documents) await writeFile(join(site, file), await readFile(paths.get(number)));
  if (documents.length) await cp(variable("JOTPASS_PKG"), join(site, "jotpass"), { recursive: true });
}

const document = (html) => `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>A page of the documentation</title>
  <link rel="icon" href="data:,">
  <body>${html}<script type="module" src="./harness.js"></script></body>
</html>
`;

export { variable };
export { expect } from "./server.mjs";
