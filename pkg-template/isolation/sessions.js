// The worker's side: who is connected, and the one session for all of them. The first configuration fixes where the token may go;
// another one is refused as long as anybody is served.

import { AuthError } from "../../src/browser/auth_error.js";
import { isObject } from "../../src/browser/platform.js";
import { createHome } from "../auth.js";
import * as engine from "../engine.js";
import { readOptions } from "../options.js";
import { invalid } from "../places.js";
import { VERSION, toFailure } from "./protocol.js";
import { createConnection } from "./connection.js";
import { createSieve } from "./sieve.js";

const { locks } = globalThis.navigator ?? {};

export function createSessions(isShared) {
  const isolation = isShared ? "shared-worker" : "worker";
  const connections = new Set();
  const life = isShared ? holdLife() : null;
  let home = null;

  // The session of this configuration.
  const join = ({ version, options, base }) => {
    if (version !== VERSION) throw otherVersion();
    if (!isObject(options)) throw invalid("options", "must be an object");
    checkIsolated(options);
    const [config, places] = readOptions({ ...options, isolation }, `${base}`);
    const key = canonical([config, places]);
    if (home && home.key !== key) {
      if (connections.size) throw otherConfiguration();
      home.auth.close();
      home = null;
    }
    if (!home) {
      const { auth, login, adopt, agent, host } = createHome(config, places);
      const secrets = () => (host.id ? engine.secrets(host.id) : []);
      home = { key, auth, login, adopt, agent, host, sieve: createSieve(secrets), isShared };
    }
    return home;
  };

  const accept = (port) => {
    let connection = null;
    const post = (message, transfer) => port.postMessage(message, transfer);
    const leave = () => {
      port.onmessage = null;
      connection?.leave();
      connections.delete(connection);
      // Who signs out may close at once; the server is told all the same.
      if (!isShared) Promise.allSettled(connection?.farewells ?? []).then(() => globalThis.close());
    };
    const configure = async (message) => {
      try {
        const mine = join(message);
        connection = createConnection(post, mine);
        connections.add(connection);
        if (isShared) watch(port, message.lock, leave);
        await mine.auth.ready;
        const lock = await life;
        // Unless the page has gone meanwhile.
        if (connections.has(connection)) connection.begin(lock);
      } catch (error) {
        post({ type: "refused", error: toFailure(error) });
        leave();
      }
    };
    port.onmessage = ({ data: message }) => {
      if (message?.type === "close") leave();
      else if (connection) connection.hear(message);
      else if (message?.type === "configure") configure(message);
    };
  };
  return { accept };
}

// What would run in the page, or give it the token, does not go with a token that is out of its reach.
function checkIsolated(options) {
  const { login, refresh, response, attach } = options;
  const inPage = { "login.request": login?.request, "refresh.request": refresh?.request, "response.parse": response?.parse };
  Object.assign(inPage, { expired: options.expired, "attach.query": attach?.query, "attach.cookie": attach?.cookie });
  for (const [name, value] of Object.entries(inPage)) if (value) throw invalid(name, "does not go with isolation");
  if ((options.storage ?? "memory") !== "memory") throw invalid("storage", "must be memory with isolation");
  if (attach?.redirects === "follow") throw invalid("attach.redirects", "must be safe or error with isolation");
}

// A page that is gone says nothing any more: the port tells, or a lock of the page's that has become free.
function watch(port, lock, leave) {
  port.onclose = leave;
  if (typeof lock === "string") locks?.request(lock, leave).catch(() => {});
}

// A lock that lasts as long as the worker, by whose end pages know that it is gone; null where there are no locks.
function holdLife() {
  const name = `jotpass:worker:${Math.random()}`;
  return new Promise((resolve) => {
    const hold = () => new Promise(() => resolve(name));
    if (locks) locks.request(name, hold).catch(() => resolve(null));
    else resolve(null);
  });
}

// The same text for the same value, in whatever order its members came.
const canonical = (value) =>
  JSON.stringify(value, (_, value) =>
    isObject(value) ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, value[name]])) : value,
  );

const otherVersion = () =>
  new AuthError("other-version", "Another version of Jotpass runs in the other tabs: close them, or load this page again");

const otherConfiguration = () =>
  new AuthError("other-configuration", "Another tab has configured the worker with other options: use the same, or another name");
