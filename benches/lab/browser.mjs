// Chromium, and the page that holds the contestants.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemote } from "./remote.mjs";

const { chromium } = createRequire(new URL("../../tests/package.json", import.meta.url))("playwright-core");

const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const OPTIONS = { executablePath: process.env.CHROME, args };
// As traces show, Chromium 156 compiles a module that an `import()` loads anew on another thread, and leaves the compiled code that it
// has kept where it is, unless it is told this.
const USING_KEPT_CODE = "--disable-features=BackgroundResourceFetch";

export const openBrowser = () => chromium.launch(OPTIONS);

export async function nameOfBrowser() {
  const browser = await openBrowser();
  await browser.close();
  return `Chromium ${browser.version()}`;
}

/** A browser that keeps what it loads and compiles on disk, as people's does. Gives its one context. */
export async function openKeepingBrowser() {
  const folder = await newFolder();
  const context = await chromium.launchPersistentContext(folder, { ...OPTIONS, args: [...args, USING_KEPT_CODE] });
  const close = async () => {
    await context.close();
    await remove(folder);
  };
  return { context, close };
}

/**
 * The page with the frames, in a browser of its own that nobody debugs (see remote.mjs). `open`, `ask`, `turn` and `closeFrame` are
 * those of pages/bench.js.
 */
export async function openBench({ url, serve }) {
  const remote = serve(createRemote());
  const folder = await newFolder();
  const where = ["--headless", `--user-data-dir=${folder}`, `${url}/pages/bench.html`];
  const browser = spawn(OPTIONS.executablePath, [...args, ...where], { stdio: ["ignore", "pipe", "ignore"], detached: true });
  // The whole group: what is started may be a script that starts the browser.
  const kill = () => process.kill(-browser.pid);
  process.once("exit", kill);
  // As soon as none of its processes holds the pipe, and so the folder.
  const ended = new Promise((resolve) => browser.once("close", resolve));
  browser.stdout.resume();
  const gone = ended.then(() => ({ error: "The browser has ended" }));
  const call = (name) => async (...args) => {
    const { value, error } = await Promise.race([remote.call(name, args), gone]);
    if (error) throw new Error(error);
    return value;
  };
  const close = async () => {
    kill();
    await ended;
    process.off("exit", kill);
    await remove(folder);
  };
  return { open: call("open"), ask: call("ask"), turn: call("turn"), closeFrame: call("close"), close };
}

const newFolder = () => mkdtemp(join(tmpdir(), "jotpass-bench-"));
const remove = (folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 });
