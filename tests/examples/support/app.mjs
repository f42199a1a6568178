// The apps in www/examples as a newcomer has them: installed from their lock files in a folder outside the tree, with the packed
// tarball, built, and served with the API behind a proxy.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, tarball } from "../../support/consumer.mjs";
import { expect, test as base } from "../../support/server.mjs";
import { begin, freePort } from "../../support/toolchain_process.mjs";

const EXAMPLES = fileURLToPath(new URL("../../../www/examples", import.meta.url));
/** The version of Node that Angular's CLI wants, which is newer than ours: the npm package of that name brings it. */
const NODE = fileURLToPath(new URL("../../package/toolchains/node24", import.meta.url));
const VITE = { serve: (port) => ["npx", "vite", "preview", "--host", "127.0.0.1", "--port", port] };
const ANGULAR = { serve: (port) => ["npx", "ng", "serve", "--configuration", "production", "--port", port], wantsNode: true };
/** The apps, and how each is served when it is built. */
export const APPS = { react: VITE, vue: VITE, svelte: VITE, angular: ANGULAR };

/**
 * `test.use({ example: "react" })` names the app; `app` is its address, with the demo server behind it. `page` fails the test for
 * what it complains about in the console, but for `complaints`.
 */
export const test = base.extend({
  serverArgs: [["--token-life", "10m"], { option: true }],
  example: ["", { option: true }],
  builds: [
    async ({}, use) => {
      const builds = new Map();
      await use((name) => {
        if (!builds.has(name)) builds.set(name, build(name));
        return builds.get(name);
      });
      for (const { folders } of await Promise.all(builds.values())) await removeAll(folders);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  app: [
    async ({ builds, example, server }, use) => {
      const { folders, env } = await builds(example);
      const port = await freePort();
      const host = begin(APPS[example].serve(port), { folder: folders[0], env: { ...env, JOTPASS_API: server.url } });
      const [url] = await host.seen(new RegExp(`http://(localhost|127\\.0\\.0\\.1):${port}`));
      await use(url);
      await host.stop();
    },
    // The first one waits until the app is installed and built.
    { timeout: 180_000 },
  ],
  complaints: async ({}, use) => use([]),
  // Not before its app, which is to be there until it has gone.
  page: async ({ page, complaints, app: _ }, use) => {
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await use(page);
    const unexpected = errors.filter((error) => !complaints.some((text) => error.includes(text)));
    expect(unexpected, "errors in the console").toEqual([]);
  },
});

/** Runs the unit tests that an app brings along, which want a newer Node than ours. */
export async function testExample(name) {
  const { folders, npm } = await install(name, true);
  await npm("test");
  await removeAll(folders);
}

async function build(name) {
  const installed = await install(name, APPS[name].wantsNode);
  await installed.npm("run", "build");
  return installed;
}

/** Installs an app; gives its folders, of which the first is the app's, and what its commands find in their environment. */
async function install(name, wantsNode) {
  // Vite leaves it set in the process that builds, and npm then installs only half.
  const { NODE_ENV, ...env } = process.env;
  const folders = [await copy(join(EXAMPLES, name))];
  if (wantsNode) {
    folders.push(await copy(NODE));
    await run("npm", ["install", "--no-save", "--prefer-offline"], { cwd: folders[1], env });
    env.PATH = [join(folders[1], "node_modules/node/bin"), env.PATH].join(delimiter);
  }
  const npm = (...args) => run("npm", args, { cwd: folders[0], env });
  // Not `npm ci`, which wants the lock file to name the binaries for all systems: a registry may not have those of others.
  await npm("install", "--no-save", "--prefer-offline", tarball());
  return { folders, env, npm };
}

const removeAll = (folders) => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));

async function copy(source) {
  const folder = await mkdtemp(join(tmpdir(), "jotpass-"));
  const isSource = (file) => !["node_modules", "dist", ".angular"].includes(basename(file));
  await cp(source, folder, { recursive: true, filter: isSource });
  return folder;
}

export async function signIn(page, password = "demo") {
  await page.getByLabel("User name").fill("demo");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export const button = (page, name) => page.getByRole("button", { name, exact: true });

/** The account of the demo user is shown. */
export const expectAccount = (page) => expect(page.getByText("Signed in as")).toHaveText("Signed in as Zoë Démo");

/** The session is shown before it is stored, and after a reload there is what has been stored. */
export const stored = (page) => page.waitForFunction(() => Object.keys(sessionStorage).some((key) => key.startsWith("jotpass:")));

export { expect };
