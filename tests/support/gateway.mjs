// A token server behind a gateway of its own making: one origin, where three kinds of endpoint that the server does not have
// stand beside its own. Who may use them, the server says; everything else goes through to it as it is.
import { createHash } from "node:crypto";
import http from "node:http";
import { test as base } from "./clients.mjs";

/** RFC 6455, section 1.3. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Playwright's `test` for clients, with page and API at the gateway. */
export const test = base.extend({
  gateway: async ({ server }, use) => {
    const gateway = await startGateway(server.url);
    await use(gateway);
    await gateway.stop();
  },
  baseURL: async ({ gateway }, use) => use(gateway.url),
  api: async ({ gateway }, use) => use(gateway.url),
});

/**
 * `arrived` holds the targets that were asked for, such as `/api/events?access_token=…`; `streams()` is how many answers are
 * under way that have no end, those of `/api/events`.
 */
export async function startGateway(upstream) {
  const arrived = [];
  const streams = new Set();
  /** What the token of a request opens at the server: its answer. */
  const ask = (request) => {
    arrived.push(request.url);
    const token = new URL(request.url, upstream).searchParams.get("access_token") ?? request.headers["x-access-token"];
    return fetch(`${upstream}/api/something`, { headers: token ? { "x-access-token": token } : {} });
  };

  const endpoints = {
    "/api/graphql": async (request, response) => {
      const answer = await ask(request);
      const body = await answer.json();
      const data = { data: { greeting: body.message, mine: request.headers["x-mine"] ?? null } };
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer.ok ? data : body));
    },
    "/api/events": async (request, response) => {
      const { ok, status } = await ask(request);
      response.writeHead(status, { "content-type": "text/event-stream" });
      if (ok) streams.add(response.on("close", () => streams.delete(response)));
      ok ? response.write("data: hello\n\n") : response.end();
    },
  };
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, upstream);
    endpoints[pathname] ? endpoints[pathname](request, response) : forward(upstream, request, response);
  });
  // One frame that says hello, for whom the server knows (RFC 6455, sections 4.2.2 and 5.2).
  server.on("upgrade", async (request, socket) => {
    const { ok, status } = await ask(request);
    if (!ok) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const accept = createHash("sha1").update(request.headers["sec-websocket-key"] + GUID).digest("base64");
    socket.write(`HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.write(Buffer.concat([Buffer.from([0x81, 5]), Buffer.from("hello")]));
    sockets.add(socket.on("error", () => {}));
  });
  const sockets = new Set();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    arrived,
    streams: () => streams.size,
    stop() {
      sockets.forEach((socket) => socket.destroy());
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(upstream, request, response) {
  const { method, headers, url } = request;
  const onward = http.request(new URL(url, upstream), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  response.on("close", () => onward.destroy());
  request.pipe(onward);
}
