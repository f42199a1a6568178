// The two servers of an attack. The victim's: the real token server behind a gateway, which adds what a careless API may have
// (see `careless` below) and remembers the tokens that it hands out. And the attacker's, another site, which keeps all that
// reaches it: in an address, a header or a body.
//
// Whether an attack got the token is decided by these two alone: by what was handed out and by what arrived.
import { readFile } from "node:fs/promises";
import http from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { startServer, test as base, expect } from "./server.mjs";
import { careless } from "./careless.mjs";
import { reveals } from "./reveals.mjs";
import { USER } from "./user.mjs";

const ATTACKS = fileURLToPath(new URL("../attacks", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript" };

/**
 * Playwright's `test` with `attack(search)`: opens the victim's page with an attack in it; see attacks/pages/page.js for what the
 * search says. Gives what reached the attacker: "token", "password" or "no". Several may run at a time.
 */
export const test = base.extend({
  world: [
    async ({ browser }, use) => {
      const server = await startServer({ args: ["--token-life", "10m", "--user", `${USER.username}:${USER.password}`] });
      const victim = await startVictim(server.url);
      const attacker = await startAttacker();
      const context = await browser.newContext();
      await use({ victim, attacker, context, idle: [] });
      await context.close();
      await Promise.all([attacker.stop(), victim.stop()]);
      await server.stop();
    },
    { scope: "worker" },
  ],
  attack: async ({ world: { victim, attacker, context, idle } }, use) => {
    victim.forget();
    const opened = [];
    await use(async ({ hasPolicy, ...search }) => {
      const { url, arrived, reported } = attacker.receive();
      // A new page costs ten times what a new origin costs, which has storages, workers and caches of its own as well.
      const page = idle.pop() ?? (await context.newPage());
      opened.push(page);
      const query = new URLSearchParams({ ...search, attacker: url });
      await page.goto(`${victim.newOrigin(hasPolicy)}/attacks/pages/index.html?${query}`, { waitUntil: "commit" });
      const { app, attack } = await reported;
      expect(attack, `the attack in ${search.mode}`).toBe(null);
      // A client that knows no better may break under it.
      if (search.mode !== "naive") expect(app, `the app in ${search.mode}`).toBe(null);
      const loot = arrived.join("\n");
      return reveals(loot, victim.secrets()) ? "token" : reveals(loot, [USER.password]) ? "password" : "no";
    });
    // What an attack has opened itself.
    for (const page of context.pages()) if (!opened.includes(page) && !idle.includes(page)) await page.close();
    idle.push(...opened);
  },
});

async function startVictim(upstream) {
  let secrets = new Set();
  // Whoever signs in or renews does it by way of us. Who is in a JWT is no secret, and the page may know it; that the server has
  // signed it is what the token is worth.
  const remember = (text) => {
    for (const [, token] of text.matchAll(/"token":"[\w-]+\.[\w-]+\.([\w-]+)"/g)) secrets.add(token);
    for (const [, token] of text.matchAll(/refresh_token(?:":"|=)([\w-]+)/g)) secrets.add(token);
  };
  const forward = async ({ method, headers, url }, response, body) => {
    const isEmpty = method === "GET" || method === "HEAD";
    const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.test(name)));
    // The server takes cookies from its own pages only.
    if (own.origin) own.origin = upstream;
    const answer = await fetch(upstream + url, { method, headers: own, body: isEmpty ? undefined : body, redirect: "manual" });
    const content = Buffer.from(await answer.arrayBuffer());
    if (url.startsWith("/api/token")) [`${content}`, ...answer.headers.getSetCookie()].forEach(remember);
    response.writeHead(answer.status, [...answer.headers].filter(([name]) => !OF_CONNECTION.test(name)).flat()).end(content);
  };
  const ask = async (path, body) => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const text = await (await fetch(upstream + path, init)).text();
    remember(text);
    return JSON.parse(text);
  };
  let endpointAt = careless(ask);
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, upstream);
    const work = async () => {
      const policy = request.headers.host.startsWith(GUARDED) && POLICIES[extname(pathname)]?.(`http://${request.headers.host}`);
      if (policy) response.setHeader("content-security-policy", policy);
      if (pathname === "/user") return response.end(JSON.stringify(USER));
      if (pathname.startsWith("/attacks/")) return serveFile(pathname, response);
      const body = await read(request);
      return (endpointAt(pathname) ?? forward)(request, response, body);
    };
    work().catch(() => response.destroy());
  });
  await listen(server, "127.0.0.1");
  let count = 0;
  return {
    /** One that nobody has seen before; `hasPolicy`: which serves its files with `POLICIES`. */
    newOrigin: (hasPolicy) => `http://${hasPolicy ? GUARDED : "victim"}-${++count}.localhost:${server.address().port}`,
    /** Begins anew. */
    forget() {
      secrets = new Set();
      endpointAt = careless(ask);
    },
    secrets: () => [...secrets],
    stop: () => stop(server),
  };
}

/** What the threat model advises: for the page, which workers there are; for their scripts, whom they may speak to. */
const POLICIES = {
  ".html": (origin) => `worker-src ${origin}/pkg/jotpass_worker.js ${origin}/attacks/pages/naive_worker.js`,
  ".js": () => "connect-src 'self'",
};
const GUARDED = "guarded";
const OF_CONNECTION = /^(host|connection|content-length|content-encoding|transfer-encoding|accept-encoding)$/;

/** Welcomes everybody, and keeps what comes. */
async function startAttacker() {
  const places = new Map();
  const server = http.createServer(async (request, response) => {
    const { method, url, headers } = request;
    const body = (await read(request)).toString("latin1");
    const [, id, path] = url.split("/");
    if (path === "report") places.get(id)?.report(JSON.parse(body));
    else places.get(id)?.arrived.push(url, ...Object.values(headers).map(String), body);
    response.writeHead(method === "OPTIONS" ? 204 : 200, {
      "access-control-allow-origin": headers.origin ?? "*",
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": headers["access-control-request-method"] ?? "*",
      "access-control-allow-headers": headers["access-control-request-headers"] ?? "*",
      "content-type": "text/plain",
    });
    response.end("thank you");
  });
  await listen(server, "localhost");
  return {
    /**
     * A place of one attack: its `url`, all that has `arrived` there, and what was `reported`, which is the end of it and no
     * loot.
     */
    receive() {
      const id = `${places.size}`;
      const arrived = [];
      const reported = new Promise((report) => places.set(id, { arrived, report }));
      return { url: `http://localhost:${server.address().port}/${id}`, arrived, reported };
    },
    stop: () => stop(server),
  };
}

async function serveFile(pathname, response) {
  const path = ATTACKS + pathname.slice("/attacks".length);
  const content = await readFile(path);
  response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain", "service-worker-allowed": "/" }).end(content);
}

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const listen = (server, host) => new Promise((resolve) => server.listen(0, host, resolve));

function stop(server) {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
}

export { expect };
