// What a page of the documentation runs on: its folder, and beside it whatever API the page is about, at one origin, as behind any
// reverse proxy. Must not answer an API call itself.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import http from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/**
 * @param {{ folder: string, api?: string | http.RequestListener, headers?: (path: string) => Record<string, string> }} options
 *   `api` gets all that is no file: an origin, or a function; `headers` are added to files.
 */
export async function startHost({ folder, api, headers = () => ({}) }) {
  const server = http.createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    const found = await stat(file).catch(() => null);
    if (found?.isFile()) {
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain", ...headers(path) });
      createReadStream(file).pipe(response);
    } else if (typeof api === "string") forward(api, request, response);
    else if (api) api(request, response);
    else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}

function forward(api, request, response) {
  const { method, headers, url } = request;
  const onward = http.request(new URL(url, api), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}
