// A raw HTTP/1.1 server that keeps every request byte for byte and answers as the request's own query says. Serves the pages
// of the tests and the package as well, so that an echo may be same-origin.
//
// Must not tidy anything up: what a browser sends is what a test reads.
//
// /open/ID is the same as /echo/ID, for a list of allowed places to tell apart.
//
//     /echo/ID?status=404&reason=Not%20Found&header=x-own:%201&body=text     what is answered
//     &framing=length|chunked|short|pieces    how its body is sent: `short` breaks off, `pieces` waits before every letter
//     &gzip     compresses the body                           &hints    sends 103 Early Hints first
//     &flood=N  a body of so many MiB, written as fast as it is taken
//     &cors=all|none                          all is the default: every origin, method and header, and credentials
//     &hold     answers when `go ID` has been said        &drop     answers nothing and hangs up
//     &hops=N   redirects to itself with one hop less, until there is none left
//     &endless  answers who shows no token once, and redirects all others to the next ID
//     &shown=…  the query to go by instead, when the request shows a token; one that says `stale` does not count
//     /when?KEY answers as soon as KEY has been said      /say?KEY  says it
//     /taken    the records so far, by ID, which are then forgotten
//     /flooded?ID   how many MiB of a flood have been written
//
// The server itself says `arrived ID` when the head of a request is there, be it no preflight, and `gone ID` when its
// connection is gone.
import { readFile } from "node:fs/promises";
import net from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const PAGES = fileURLToPath(new URL("../engines/pages", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };
const TOKEN_HEADER = /^(x-access-token|authorization)$/i;
const TOKEN_LINE = /^(x-access-token|authorization):/im;

/**
 * Starts it on two ports. `url` and `other` are `http://127.0.0.1:…`, `site` and `foreign` the same two ports as
 * `http://localhost:…`: four origins, two sites.
 * @param {{ pkg?: string }} [options] The folder of the package.
 */
export async function startEcho({ pkg = process.env.JOTPASS_PKG } = {}) {
  const world = { pkg, records: new Map(), floods: new Map(), ...createSignals() };
  const sockets = new Set();
  const listen = async () => {
    const server = net.createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
      // A connection that ends in the middle of something ends this, too.
      serve(world, socket).catch(() => socket.destroy());
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server;
  };
  const servers = [await listen(), await listen()];
  const [first, second] = servers.map((server) => server.address().port);

  return {
    url: `http://127.0.0.1:${first}`,
    other: `http://127.0.0.1:${second}`,
    site: `http://localhost:${first}`,
    foreign: `http://localhost:${second}`,
    /** What has arrived for the ID since the last call, in order: `{ head, body, framing }`, bytes as Latin-1. */
    take(id) {
      const records = world.records.get(id) ?? [];
      world.records.delete(id);
      return records;
    },
    say: world.say,
    when: world.when,
    stop() {
      sockets.forEach((socket) => socket.destroy());
      return Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** What is said stays said. */
function createSignals() {
  const said = new Map();
  const entry = (key) => {
    if (!said.has(key)) said.set(key, deferred());
    return said.get(key);
  };
  return { say: (key) => entry(key).resolve(), when: (key) => entry(key).promise };
}

function deferred() {
  let resolve;
  const promise = new Promise((fulfil) => (resolve = fulfil));
  return { promise, resolve };
}

/** One connection, from its first request to its last. */
async function serve(world, socket) {
  const read = readerOf(socket);
  const ids = [];
  socket.on("close", () => ids.forEach((id) => world.say(`gone ${id}`)));
  for (;;) {
    const head = (await read.through("\r\n\r\n")).toString("latin1").slice(0, -4);
    const [line, ...lines] = head.split("\r\n");
    const [method, target] = line.split(" ");
    const headers = lines.map((text) => [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1).trim()]);
    const url = new URL(target, "http://any");
    const request = { method, url, headers, get: (name) => headers.find(([n]) => n.toLowerCase() === name)?.[1] };

    const id = /^\/(?:echo|open)\/([^/]*)/.exec(url.pathname)?.[1];
    const record = { head, body: "", framing: "none" };
    if (id !== undefined) {
      if (!world.records.has(id)) world.records.set(id, []);
      world.records.get(id).push(record);
      if (!isPreflight(request)) world.say(`arrived ${id}`);
      ids.push(id);
    }
    await readBody(read, request, record);
    if (id === undefined) await serveOwn(world, request, socket);
    else await echo(world, id, request, socket);
  }
}

function readerOf(socket) {
  let rest = Buffer.alloc(0);
  let wake = () => {};
  socket.on("data", (data) => {
    rest = Buffer.concat([rest, data]);
    wake();
  });
  socket.on("close", () => wake());
  const more = async () => {
    if (socket.destroyed) throw new Error("the connection is gone");
    await new Promise((resolve) => (wake = resolve));
  };
  const cut = (length) => {
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  };
  return {
    async through(mark) {
      while (rest.indexOf(mark) < 0) await more();
      return cut(rest.indexOf(mark) + mark.length);
    },
    async bytes(length) {
      while (rest.length < length) await more();
      return cut(length);
    },
  };
}

/** Reads the body into the record, which thus holds what came of one that breaks off. */
async function readBody(read, request, record) {
  if (/chunked/i.test(request.get("transfer-encoding") ?? "")) {
    record.framing = "chunked";
    for (;;) {
      const length = parseInt((await read.through("\r\n")).toString("latin1"), 16);
      record.body += (await read.bytes(length)).toString("latin1");
      await read.through("\r\n");
      if (length === 0) return;
    }
  }
  const length = request.get("content-length");
  if (length === undefined) return;
  record.framing = "length";
  record.body = (await read.bytes(Number(length))).toString("latin1");
}

/** Pages, the package, and what a page and the server have to tell each other. */
async function serveOwn(world, { url, get }, socket) {
  const { pathname, search } = url;
  const key = decodeURIComponent(search.slice(1));
  const reply = (status, type, body) => {
    const lines = [
      `HTTP/1.1 ${status}`,
      `content-type: ${type}`,
      `content-length: ${body.length}`,
      "cache-control: no-store",
      ...corsFor(get, "all"),
    ];
    socket.write(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), body]));
  };
  if (pathname === "/say") {
    world.say(key);
    return reply("200 OK", "text/plain", Buffer.alloc(0));
  }
  if (pathname === "/when") {
    await world.when(key);
    return reply("200 OK", "text/plain", Buffer.alloc(0));
  }
  if (pathname === "/flooded") return reply("200 OK", "text/plain", Buffer.from(`${world.floods.get(key) ?? 0}`));
  if (pathname === "/taken") {
    const taken = JSON.stringify(Object.fromEntries(world.records));
    world.records.clear();
    return reply("200 OK", "application/json", Buffer.from(taken));
  }
  try {
    const path = pathname.startsWith("/pkg/") ? `${world.pkg}${pathname.slice(4)}` : `${PAGES}${pathname}`;
    return reply("200 OK", TYPES[extname(path)] ?? "text/plain", await readFile(path));
  } catch {
    return reply("404 Not Found", "text/plain", Buffer.alloc(0));
  }
}

