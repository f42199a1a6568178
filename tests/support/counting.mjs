// A server for what goes through the port, over HTTP/2, where browsers upload streams too. It is told in advance what it answers, and
// of bodies of any length it counts the bytes and never holds them. Only for a browser that takes its certificate, which is made
// anew for every run.
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import http2 from "node:http2";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { selfSigned } from "./origin.mjs";
import { variable } from "./server.mjs";

export const CHROME_ARGS = ["--ignore-certificate-errors"];
export const TOKEN = "canary-token-9zK".repeat(20);

const MB = 2 ** 20;
const PAGES = fileURLToPath(new URL("../e2e/pages", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const PAGE = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/port.js"></script>`;
const ANY = { "access-control-allow-origin": "*", "access-control-allow-headers": "*", "access-control-allow-methods": "*" };

/** The bytes of the megabyte with this number. */
const blockOf = (number) => Buffer.alloc(MB, number & 255);

/** @param {{ pkg?: string }} [options] The folder of the package, if it is not the built one. */
export async function startCounting({ pkg = variable("JOTPASS_PKG") } = {}) {
  const server = http2.createSecureServer({ ...selfSigned(), settings: { initialWindowSize: 4 * MB } });
  const sessions = new Set();
  server.on("session", (session) => {
    session.setLocalWindowSize(16 * MB);
    sessions.add(session);
  });

  /** Of the last long body. */
  const progress = { sent: 0, received: 0 };
  /** The paths that were asked with a token. */
  const shown = [];
  const [gate, pausing, closed] = [deferred(), deferred(), deferred()];
  let breakOff = () => {};

  const routes = {
    "/api/token": async (request, response) => {
      const { username, password } = JSON.parse(await text(request));
      if (password !== "secret") return json(response, { error: "invalid_grant" }, 401);
      json(response, { access_token: TOKEN, expires_in: 3600, user: { username } });
    },
    "/api/download": async (request, response, query) => {
      const [count, length] = [query.get("mb"), query.get("mb") * MB];
      const gone = once(response.stream, "close");
      progress.sent = 0;
      response.writeHead(200, { "content-type": "application/octet-stream", "content-length": length });
      for (let number = 0; number < count; number++) {
        const isWanted = response.write(blockOf(number));
        if (!isWanted) await Promise.race([once(response.stream, "drain"), gone]);
        if (response.stream.destroyed) return;
        progress.sent += MB;
      }
      response.end();
    },
    // Stops reading after ten megabytes until it is let go.
    "/api/upload": async (request, response) => {
      progress.received = 0;
      let isOrdered = true;
      for await (const chunk of request) {
        const at = (index) => ((progress.received + index) >> 20) & 255;
        if (chunk[0] !== at(0) || chunk.at(-1) !== at(chunk.length - 1)) isOrdered = false;
        progress.received += chunk.length;
        if (progress.received < 10 * MB) continue;
        pausing.resolve();
        await gate.promise;
      }
      json(response, { received: progress.received, isOrdered });
    },
    // The beginning of a body, whose rest comes when it is let go, or never.
    "/api/held": async (request, response, query) => {
      response.writeHead(200, { "content-type": "text/plain" });
      response.write("begun\n");
      response.stream.once("close", () => closed.resolve());
      if (query.has("forever")) return;
      await gate.promise;
      response.end(", ended");
    },
    "/api/go": (request, response) => (gate.resolve(), response.end()),
    // The beginning of a body that breaks off.
    "/api/broken": (request, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      response.write("begun\n");
      breakOff = () => response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    },
    "/api/break": (request, response) => (breakOff(), response.end()),
    "/api/number": (request, response, query) => json(response, { number: query.get("n"), token: request.headers["x-access-token"]?.length }),
    "/api/none": (request, response) => response.writeHead(204).end(),
    "/api/reflect": (request, response) => json(response, request.headers),
    "/api/echo": async (request, response) => json(response, { method: request.method, length: (await text(request)).length }),
  };

  server.on("request", async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "https://localhost");
    response.stream.on("error", () => {});
    response.sendDate = false;
    if (request.headers["x-access-token"]) shown.push(pathname);
    for (const header of Object.entries(ANY)) response.setHeader(...header);
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    const route = routes[pathname];
    if (route) return Promise.resolve(route(request, response, searchParams)).catch(() => response.stream.destroy());
    if (pathname === "/") return response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    const file = pathname.startsWith("/pkg/") ? join(pkg, pathname.slice(5)) : join(PAGES, pathname);
    const found = await stat(file).catch(() => null);
    response.writeHead(found ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "text/plain" });
    found ? createReadStream(file).pipe(response) : response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `https://127.0.0.1:${server.address().port}`,
    progress,
    shown,
    /** Settles when an upload has stopped. */
    pausing: pausing.promise,
    /** Lets go what is stopped or held. */
    letGo: gate.resolve,
    /** Settles when the client has given up what is held, or has all of it. */
    closed: closed.promise,
    stop: () => {
      for (const session of sessions) session.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function text(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return `${Buffer.concat(chunks)}`;
}

function json(response, value, status = 200) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function deferred() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}
