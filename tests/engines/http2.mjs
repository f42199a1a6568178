// A server over HTTP/2, which Chromium wants before it sends a stream, with the pages and the package. Its certificate is made
// for it and signed by nobody.
//
//     POST /echo/ID            answers with the body
//     POST /echo/ID?hold       reads the body only when `go ID` has been said
//     POST /echo/ID?refuse     answers 403 and reads nothing
//     /received?ID             how much of the body has been read       /say?KEY  /when?KEY  as in support/echo.mjs
//
// The server says `arrived ID`, `got ID N` when it has N bytes of the body, and `broken ID` when the request was broken off.
import { readFile } from "node:fs/promises";
import { createSecureServer } from "node:http2";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { selfSigned } from "../support/origin.mjs";

const PAGES = fileURLToPath(new URL("pages", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };

export async function startHttp2({ pkg = process.env.JOTPASS_PKG } = {}) {
  const said = new Map();
  const entry = (key) => {
    if (!said.has(key)) said.set(key, deferred());
    return said.get(key);
  };
  const received = new Map();
  const world = { pkg, received, say: (key) => entry(key).resolve(), when: (key) => entry(key).promise };
  const sessions = new Set();
  const server = createSecureServer(selfSigned());
  server.on("session", (session) => sessions.add(session));
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    serve(world, stream, headers).catch((error) => stream.destroy(error));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${server.address().port}`,
    async stop() {
      sessions.forEach((session) => session.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function deferred() {
  let resolve;
  const promise = new Promise((fulfil) => (resolve = fulfil));
  return { promise, resolve };
}

async function serve(world, stream, headers) {
  const { pathname, search } = new URL(headers[":path"], "https://any");
  const reply = (status, body, type = "text/plain") => {
    stream.respond({ ":status": status, "content-type": type, "cache-control": "no-store" });
    stream.end(body);
  };
  const [, id] = /^\/echo\/([^/]*)$/.exec(pathname) ?? [];
  if (id) return echo(world, id, search, stream, headers, reply);
  const key = decodeURIComponent(search.slice(1));
  if (pathname === "/say") return reply(200, `${world.say(key)}`);
  if (pathname === "/when") return reply(200, `${await world.when(key)}`);
  if (pathname === "/received") return reply(200, `${world.received.get(key) ?? 0}`);
  try {
    const path = pathname.startsWith("/pkg/") ? `${world.pkg}${pathname.slice(4)}` : `${PAGES}${pathname}`;
    reply(200, await readFile(path), TYPES[extname(path)]);
  } catch {
    reply(404, "");
  }
}

async function echo(world, id, search, stream, headers, reply) {
  stream.on("aborted", () => world.say(`broken ${id}`));
  world.say(`arrived ${id}`);
  if (search === "?refuse") return reply(403, "no");
  if (search === "?hold") await world.when(`go ${id}`);
  stream.respond({ ":status": 200, "x-token": headers["x-access-token"] ? "shown" : "none" });
  for await (const chunk of stream) {
    world.received.set(id, (world.received.get(id) ?? 0) + chunk.length);
    world.say(`got ${id} ${world.received.get(id)}`);
    if (search === "") stream.write(chunk);
  }
  stream.end();
}
