// What a framework's entry promises, asked of a small view in a page: the same questions to each (see frameworks.spec.mjs). A view is
// bundled with the package as an app is, in development, where frameworks complain most; and once more to be drawn on a server.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build } from "vite";
import { expect, test as base, variable } from "../../support/server.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGES = fileURLToPath(new URL("../pages", import.meta.url));
const OLDER_REACT = [
  { find: /^react-dom(?=\/|$)/, replacement: "react18-dom" },
  { find: /^react(?=\/|$)/, replacement: "react18" },
];
/** The views: the file in pages, and what it is built with. */
export const VIEWS = {
  "React 19": { file: "react.jsx" },
  "React 18": { file: "react.jsx", alias: OLDER_REACT },
  Vue: { file: "vue.js" },
  Svelte: { file: "svelte.js", plugins: () => [svelte({ configFile: false })] },
  Angular: { file: "angular.js" },
  "Angular with zones": { file: "angular_zone.js" },
};

/**
 * `test.use({ view: "Vue" })` names the view; `page` is open at it, with `make(options)` for an `Auth` and `view.mount(…)`, and fails
 * the test for what it says in the console, but for `complaints`. `serverView` is the view's module as a server has it.
 */
export const test = base.extend({
  serverArgs: [["--token-life", "10m"], { option: true }],
  view: ["", { option: true }],
  bundles: [
    async ({}, use) => {
      const folders = new Map();
      await use((view, isServer) => {
        const key = `${view} ${isServer}`;
        if (!folders.has(key)) folders.set(key, bundle(VIEWS[view], isServer));
        return folders.get(key);
      });
      for (const folder of folders.values()) await rm(await folder, { recursive: true });
    },
    { scope: "worker" },
  ],
  www: async ({ bundles, view }, use) => use(await bundles(view, false)),
  serverView: async ({ bundles, view }, use) => use(await import(pathToFileURL(join(await bundles(view, true), "page.js")).href)),
  // Angular's own compiler, which the views bring along, makes functions of text. No app that is built does.
  bypassCSP: async ({ view }, use) => use(view.startsWith("Angular")),
  complaints: async ({}, use) => use([]),
  hasClock: [false, { option: true }],
  page: async ({ page, complaints, hasClock }, use) => {
    const said = [];
    page.on("pageerror", (error) => said.push(error.message));
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
    if (hasClock) await page.clock.install();
    await page.goto("/");
    await page.waitForFunction(() => window.view, null, { timeout: 10_000 });
    await use(page);
    const unexpected = said.filter((text) => !complaints.some((known) => text.includes(known)));
    expect(unexpected, "said in the console").toEqual([]);
  },
});

/** What the view shows: the status, and the name of who is signed in. */
export const shown = (page) => page.locator(".state");

async function bundle({ file, alias = [], plugins = () => [] }, isServer) {
  const folder = await mkdtemp(join(tmpdir(), "jotpass-view-"));
  const pkg = variable("JOTPASS_PKG");
  await build({
    root: ROOT,
    mode: "development",
    configFile: false,
    logLevel: "error",
    publicDir: false,
    plugins: plugins(),
    define: {
      "process.env.NODE_ENV": '"development"',
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true",
    },
    resolve: {
      // The package is as far from the frameworks.
      dedupe: ["react", "react18", "vue", "svelte", "rxjs", "@angular/common", "@angular/core", "@angular/router"],
      alias: [
        ...alias,
        { find: /^jotpass\/(\w+)$/, replacement: join(pkg, "$1.js") },
        { find: /^jotpass$/, replacement: join(pkg, "index.js") },
      ],
    },
    // Whole: the folder is far from all modules.
    ssr: { noExternal: true },
    build: {
      ssr: isServer,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: join(PAGES, isServer ? file.replace(/\.jsx?$/, "_server.js") : file),
        output: { entryFileNames: "page.js" },
      },
    },
  });
  await writeFile(
    join(folder, "index.html"),
    `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>${file} with Jotpass</title>
  <link rel="icon" href="data:,">
  <div id="app"></div>
  <script type="module" src="/page.js"></script>
</html>
`,
  );
  // What is built for a server is a module, whatever folder it lies in.
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  return folder;
}

export { expect };
