// Chromium, and the page that holds the contestants.

import { createRequire } from "node:module";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { chromium } = createRequire(new URL("../../tests/package.json", import.meta.url))("playwright-core");

const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const OPTIONS = { executablePath: process.env.CHROME, args };
// As traces show, Chromium 156 compiles a module that an `import()` loads anew on another thread, and leaves the compiled code that it
// has kept where it is, unless it is told this.
const USING_KEPT_CODE = "--disable-features=BackgroundResourceFetch";

export const openBrowser = () => chromium.launch(OPTIONS);

/** A browser that keeps what it loads and compiles on disk, as people's does. Gives its one context. */
export async function openKeepingBrowser() {
  const folder = await mkdtemp(join(tmpdir(), "jotpass-bench-"));
  const context = await chromium.launchPersistentContext(folder, { ...OPTIONS, args: [...args, USING_KEPT_CODE] });
  const close = async () => {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { context, close };
}

/** The page with the frames: `open`, `ask`, `turn` and `closeFrame` are those of pages/bench.js. */
export async function openBench(browser, url) {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  await page.goto(`${url}/pages/bench.html`);
  await page.waitForFunction(() => globalThis.bench);
  const call = (name) => async (...args) => {
    const answer = await page.evaluate(([name, args]) => globalThis.bench[name](...args), [name, args]);
    if (errors.length) throw errors[0];
    return answer;
  };
  return { open: call("open"), ask: call("ask"), turn: call("turn"), closeFrame: call("close"), close: () => page.close() };
}
