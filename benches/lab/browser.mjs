// Chromium, and the page that holds the contestants.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
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

/** A browser that keeps what it loads and compiles on disk, as people's does: its one context. The folder is Playwright's. */
export const openKeepingBrowser = () => chromium.launchPersistentContext("", { ...OPTIONS, args: [...args, USING_KEPT_CODE] });

/** Far longer than anything takes that the page is asked for. One that has crashed says nothing, and would be waited for without end. */
const PATIENCE = 60_000;

/**
 * The page with the frames, in a browser of its own that nobody debugs (see remote.mjs). `open`, `ask`, `turn` and `closeFrame` are
 * those of pages/bench.js.
 */
export function openBench({ url, serve }) {
  const remote = serve(createRemote());
  const folder = mkdtempSync(join(tmpdir(), "jotpass-bench-"));
  const where = ["--headless", `--user-data-dir=${folder}`, `${url}/pages/bench.html`];
  const browser = spawn(OPTIONS.executablePath, [...args, ...where], { stdio: ["ignore", "pipe", "ignore"], detached: true });
  const kill = () => {
    try {
      // The whole group: what is started may be a script that starts the browser.
      process.kill(-browser.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  // Where a measure has failed, nobody closes it.
  const leave = () => {
    kill();
    remove();
  };
  process.once("exit", leave);
  // As soon as none of its processes holds the pipe, and so the folder.
  const ended = new Promise((resolve) => browser.once("close", resolve));
  browser.stdout.resume();
  const gone = ended.then(() => ({ error: "The browser has ended" }));
  const call = (name) => async (...args) => {
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE, { error: `The page gives no answer to ${name}` })));
    const { value, error } = await Promise.race([remote.call(name, args), gone, late]);
    clearTimeout(timer);
    if (error) throw new Error(error);
    return value;
  };
  const close = async () => {
    kill();
    await ended;
    process.off("exit", leave);
    remove();
  };
  return { open: call("open"), ask: call("ask"), turn: call("turn"), closeFrame: call("close"), close };
}
