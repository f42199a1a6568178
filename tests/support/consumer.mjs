// The packed package in the hands of those who use it: unpacked, installed, and served. Knows nothing of the tree the
// tarball was made from.
import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { cp, mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test as base } from "./server.mjs";

const PACKAGE = fileURLToPath(new URL("../package", import.meta.url));
/** What the apps in package/consumer and package/isolated show when everything works. */
const WORKS = { consumer: "Zoë Démo, 200, jotpass-server", isolated: "Zoë Démo, 200, shared-worker" };

export const run = promisify(execFile);

/** The tarball under test. */
export function tarball() {
  if (!process.env.JOTPASS_TARBALL) throw new Error("JOTPASS_TARBALL is not set: run the tests with cargo xtask test");
  return process.env.JOTPASS_TARBALL;
}

/**
 * `folder`: an empty one, outside the tree. `app`: one with the app of package/consumer, or with `test.use({ consumer:
 * "isolated" })` that of package/isolated, and the tarball installed in it as its users do. `consoleErrors` fails the test for what the page complains about.
 */
export const test = base.extend({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "jotpass-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  consumer: ["consumer", { option: true }],
  app: async ({ folder, consumer }, use) => {
    await cp(join(PACKAGE, consumer), folder, { recursive: true });
    await run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball()], { cwd: folder });
    await use(folder);
  },
  page: async ({ page }, use) => {
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await use(page);
    expect(errors, "errors of the page").toEqual([]);
  },
});

/** Unpacks the tarball into a folder. */
export async function unpack(folder) {
  await run("tar", ["xzf", tarball(), "-C", folder, "--strip-components=1"]);
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/** Serves a folder as any static host does: no policy, no rewriting. `{ url, stop }`. */
export async function serveFolder(folder) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    const found = await stat(file).catch(() => null);
    response.writeHead(found ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "text/plain" });
    found ? createReadStream(file).pipe(response) : response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}

/** The app's page, from anywhere, with the API at this server: it works, and the token travelled. */
export async function expectToWork(page, url, server, consumer = "consumer") {
  await page.goto(url);
  await expect(page.locator("output")).toHaveText(WORKS[consumer]);
  const { entries } = await server.log();
  const calls = entries.filter(({ method }) => method !== "OPTIONS").map(({ path, transport }) => `${path} ${transport}`);
  expect(calls).toEqual(["/api/token null", "/api/something x-access-token"]);
}

export { expect };