const isPreflight = ({ method, get }) => method === "OPTIONS" && get("access-control-request-method") !== undefined;

const corsFor = (get, cors) =>
  get("origin") === undefined || cors === "none"
    ? []
    : [
        `access-control-allow-origin: ${get("origin")}`,
        "access-control-allow-credentials: true",
        "access-control-expose-headers: x-first, x-second, content-length",
      ];

async function echo(world, id, request, socket) {
  const { method, url, headers, get } = request;
  const isShown = headers.some(([name, value]) => TOKEN_HEADER.test(name) && !value.includes("stale"));
  const query = url.searchParams;
  const wanted = isShown && query.has("shown") ? new URLSearchParams(query.get("shown")) : query;
  const cors = wanted.get("cors") ?? "all";
  const lines = corsFor(get, cors);

  if (isPreflight(request)) {
    if (lines.length > 0) {
      lines.push(`access-control-allow-methods: ${get("access-control-request-method")}`);
      lines.push(`access-control-allow-headers: ${get("access-control-request-headers") ?? ""}`);
    }
    // Of a preflight, nothing may be remembered.
    socket.write(`HTTP/1.1 204 No Content\r\naccess-control-max-age: 0\r\n${lines.map((l) => `${l}\r\n`).join("")}\r\n`);
    return;
  }

  if (wanted.has("drop")) throw new Error("hung up, as asked");
  if (wanted.has("hold")) await world.when(`go ${id}`);

  let status = Number(wanted.get("status") ?? 200);
  lines.push(...wanted.getAll("header"));
  if (wanted.has("endless")) {
    const earlier = world.records.get(id).slice(0, -1);
    if (isShown || earlier.some(({ head }) => !TOKEN_LINE.test(head))) {
      status = 302;
      lines.push(`location: /echo/${id.replace(/\d+$/, (n) => Number(n) + 1)}?endless`);
    }
  }
  const hops = Number(wanted.get("hops") ?? 0);
  if (hops > 0) {
    const next = new URLSearchParams(query);
    next.set("hops", hops - 1);
    lines.push(`location: ${url.pathname}?${next}`);
  } else if (wanted.has("hops")) {
    status = 200;
  }
  if (!wanted.getAll("header").some((line) => /^cache-control:/i.test(line))) lines.push("cache-control: no-store");

  if (wanted.has("flood")) return flood(world, id, Number(wanted.get("flood")), socket, lines);

  const isZipped = wanted.has("gzip");
  const plain = Buffer.from(wanted.get("body") ?? "echo");
  const body = isZipped ? gzipSync(plain) : plain;
  if (isZipped) lines.push("content-encoding: gzip");
  const framing = wanted.get("framing") ?? "length";
  const isChunked = framing === "chunked" || framing === "pieces";
  const hasNoBody = status === 204 || status === 304;
  if (isChunked) lines.push("transfer-encoding: chunked");
  else if (!hasNoBody) lines.push(`content-length: ${body.length + (framing === "short" ? 10 : 0)}`);

  if (wanted.has("hints")) socket.write("HTTP/1.1 103 Early Hints\r\nlink: </smoke.js>; rel=preload; as=script\r\n\r\n");
  const reason = wanted.get("reason") ?? "OK";
  socket.write(`HTTP/1.1 ${status} ${reason}\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`);
  if (method === "HEAD" || hasNoBody) return;

  if (framing === "pieces") {
    for (let i = 0; i < body.length; i++) {
      await world.when(`go ${id} ${i}`);
      socket.write(chunk(body.subarray(i, i + 1)));
    }
    socket.write("0\r\n\r\n");
  } else if (isChunked) {
    const half = body.length >> 1;
    socket.write(Buffer.concat([chunk(body.subarray(0, half)), chunk(body.subarray(half)), Buffer.from("0\r\n\r\n")]));
  } else {
    socket.write(body);
  }
  if (framing === "short") socket.end();
}

async function flood(world, id, count, socket, lines) {
  const head = [...lines, `content-length: ${count * MIB.length}`].map((line) => `${line}\r\n`).join("");
  socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n`);
  for (let i = 0; i < count && !socket.destroyed; i++) {
    world.floods.set(id, i);
    const isTaken = socket.write(MIB);
    if (!isTaken) await drained(socket);
  }
}

/** Or gone. */
const drained = (socket) =>
  new Promise((resolve) => {
    const settle = () => {
      socket.off("drain", settle).off("close", settle);
      resolve();
    };
    socket.on("drain", settle).on("close", settle);
  });

const MIB = Buffer.alloc(2 ** 20, "flood");

/** Nothing for no bytes, which would be the last chunk. */
const chunk = (bytes) =>
  bytes.length === 0
    ? bytes
    : Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
