// Real token servers for tests: each with its own port, database in memory and log, so that tests do not meet.
//
// `test` is Playwright's, with a fixture `server`; `startServer` is the same without Playwright. Must not be used to fake
// an answer: what the server does not do by itself, its fault switches do.
import { test as base } from "@playwright/test";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const WWW = fileURLToPath(new URL("../../www", import.meta.url));
const LISTENING = "listening on ";
const THIRD_PARTY = "third party on ";
/** The server's log keeps no more entries. */
const LOG_CAPACITY = 500;

const running = new Set();
// A worker that ends in the middle of a test leaves no server behind.
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/**
 * Starts a server together with its third party and with the fault switches open.
 * @param {{ args?: string[], www?: string, pkg?: string, port?: number, data?: string }} [options] More of the server's
 *   options, such as `["--token-life", "2s"]`; the folder of the page when it is not the demo; that of the package when it
 *   is not the built one; the port when it cannot be just any; and the folder of the database when it is to survive a restart.
 */
export async function startServer({ args = [], www = WWW, pkg = variable("JOTPASS_PKG"), port = 0, data } = {}) {
  const database = data ? ["--data", data] : ["--memory"];
  const always = ["--faults", "--www", www, "--pkg", pkg, ...database, ...args];
  let server = await run({ port, thirdPartyPort: 0, always });
  const { url, thirdParty } = server;

  const call = async (method, path, body) => {
    const init = body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await fetch(new URL(path, url), { method, ...init });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };

  return {
    /** The origin of page and API, such as `http://127.0.0.1:40001`. */
    url,
    /** The other origin, which answers everybody and must never see a token. */
    thirdParty,
    /** What arrived at either origin after the entry with this id: `{ entries, last }`. */
    log: (after = 0) => call("GET", `/api/log?after=${after}`),
    clearLog: () => call("DELETE", "/api/log"),
    /**
     * How many requests for this path, such as `/api/token/refresh`, have been answered or given up since the log was
     * cleared or the server started; preflights, which the browser adds, are not counted.
     */
    count: async (path) => {
      const { entries } = await call("GET", "/api/log");
      if (entries.length >= LOG_CAPACITY) throw new Error("the log is full and may have lost requests; clear it before");
      const isCounted = ({ origin, method, path: found }) =>
        origin === "api" && method !== "OPTIONS" && found.split("?")[0] === path;
      return entries.filter(isCounted).length;
    },
    faults: {
      /**
       * Such as `{ path: "/api/token", times: 1, kind: "status", status: 503 }`. With "hang" a request is handled and its
       * answer held back; with "hold" the request is held back, so that a server that is stopped meanwhile did nothing.
       */
      add: (fault) => call("POST", "/faults", fault),
      clear: () => call("DELETE", "/faults"),
      /** Settles as soon as this many answers are being held back. */
      held: (count) => call("GET", `/faults?held=${count}`),
      /** How many are being held back: one whose client has gone is not. */
      count: async () => (await call("GET", "/faults")).held,
      /** Lets every answer go that is held back. */
      release: () => call("POST", "/faults/release"),
    },
    /** Kills it (-9), whatever it is doing: only what is in its `data` folder is left. */
    stop: () => server.kill(),
    /** Kills it unless it is stopped, and starts it at the same addresses with the same options; log and faults are new. */
    restart: async () => {
      await server.kill();
      server = await run({ port: new URL(url).port, thirdPartyPort: new URL(thirdParty).port, always });
    },
  };
}

/** One process, from its start until it is killed. */
async function run({ port, thirdPartyPort, always }) {
  const args = ["--port", `${port}`, "--third-party-port", `${thirdPartyPort}`, ...always];
  const child = spawn(variable("JOTPASS_SERVER"), args, { stdio: ["ignore", "pipe", "inherit"] });
  running.add(child);
  const ended = new Promise((resolve) => child.once("close", resolve)).then(() => running.delete(child));
  const kill = () => {
    child.kill("SIGKILL");
    return ended;
  };
  return { ...(await announced(child)), kill };
}

/**
 * Playwright's `test` with `server`, a server of the test's own; `test.use({ serverArgs: [...] })` adds options, and
 * `test.use({ www })` gives it another page than the demo; with `test.use({ durable: true })` its tokens survive a restart.
 * `pkg` is the folder of the package.
 */
export const test = base.extend({
  serverArgs: [[], { option: true }],
  www: [WWW, { option: true }],
  durable: [false, { option: true }],
  pkg: async ({}, use) => use(variable("JOTPASS_PKG")),
  server: async ({ serverArgs, www, pkg, durable }, use, testInfo) => {
    const data = durable ? testInfo.outputPath("data") : undefined;
    const server = await startServer({ args: serverArgs, www, pkg, data });
    await use(server);
    await server.stop();
  },
  baseURL: async ({ server }, use) => use(server.url),
});

export { expect } from "@playwright/test";

/** The addresses the server prints once both of its listeners are open. */
function announced(child) {
  return new Promise((resolve, reject) => {
    let url;
    createInterface(child.stdout).on("line", (line) => {
      if (line.startsWith(LISTENING)) url = line.slice(LISTENING.length);
      if (line.startsWith(THIRD_PARTY)) resolve({ url, thirdParty: line.slice(THIRD_PARTY.length) });
    });
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`the token server ended while starting (exit code ${code})`)));
  });
}

export function variable(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with cargo xtask test`);
  return value;
}
