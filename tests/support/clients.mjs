// The clients people use, each bundled with the package into a page of its own: the code that its page in www/docs shows, and
// what clients/pages has beside it so that all can be asked alike.
//
// `window.auth` and `window.client` are the page's; see clients/rules.mjs for what a client has.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { test as base, withLife } from "./jotpass.mjs";
import { variable } from "./server.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DOCS = fileURLToPath(new URL("../../www/docs/clients", import.meta.url));
/** What the documentation calls the API: the address is the test's. */
const API = /"(https|wss):\/\/api\.example\.com/g;
/** Older releases, under the names they have among our modules. */
const ALIASES = { jquery3: [{ find: "jquery", replacement: "jquery3" }] };

/**
 * Playwright's `test` for a client: `test.use({ client: "axios" })` names its page, `variant` the release of what it imports.
 * `api` is the origin of the documentation's API, which is the page's own server unless a test says otherwise.
 */
export const test = base.extend({
  serverArgs: [withLife("10m"), { option: true }],
  client: ["", { option: true }],
  variant: ["", { option: true }],
  bundles: [
    async ({}, use) => {
      const folders = new Map();
      await use((client, variant) => {
        const key = `${client} ${variant}`;
        if (!folders.has(key)) folders.set(key, bundle(client, variant));
        return folders.get(key);
      });
      for (const folder of folders.values()) await rm(await folder, { recursive: true });
    },
    { scope: "worker" },
  ],
  www: async ({ bundles, client, variant }, use) => use(await bundles(client, variant)),
  api: async ({ server }, use) => use(server.url),
  page: async ({ page, api }, use) => {
    await page.addInitScript((api) => void (window.origins = { https: api, wss: api.replace("http", "ws") }), api);
    await use(page);
  },
});

/** What the server sees of a renewal, and of the greeting: see `seen`. */
export const RENEWAL = "POST /api/token bare 200";
export const REFUSED = "GET /api/something x-access-token 401";
export const ANSWERED = "GET /api/something x-access-token 200";

/** Opens the client's page and signs in, unless it is to stay signed out. */
export async function open(page, { isSignedIn = true } = {}) {
  await page.goto("/");
  await page.waitForFunction(() => window.client);
  if (isSignedIn) await page.evaluate(() => auth.login(me));
}

/** The first piece of code on the client's page in the documentation. */
async function documented(client) {
  const text = await readFile(join(DOCS, `${client}.md`), "utf8");
  const [, code] = /^```js\n(.*?)^```$/ms.exec(text);
  return code.replaceAll(API, 'window.origins.$1 + "').replaceAll(/`https:\/\/api\.example\.com/g, "window.origins.https + `");
}

async function bundle(client, variant) {
  const folder = await mkdtemp(join(tmpdir(), "jotpass-"));
  const pkg = variable("JOTPASS_PKG");
  await build({
    root: ROOT,
    configFile: false,
    logLevel: "error",
    publicDir: false,
    plugins: [
      {
        name: "documentation",
        enforce: "pre",
        resolveId: (id) => (id === "documentation" ? `\0${id}` : undefined),
        load: (id) => (id === "\0documentation" ? documented(client) : undefined),
      },
    ],
    resolve: {
      alias: [
        ...(ALIASES[variant] ?? []),
        { find: /^jotpass\/(\w+)$/, replacement: join(pkg, "$1.js") },
        { find: /^jotpass$/, replacement: join(pkg, "index.js") },
      ],
    },
    build: {
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: join(ROOT, "clients/pages", `${client}.js`),
        output: { entryFileNames: "page.js" },
      },
    },
  });
  await writeFile(
    join(folder, "index.html"),
    `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>${client} with Jotpass</title>
  <link rel="icon" href="data:,">
  <output></output>
  <script type="module" src="/page.js"></script>
</html>
`,
  );
  return folder;
}

export { expect, revoke, seen, withLife } from "./jotpass.mjs";
