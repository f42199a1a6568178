// Servers of other shapes than the demo's, for the recipes: started as their page says, or answering as they do. Each gives
// `{ api, stop }` for a host (see docs_host.mjs).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { writeBlocks } from "./docs.mjs";

const DEMO = { username: "demo", password: "demo" };

/** The page's own server, started by Node. */
export function nodeServer(number) {
  return async ({ blocks, folder }) => {
    const paths = await writeBlocks(folder, blocks);
    return startProcess("node", [paths.get(number)], folder);
  };
}

/** A server that takes its port from PORT or from `args`, then a function; from its start until `stop()`. */
export async function startProcess(command, args, cwd, env = {}) {
  const port = await freePort();
  const options = { cwd, env: { ...process.env, ...env, PORT: `${port}` }, stdio: ["ignore", "ignore", "pipe"] };
  const child = spawn(command, typeof args === "function" ? args(port) : args, options);
  const said = text(child.stderr);
  const ended = once(child, "close");
  const api = `http://127.0.0.1:${port}`;
  const started = await Promise.race([answers(api), ended.then(() => false)]);
  if (!started) throw new Error(`${command} ended while starting: ${await said}`);
  const stop = () => {
    child.kill("SIGKILL");
    return ended;
  };
  return { api, stop };
}

/** Settles as soon as somebody listens: a refused connection is tried again, there being no event for it. */
async function answers(api) {
  for (;;) {
    const answer = await fetch(api).catch(() => null);
    if (answer) return true;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

const json = (response, status, value, headers = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
const bearer = ({ headers }) => /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (claims) => `${part({ alg: "none" })}.${part(claims)}.c2lnbmF0dXJl`;

/** Spring Security: the token as text, for HTTP Basic, which has a challenge of its own; or as a controller of one's own has it. `revoke()` ends the access tokens. */
export function springLike() {
  const live = new Set();
  const refresh = new Set();
  let count = 0;
  const issue = () => {
    const token = jwt({ iss: "self", sub: "demo", scope: "app", exp: Math.floor(Date.now() / 1000) + 36_000, jti: `${++count}` });
    live.add(token);
    return token;
  };
  const tokens = () => {
    const refreshToken = `refresh-${++count}-0123456789`;
    refresh.add(refreshToken);
    return { accessToken: issue(), refreshToken, expiresIn: 300 };
  };
  const unauthorized = (response, challenge) => response.writeHead(401, { "www-authenticate": challenge }).end();

  const api = async (request, response) => {
    const { method, url, headers } = request;
    const body = await text(request);
    if (method === "POST" && url === "/token") {
      const isRight = headers.authorization === `Basic ${Buffer.from("demo:demo").toString("base64")}`;
      return isRight ? response.writeHead(200, { "content-type": "text/plain" }).end(issue()) : unauthorized(response, 'Basic realm="Realm"');
    }
    if (method === "POST" && url === "/auth/login") {
      const { username, password } = JSON.parse(body);
      const isRight = username === DEMO.username && password === DEMO.password;
      return isRight ? json(response, 200, tokens()) : json(response, 401, { error: "Unauthorized" });
    }
    if (method === "POST" && url === "/auth/refresh") {
      const isLive = refresh.delete(JSON.parse(body).refreshToken);
      return isLive ? json(response, 200, tokens()) : json(response, 401, { error: "Unauthorized" });
    }
    const token = bearer(request);
    if (!token) return unauthorized(response, "Bearer");
    if (!live.has(token)) return unauthorized(response, `Bearer error="invalid_token", error_description="Jwt expired"`);
    json(response, 200, { message: "Hello, demo" });
  };
  return { api, revoke: () => live.clear() };
}

/** Laravel Sanctum: an opaque token as text, 422 for wrong credentials, and a redirect for who wants no JSON. */
export function sanctumLike() {
  const live = new Set();
  const api = async (request, response) => {
    const { method, url, headers } = request;
    const wantsJson = /[/+]json/.test((headers.accept ?? "").split(",")[0]);
    const body = await text(request);
    if (method === "POST" && url === "/api/sanctum/token") {
      const { email, password, device_name } = JSON.parse(body);
      const errors = {
        ...(device_name ? {} : { device_name: ["The device name field is required."] }),
        ...(email === "ann@example.com" && password === "secret" ? {} : { email: ["The provided credentials are incorrect."] }),
      };
      const [[message] = []] = Object.values(errors);
      if (message) return wantsJson ? json(response, 422, { message, errors }) : response.writeHead(302, { location: "/" }).end();
      const token = `${live.size + 1}|laravel_sanctum_prefix0123456789abcdefghijklmnopqrst`;
      live.add(token);
      return response.writeHead(200, { "content-type": "text/html; charset=UTF-8" }).end(token);
    }
    const token = bearer(request);
    if (!live.has(token) && !wantsJson) return response.writeHead(302, { location: "/login" }).end();
    if (!live.has(token)) return json(response, 401, { message: "Unauthenticated." });
    if (url === "/api/logout") return live.delete(token), response.writeHead(204).end();
    json(response, 200, { message: "Hello, Ann" });
  };
  return { api, revoke: () => live.clear() };
}
