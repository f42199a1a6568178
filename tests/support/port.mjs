// What the tests of the port share: a page of a server of its own (counting.mjs), with every message recorded (pages/port_recorder.js),
// and a package whose worker tells of what nobody caught in it.
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test as base } from "@playwright/test";
import { CHROME_ARGS, TOKEN, startCounting } from "./counting.mjs";
import { variable } from "./server.mjs";

const RECORDER = fileURLToPath(new URL("../e2e/pages/port_recorder.js", import.meta.url));
const WORKER = "jotpass_worker.js";
const CHANNEL = "what nobody caught";
const TELL = `{
  const channel = new BroadcastChannel("${CHANNEL}");
  for (const type of ["error", "unhandledrejection"]) {
    addEventListener(type, ({ message, reason }) => channel.postMessage(message ?? \`\${reason?.stack}\`));
  }
}\n`;

export const test = base.extend({
  pkg: async ({}, use, testInfo) => {
    const folder = testInfo.outputPath("pkg");
    await cp(variable("JOTPASS_PKG"), folder, { recursive: true });
    await writeFile(join(folder, WORKER), TELL + (await readFile(join(folder, WORKER), "utf8")));
    await use(folder);
  },
  server: async ({ pkg }, use) => {
    const server = await startCounting({ pkg });
    await use(server);
    await server.stop();
  },
  /** Of another origin, which must never see a token. */
  other: async ({}, use) => {
    const other = await startCounting();
    await use(other);
    expect(other.shown, "seen by another origin").toEqual([]);
    await other.stop();
  },
  page: async ({ page, server }, use) => {
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.exposeFunction("uncaught", (message) => void errors.push(message));
    await page.addInitScript((name) => {
      new BroadcastChannel(name).onmessage = ({ data }) => uncaught(data);
    }, CHANNEL);
    await page.addInitScript({ path: RECORDER });
    await page.goto(server.url);
    await page.waitForFunction(() => window.begin);
    await use(page);
    expect(errors, "uncaught on the page, or in the worker").toEqual([]);
    expect(await page.evaluate(() => textOf(heard)), "told to the page").not.toContain(TOKEN.slice(0, 16));
  },
});

/** For `test.use()`. */
export const LAUNCH = { launchOptions: async ({ launchOptions }, use) => use({ ...launchOptions, args: [...launchOptions.args, ...CHROME_ARGS] }) };

export { TOKEN, expect };
