// The worker's side: who is connected, and the one session for all of them. The first configuration fixes where the token may go;
// another one is refused as long as anybody is served.

import { AuthError } from "../snippets/jotpass/src/browser/auth_error.js";
import { isObject } from "../snippets/jotpass/src/browser/platform.js";
import { createHome } from "../auth.js";
import { readOptions } from "../options.js";
import { invalid } from "../places.js";
import { VERSION, toFailure } from "./protocol.js";
import { serve } from "./serve.js";
import { createSieve } from "./sieve.js";

const { locks } = globalThis.navigator ?? {};

export function createServer(isShared) {
  const isolation = isShared ? "shared-worker" : "worker";
  const pages = new Set();
  let home = null;

  // The session of this configuration.
  const join = ({ version, options, base }) => {
    if (version !== VERSION) throw otherVersion();
    if (!isObject(options)) throw invalid("options", "must be an object");
    const [config, places] = readOptions({ ...options, isolation }, `${base}`);
    const key = canonical([config, places]);
    if (home && home.key !== key) {
      if (pages.size) throw otherConfiguration();
      home.auth.close();
      home = null;
    }
    if (!home) {
      const session = createHome(config, places);
      home = { ...session, key, sieve: createSieve(session.secrets), isShared };
    }
    return home;
  };

  const accept = (port) => {
    let page = null;
    const post = (message, transfer) => port.postMessage(message, transfer);
    const leave = () => {
      port.onmessage = null;
      page?.leave();
      pages.delete(page);
      // Who signs out may close at once; the server is told all the same.
      if (!isShared) Promise.allSettled(page?.farewells ?? []).then(() => globalThis.close());
    };
    const configure = async (message) => {
      try {
        const mine = join(message);
        page = serve(post, mine);
        pages.add(page);
        if (isShared) watch(port, message.lock, leave);
        await mine.auth.ready;
        page.begin();
      } catch (error) {
        post({ type: "refused", error: toFailure(error) });
        leave();
      }
    };
    port.onmessage = ({ data: message }) => {
      if (message?.type === "close") leave();
      else if (page) page.hear(message);
      else if (message?.type === "configure") configure(message);
    };
  };
  return { accept };
}

// A page that is gone says nothing any more: the port tells, or a lock of the page's that has become free.
function watch(port, lock, leave) {
  port.onclose = leave;
  if (typeof lock === "string") locks?.request(lock, leave).catch(() => {});
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
