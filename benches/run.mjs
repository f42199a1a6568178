// Runs the benchmarks in headless Chromium and prints a table. `cargo xtask bench` starts it, with the browser (CHROME) and the
// package (JOTPASS_PKG) in the environment.
import { readFile } from "node:fs/promises";
import http from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { answerOf } from "./answers.js";

const { chromium } = createRequire(new URL("../tests/package.json", import.meta.url))("playwright-core");

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const BENCHES = fileURLToPath(new URL(".", import.meta.url));
const FOLDERS = { benches: BENCHES, pkg: process.env.JOTPASS_PKG, stubbed: process.env.JOTPASS_PKG };
// The same package, but for this.
const STUBBED = { "/stubbed/jotpass_worker.js": join(BENCHES, "stubbed_worker.js") };

const server = http.createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const [, folder, ...path] = pathname.split("/");
  // `performance.now()` is exact to 5 microseconds only in a page that is isolated (High Resolution Time, section 9).
  const isolated = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
  try {
    for await (const _ of request);
    const body = folder === "api" ? answerOf(pathname) : await readFile(STUBBED[pathname] ?? join(FOLDERS[folder], ...path));
    response.writeHead(200, { "content-type": TYPES[extname(pathname)] ?? "application/json", ...isolated }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await chromium.launch({
  executablePath: process.env.CHROME,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
const micros = (ms) => (ms * 1000).toFixed(1);

const rows = [];
for (const transport of ["stubbed", "loopback"]) {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.goto(`http://127.0.0.1:${server.address().port}/benches/overhead.html?${transport}`);
  const results = await page.evaluate(() => globalThis.done);
  for (const [call, times] of Object.entries(results)) {
    const native = median(times.native);
    for (const [contestant, list] of Object.entries(times)) {
      const own = median(list);
      // Of each round's difference to the native one, so that what slowed a round down slows down both.
      const added = median(list.map((time, round) => time - times.native[round]));
      rows.push([transport, call, contestant, micros(own), contestant === "native" ? "" : micros(added), (own / native).toFixed(2)]);
    }
  }
  await page.close();
}
await browser.close();
server.close();

const head = ["transport", "request", "contestant", "median, µs", "added, µs", "of native"];
const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
const line = (cells) => `| ${cells.map((cell, i) => (i < 3 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`;
console.log([line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n"));
