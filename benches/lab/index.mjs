// Everything that a measure needs: the server with all contestants, and browsers.

import { CONTESTANTS } from "../contestants/index.js";
import { openBench, openBrowser, openKeepingBrowser } from "./browser.mjs";
import { bundle } from "./bundle.mjs";
import { startServer } from "./server.mjs";

/** `pkg` is the folder of our package. */
export async function openLab({ pkg }) {
  const bundles = await bundle("contestants", Object.keys(CONTESTANTS), pkg);
  const server = await startServer({ bundles, pkg });
  const browser = await openBrowser();
  return {
    url: server.url,
    browser: `Chromium ${browser.version()}`,
    openBrowser,
    openKeepingBrowser,
    openBench: () => openBench(browser, server.url),
    close: async () => {
      await browser.close();
      await server.stop();
    },
  };
}
