// The page's end of a connection to the worker: starts the worker, and brings messages there and back. Natives are kept as they
// were when this module loaded, so that a later patch of them sees no password.

import { AuthError } from "../../src/browser/auth_error.js";
import { source } from "../wasm_file.js";

const { apply } = Reflect;
const prototypes = ["Worker", "MessagePort"].map((name) => globalThis[name]?.prototype);
const [sendToWorker, sendToPort] = prototypes.map((prototype) => prototype?.postMessage);

// In milliseconds, from the start of the script to its first message.
const LIMIT = 30_000;

export const canShare = () => typeof SharedWorker === "function";

// `hear` is told each message, `fail` the error should there be no worker.
export function openPort(isolation, name, hear, fail) {
  let worker, port;
  // By its name the worker learns where the module is: where its script named the file itself, a bundler might copy that twice.
  const fullName = `${source()} jotpass:${name}`;
  let end = () => {};
  try {
    // These very expressions are what bundlers look for.
    if (isolation === "worker") {
      port = worker = new Worker(new URL("./jotpass_worker.js", import.meta.url), { type: "module", name: fullName });
    } else {
      worker = new SharedWorker(new URL("./jotpass_worker.js", import.meta.url), { type: "module", name: fullName });
      ({ port } = worker);
      end = () => port.close();
    }
    worker.onerror = refuse;
  } catch (error) {
    queueMicrotask(() => refuse({ error }));
  }
  const timer = setTimeout(refuse, LIMIT, {});
  const send = isolation === "worker" ? sendToWorker : sendToPort;

  function refuse({ error, message }) {
    clearTimeout(timer);
    // Should it come up late, nobody waits for it any more.
    if (port) port.onmessage = null;
    worker?.terminate?.();
    const cause = error ?? (message && new Error(message));
    const why = "jotpass_worker.js must be served beside the script, and a CSP needs worker-src 'self'";
    fail(new AuthError("load-failed", why, { retryable: true, cause }));
  }
  if (port) {
    port.onmessage = ({ data }) => {
      // It is there, so what is uncaught in it from now on is not ours to tell.
      clearTimeout(timer);
      worker.onerror = null;
      hear(data);
    };
  }
  return {
    post: (message, transfer = []) => port && apply(send, port, [message, transfer]),
    close: () => {
      clearTimeout(timer);
      end();
    },
  };
}

// Whether a port tells the other side that its page is gone.
export const canTell = Boolean(prototypes[1]) && "onclose" in prototypes[1];

// A lock that lasts as long as the page, by whose end the worker knows that the page is gone; null where there are no locks.
export async function holdLock(name) {
  if (!navigator.locks) return null;
  const lock = `jotpass:${name}:${Math.random()}`;
  await new Promise((resolve) => {
    navigator.locks.request(lock, () => new Promise(() => resolve())).catch(resolve);
  });
  return lock;
}
