// A toolchain of package/toolchains as its users have it: installed from its lock file in a folder outside the tree, together with
// the tarball, and run by its own commands. Knows no toolchain by name; each says in its toolchain.mjs what is its own.
import { cp, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, run as execute, serveFolder, tarball } from "./consumer.mjs";
import { begin, freePort } from "./toolchain_process.mjs";

const TOOLCHAINS = fileURLToPath(new URL("../package/toolchains", import.meta.url));
const SPY = new URL("./toolchain_spy.mjs", import.meta.url).href;
/** What is printed by all that runs on Node and loads the package's WebAssembly (see toolchain_spy.mjs). */
export const LOADED = "jotpass: WebAssembly was loaded";

const NPM = ["--no-save", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
const MANIFEST = '{ "name": "app", "private": true, "type": "module" }';
/** The first page of a dev server waits for all that makes it. */
const PATIENCE = { timeout: 60_000 };
// Nobody is told about us, nothing is asked, and nothing opens a window.
const QUIET = {
  ...{ CI: "1", NO_COLOR: "1", BROWSER: "none", NG_CLI_ANALYTICS: "false" },
  ...{ NEXT_TELEMETRY_DISABLED: "1", NUXT_TELEMETRY_DISABLED: "1", ASTRO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
};

/** All there are, in the order of their folders' names. A folder may hold several that are installed alike. */
export async function toolchains() {
  const files = (await readdir(TOOLCHAINS, { recursive: true })).filter((file) => /^[^/\\]+[/\\]toolchain\.mjs$/.test(file)).sort();
  const load = async (file) => {
    const { default: found } = await import(pathToFileURL(join(TOOLCHAINS, file)));
    return [found].flat().map((toolchain) => ({ folder: dirname(join(TOOLCHAINS, file)), ...toolchain }));
  };
  return (await Promise.all(files.map(load))).flat();
}

/** Installs a toolchain, the shared app and the tarball; `nodes` is what `newerNodes` gives. */
export async function install(nodes, { folder: source, app = ".", node, entry, files = {}, version, versions = [] }) {
  const folder = await mkdtemp(join(tmpdir(), "jotpass-"));
  await cp(join(TOOLCHAINS, "app"), join(folder, app), { recursive: true });
  await cp(source, folder, { recursive: true, filter: (file) => !/node_modules|toolchain\.mjs$/.test(file.slice(source.length)) });
  for (const [file, by] of Object.entries(files)) await rename(join(folder, by), join(folder, file));
  const path = [node && (await nodes.folderOf(node)), join(folder, "node_modules/.bin"), process.env.PATH].filter(Boolean);
  // What the runner of the tests says in its environment is not for the toolchains.
  const { NODE_OPTIONS, NODE_ENV, FORCE_COLOR, TEST_WORKER_INDEX, ...inherited } = process.env;

  if (!(await exists(join(folder, "package.json")))) await writeFile(join(folder, "package.json"), MANIFEST);
  await npm(folder, tarball());
  const jotpass = join(folder, "node_modules/jotpass");
  const wasm = await readFile(join(jotpass, "jotpass_bg.wasm"));
  const spy = { NODE_OPTIONS: `--import ${SPY}`, JOTPASS_WASM_LENGTH: `${wasm.length}` };
  const environment = { ...inherited, ...QUIET, ...spy, PATH: path.join(delimiter) };

  const installed = {
    folder,
    jotpass,
    wasm,
    /** Runs a command to its end; gives what it printed, which it fails with, too. */
    async run(command, env) {
      const { ended, output } = begin(command, { folder, env: { ...environment, ...env } });
      const code = await ended;
      if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${output()}`);
      return output();
    },
    /** Starts a command that runs on. */
    start: (command) => begin(command, { folder, env: environment }),
    /** Makes the app import another entry of the package than its default one. */
    async use(other) {
      for (const name of await readdir(join(folder, app))) {
        if (!/\.(m?[jt]sx?|vue|svelte)$/.test(name)) continue;
        const text = await readFile(join(folder, app, name), "utf8");
        await writeFile(join(folder, app, name), text.replace(/from "jotpass(\/inline)?"/g, `from "${other}"`));
      }
    },
    /** Read from what is installed; of several packages each with its name. */
    async version() {
      const read = async (name) => JSON.parse(await readFile(join(folder, "node_modules", name, "package.json"), "utf8"));
      const found = (await Promise.all(versions.map(read))).map(({ name, version }) => (versions.length > 1 ? `${name} ${version}` : version));
      return version ?? found.join(", ");
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
  if (entry) await installed.use(entry);
  return installed;
}

// Not `npm ci`, which wants the lock file to name the binaries for all systems; a registry may not have those of others.
const npm = (cwd, ...packages) => execute("npm", ["install", ...NPM, ...packages], { cwd });
const exists = (file) => stat(file).then(() => true, () => false);

/** A server started by the toolchain's own command, which prints where it listens: `{ url, output, stop }`. */
export async function listening(app, command) {
  const port = await freePort();
  const server = app.start(command(port));
  // Whoever asks for it by the address that it prints finds it.
  const [url] = await server.seen(new RegExp(`https?://(localhost|127\\.0\\.0\\.1|\\[::1\\]):${port}`));
  return { ...server, url };
}

/** A command that builds whenever a file changes, and a static host beside it. */
export async function watching(app, { command, ready }, output) {
  const watch = app.start(command);
  await watch.seen(ready);
  const host = await serveFolder(join(app.folder, output));
  return { ...watch, url: host.url, stop: () => Promise.all([watch.stop(), host.stop()]) };
}

/** What the app shows when it has done what it does; `how` is a word in its address. */
export async function openApp(page, url, server, how = "") {
  await page.goto(`${url}/?api=${server.url}&${how}`, PATIENCE);
  await expect(page.locator("output")).not.toBeEmpty(PATIENCE);
  return page.locator("output").textContent();
}

/** The server renders a page of a session that it knows nothing of. */
export async function expectRendered({ url }) {
  const html = await (await fetch(url)).text();
  expect(html).toMatch(/<p id="status"[^>]*>(<!--.*?-->)*loading/);
}

/** The recipe for the worker, where its files are not found by themselves. */
export async function copyWorker({ folder, jotpass }, to) {
  for (const name of ["jotpass_worker.js", "jotpass_bg.wasm"]) await cp(join(jotpass, name), join(folder, to, name));
}

/** How many times the package's WebAssembly is in a folder: as a file, or embedded as `jotpass/inline` has it. */
export async function copiesOfWasm({ folder, jotpass, wasm }, output) {
  const inline = await readFile(join(jotpass, "inline.js"), "latin1");
  const [embedded] = inline.match(/[\w+/=-]{10000,}/);
  // From the middle, where no tool has added or cut anything, and long enough to be nowhere by chance.
  const needles = [wasm, Buffer.from(embedded)].map((bytes) => bytes.subarray(bytes.length >> 1).subarray(0, 200));
  const files = await readdir(join(folder, output), { recursive: true, withFileTypes: true });
  // Compressed twins of a file, and maps, are not what a browser loads.
  const loaded = files.filter((file) => file.isFile() && !/\.(map|gz|br|zst)$/.test(file.name));
  const contents = await Promise.all(loaded.map(({ parentPath, name }) => readFile(join(parentPath, name))));
  return contents.flatMap((bytes) => needles.map((needle) => occurrences(bytes, needle))).reduce((sum, count) => sum + count, 0);
}

function occurrences(bytes, needle) {
  let count = 0;
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) count++;
  return count;
}

/**
 * Gives newer Nodes than ours to toolchains that want one, each from the npm package `node` and once: `folderOf(name)` is that of the
 * executable, where `name` is a folder of toolchains/.
 */
export function newerNodes() {
  const copies = new Map();
  const provide = async (name) => {
    const copy = await mkdtemp(join(tmpdir(), "jotpass-"));
    await cp(join(TOOLCHAINS, name), copy, { recursive: true });
    await npm(copy);
    return copy;
  };
  return {
    async folderOf(name) {
      if (!copies.has(name)) copies.set(name, provide(name));
      return join(await copies.get(name), "node_modules/node/bin");
    },
    remove: async () => {
      for (const copy of copies.values()) await rm(await copy, { recursive: true, force: true });
    },
  };
}
