// The page's connection to the worker: opened when it is first needed, tried again after a failure, and asked. Must not know what
// is asked.

import { AuthError } from "../../src/browser/auth_error.js";
import { ahead, aborted } from "../calls.js";
import { canTell, holdLock, openPort } from "./port.js";
import { VERSION, fromFailure } from "./protocol.js";

// `onNews` has a function for each message that belongs to no call, and `lost` for the end of the worker.
export function createLink({ options, name, onNews }) {
  let starting = null;
  let connection = null;
  let disconnect = () => {};
  let lock = null;
  let end = null;

  const connect = async () => {
    if (!globalThis.document) throw new AuthError("load-failed", "Only a page can start a worker for its session");
    if (options.isolation === "shared-worker" && !canTell) lock ??= await holdLock(name);
    if (end) throw end;
    await new Promise((resolve, reject) => {
      const calls = new Map();
      const over = new AbortController();
      let lastId = 0;
      const lose = (error) => {
        port.close();
        over.abort();
        starting = connection = null;
        calls.forEach(({ lost }) => lost(error));
        calls.clear();
        reject(error);
      };
      const die = () => {
        const error = new AuthError("internal", "The worker is gone, and the session with it", { retryable: true });
        lose(error);
        onNews.lost(error);
      };
      const on = {
        ...onNews,
        configured({ lock }) {
          if (lock) navigator.locks?.request(lock, { signal: over.signal }, die).catch(() => {});
          connection = { post: port.post, enter: (call) => (calls.set(++lastId, call), lastId), forget: (id) => calls.delete(id) };
          resolve();
        },
        refused: ({ error }) => lose(fromFailure(error)),
      };
      const hear = (message) => (on[message.type] ?? calls.get(message.id)?.[message.type])?.(message);
      const port = openPort(options.isolation, name, hear, lose);
      disconnect = (error) => {
        port.post({ type: "close" });
        lose(error);
      };
      port.post({ type: "configure", version: VERSION, options, base: document.baseURI, lock });
    });
  };
  const start = () => {
    if (end) return Promise.reject(end);
    if (starting) return starting;
    const mine = connect().catch((error) => {
      // A failure is not remembered: the next call tries again.
      if (starting === mine) starting = null;
      throw error;
    });
    return (starting = mine);
  };
  // The connection, and the wait for it is no longer than the caller's.
  const open = async (signal) => {
    await ahead(start(), signal, () => aborted(signal));
    if (end) throw end;
    return connection;
  };

  return {
    // As long as it is open, nothing has to be waited for.
    get connection() {
      return connection;
    },
    start,
    open,
    // A call that is answered by one message.
    async ask(message, signal) {
      const { post, enter, forget } = await open(signal);
      let id;
      const answer = new Promise((resolve, reject) => {
        // A worker that is gone has no session either.
        const lost = message.type === "logout" ? resolve : reject;
        id = enter({ settled: resolve, verdict: resolve, failed: ({ error }) => reject(fromFailure(error)), lost });
        post({ ...message, id });
      });
      try {
        return await ahead(answer, signal, () => {
          post({ type: "abort", id });
          return aborted(signal);
        });
      } finally {
        forget(id);
      }
    },
    wake: () => connection?.post({ type: "wake" }),
    // The page goes. That is said only where a shared worker would not notice, since what the app has to say may come after this.
    leave({ persisted }) {
      const isNoticed = options.isolation === "worker" || canTell || lock;
      if (!persisted && !isNoticed) connection?.post({ type: "close" });
    },
    close(error) {
      end = error;
      disconnect(error);
    },
  };
}
