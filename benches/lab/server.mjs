// The one server of the benchmarks: pages, bundles, our package, the issuer, and an API that wants a token.

import { readFile } from "node:fs/promises";
import http from "node:http";
import { extname, join } from "node:path";
import { answerOf } from "../pages/answers.js";
import { createIssuer } from "./issuer.mjs";

const PAGES = join(import.meta.dirname, "../pages");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
// `performance.now()` is exact to 5 microseconds only in a page that is isolated (High Resolution Time, section 9).
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
// As a site serves files whose names change with what is in them.
const KEPT = { "cache-control": "public, max-age=31536000, immutable" };

/**
 * `bundles` are those of the contestants, by name; `pkg` is the folder of our package. Gives `{ url, serve, stop }`; `serve` takes the
 * remote (remote.mjs) whose page is to come.
 */
export async function startServer({ bundles, pkg }) {
  const issuer = createIssuer();
  let remote;
  const files = {
    pages: ([file]) => readFile(join(PAGES, file)),
    pkg: ([file]) => readFile(join(pkg, file)),
    // At `bundles/<kind>/<session>`, because the worker beside them may have another network or clock, too, and knows its session
    // by this.
    bundles: ([kind, , file]) => {
      const name = file.replace(/\.js$/, "");
      if (bundles[name]) return bundles[name];
      if (file !== "jotpass_worker.js") return readFile(join(pkg, file));
      return `import "${kind === "loopback" ? "/pkg/jotpass_worker.js" : `/pages/worker_${kind}.js`}";`;
    },
  };

  const answer = async (request, body) => {
    const url = new URL(request.url, `http://${request.headers.host}`);
    const [, folder, ...path] = url.pathname.split("/");
    if (folder === "open") return { status: 200, body: answerOf(url.pathname) };
    if (folder === "api") {
      const shown = request.headers["x-access-token"] ?? request.headers.authorization ?? "";
      return issuer.accepts(shown) ? { status: 200, body: answerOf(url.pathname) } : { status: 401, body: "{}" };
    }
    if (folder === "next") return { status: 200, body: JSON.stringify(await remote.next(JSON.parse(body))) };
    if (folder === "issuer") return issuer.answer(url, body);
    if (url.pathname === "/oauth/token") return issuer.answerAtRoot(url, body);
    const content = await files[folder]?.(path);
    return content && { status: 200, body: content, headers: folder === "pages" ? {} : KEPT, type: TYPES[extname(url.pathname)] };
  };

  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const found = await answer(request, body).catch((error) => ({ status: 404, body: `${error}` }));
    const { status, headers, type = "application/json", body: content } = found ?? { status: 404, body: "" };
    response.writeHead(status, { "content-type": type, ...ISOLATED, ...headers }).end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  const serve = (given) => (remote = given);
  return { serve, url: `http://127.0.0.1:${server.address().port}`, stop };
}
