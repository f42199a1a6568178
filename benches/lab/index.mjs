// Everything that a measure needs: the server with all contestants, and browsers.

import { CONTESTANTS } from "../contestants/index.js";
import { nameOfBrowser, openBench, openBrowser, openKeepingBrowser } from "./browser.mjs";
import { bundle } from "./bundle.mjs";
import { startServer } from "./server.mjs";

/** `pkg` is the folder of our package. */
export async function openLab({ pkg }) {
  const bundles = await bundle("contestants", Object.keys(CONTESTANTS), pkg);
  const server = await startServer({ bundles, pkg });
  return {
    url: server.url,
    browser: await nameOfBrowser(),
    openBrowser,
    openKeepingBrowser,
    openBench: () => openBench(server),
    close: server.stop,
  };
}
