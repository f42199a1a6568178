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

const running = new Set();
// A worker that ends in the middle of a test leaves no server behind.
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/**
 * Starts a server in memory on a free port, together with its third party and with the fault switches open.
 * @param {{ args?: string[], www?: string }} [options] More of the server's options, such as `["--token-life", "2s"]`,
 *   and the folder of the page when it is not the demo.
 */
export async function startServer({ args = [], www = WWW } = {}) {
  const child = spawn(
    variable("JOTPASS_SERVER"),
    ["--port", "0", "--memory", "--third-party-port", "0", "--faults", "--www", www, "--pkg", variable("JOTPASS_PKG"), ...args],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  running.add(child);
  const ended = new Promise((resolve) => child.once("close", resolve)).then(() => running.delete(child));
  const { url, thirdParty } = await announced(child);

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
    faults: {
      /** Such as `{ path: "/api/token", times: 1, kind: "status", status: 503 }`. */
      add: (fault) => call("POST", "/faults", fault),
      clear: () => call("DELETE", "/faults"),
      /** Settles as soon as this many answers are being held back. */
      held: (count) => call("GET", `/faults?held=${count}`),
      /** Lets every answer go that is held back. */
      release: () => call("POST", "/faults/release"),
    },
    /** Ends it at once, whatever it is doing: nothing of it is kept. */
    stop: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
}

/**
 * Playwright's `test` with `server`, a server of the test's own; `test.use({ serverArgs: [...] })` adds options, and
 * `test.use({ www })` gives it another page than the demo.
 */
export const test = base.extend({
  serverArgs: [[], { option: true }],
  www: [WWW, { option: true }],
  server: async ({ serverArgs, www }, use) => {
    const server = await startServer({ args: serverArgs, www });
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

function variable(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with cargo xtask test`);
  return value;
}
