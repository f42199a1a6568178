// A real engine for pages that are the same in all of them: one browser per worker, driven through WebDriver.
//
// The Playwright project is the engine: `chrome`, `firefox` or `webkit`. Must not serve the pages, which come from a
// server of the test's own, and must not know what they do.
import webdriver from "selenium-webdriver";
import http from "selenium-webdriver/http/index.js";
import { findFreePort } from "selenium-webdriver/net/portprober.js";
import { DriverService } from "selenium-webdriver/remote/index.js";
import { fileURLToPath } from "node:url";
import { startEcho } from "./echo.mjs";
import { test as base, variable } from "./server.mjs";

const PAGES = fileURLToPath(new URL("../engines/pages", import.meta.url));
const LOOPBACK = "127.0.0.1";
/** How long a page may take, in milliseconds, unless the test says otherwise. */
const LIMIT = 20_000;

/** What drives each engine, and how its browser is to be started. */
const ENGINES = {
  chrome: () => ({
    driver: variable("CHROMEDRIVER"),
    capabilities: {
      // HTTP/2 goes only over TLS, and nobody signs for a server of a test.
      acceptInsecureCerts: true,
      "goog:chromeOptions": {
        binary: variable("CHROME"),
        // Without a sandbox, because that does not start as root; the driver itself keeps Chrome from calling home.
        args: [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-component-update",
          // A page may collect its garbage, to see what becomes of what is dropped.
          "--js-flags=--expose-gc",
        ],
      },
    },
  }),
  firefox: () => ({
    driver: variable("GECKODRIVER"),
    // A second port, which would otherwise be the same for all workers.
    args: ["--websocket-port=0"],
    capabilities: { "moz:firefoxOptions": { binary: variable("FIREFOX"), args: ["-headless"] } },
  }),
  // It cannot go without a window: DISPLAY says where that opens, and cargo xtask test brings an invisible display.
  webkit: () => ({ driver: variable("WEBKITDRIVER"), capabilities: {} }),
};

/**
 * `run(url, { limit })` opens the page in the engine and gives the value, as JSON has it, of the promise that its scripts
 * left in `globalThis.done` before they awaited anything. Whatever goes wrong on the page is the error here.
 *
 * The browser stays for the next test, and with it what belongs to a host whatever its port, which is cookies. Storage
 * belongs to an origin, so a server on a port of its own has none.
 */
export const test = base.extend({
  www: [PAGES, { option: true }],
  // Playwright asks for it always, which would start a token server even for a test that has none.
  baseURL: async ({}, use) => use(undefined),
  /** A server that keeps what arrives, byte for byte. */
  echo: async ({}, use) => {
    const echo = await startEcho();
    await use(echo);
    await echo.stop();
  },
  browserOfWorker: [
    async ({}, use, { project }) => {
      const { driver, args = [], capabilities } = ENGINES[project.name]();
      const port = await findFreePort(LOOPBACK);
      // It stops the driver, by its process, when this process ends, however that comes about.
      const service = new DriverService(driver, { hostname: LOOPBACK, port, args: [`--port=${port}`, ...args] });
      try {
        const executor = new http.Executor(new http.HttpClient(await service.start()));
        const browser = webdriver.WebDriver.createSession(executor, new webdriver.Capabilities(capabilities));
        await browser.getSession();
        await use(browser);
        await browser.quit();
      } finally {
        await service.kill();
      }
    },
    { scope: "worker", timeout: 60_000 },
  ],
  run: async ({ browserOfWorker: browser }, use, { project }) => {
    await use((url, { limit = LIMIT } = {}) => run(browser, project.name, `${url}`, limit));
    // What the page still does must not reach into the next test.
    await browser.get("about:blank");
  },
});

export { expect } from "@playwright/test";

async function run(browser, engine, url, limit) {
  let outcome;
  try {
    await browser.manage().setTimeouts({ pageLoad: limit, script: limit });
    await browser.get(url);
    outcome = await browser.executeAsyncScript(settle);
  } catch (error) {
    const what = error.name === "ScriptTimeoutError" ? `globalThis.done has not settled within ${limit} ms` : `${error}`;
    throw new Error(`${url} in ${engine}: ${what}`, { cause: error });
  }
  if (outcome.error) throw new Error(`${url} in ${engine}: ${outcome.error}`);
  return outcome.json === null ? undefined : JSON.parse(outcome.json);
}

/** Runs on the page, so it must be whole in itself. Drivers differ in what they make of values, hence the JSON. */
function settle() {
  const finish = arguments[arguments.length - 1];
  loaded()
    .then(() => window.done ?? explain())
    .then((value) => finish({ json: JSON.stringify(value) ?? null }))
    .catch((error) => finish({ error: tell(error) }));

  // WebKit's driver does not always wait for it.
  async function loaded() {
    if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve));
  }

  // Nobody listened when a module failed, so it gets to fail once more; under another address, because not every engine
  // gives the error again.
  async function explain() {
    for (const { src } of document.querySelectorAll("script[type=module][src]")) await import(`${src}#again`);
    throw new Error(`no script has set globalThis.done; the page says: ${document.documentElement.textContent.trim()}`);
  }

  function tell(error) {
    const stack = error?.stack ?? "";
    return stack.includes(error) ? stack : `${error}\n${stack}`;
  }
}
