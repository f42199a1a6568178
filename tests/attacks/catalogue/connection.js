// A connection to the worker, in the hands of an attack: see isolation/protocol.d.ts for what is said on one.

/** The settings of a request, as the page's end sends them. */
export const INIT = { method: "GET", headers: [], mode: "cors", credentials: "include", cache: "default", redirect: "follow" };

/** What the app's worker is called. */
export const nameOf = () => `${location.origin}/pkg/jotpass_bg.wasm jotpass:${location.origin}/api/token`;

/** A connection to the worker that the app has, as far as one can be had: shared ones by their name. */
export function connect({ loot, outcome, mode }, name = nameOf()) {
  const script = mode === "naive" ? "/attacks/pages/naive_worker.js" : "/pkg/jotpass_worker.js";
  const { port } = new SharedWorker(script, { type: "module", name });
  return begin(port, { loot, outcome });
}

const ENDED = /^(settled|failed|end|broken|verdict)$/;
const DECIDED = /^(configured|refused|settled)$/;
/** Above what an app counts its own calls to. */
const FIRST = 1_000_000;

/** The app renews and asks, and the network carries something there and back. */
async function lull(outcome) {
  await outcome(window.auth.refresh());
  await outcome(window.auth.fetch("/api/something"));
  await fetch("/api/public");
}

/** All that is heard on it is loot. */
export function begin(port, { loot, outcome }) {
  const heard = new Set();
  let last = FIRST;
  const listen = ({ data }) => {
    loot(data);
    const { type, id } = Object(data);
    // Of a body of ours, all that there is.
    if (type === "chunk" && id > FIRST) port.postMessage({ type: "pull", id });
    heard.forEach((hear) => hear(data));
  };
  port.addEventListener("message", listen);
  port.start?.();
  return {
    post: (message, transfer = []) => port.postMessage(message, transfer),
    /**
     * Settles with what ends the call; or when the worker has had the time to do more than that, since it answers nothing that it
     * does not understand.
     */
    ask(message) {
      const id = ++last;
      port.postMessage({ id, ...message });
      const isWhole = ({ type, body }) => type === "response" && body?.[0] !== "stream";
      const isEnd = (data) => (message.type === "configure" ? DECIDED : ENDED).test(data.type) || isWhole(data);
      let hear;
      const end = new Promise((resolve) => {
        hear = (data) => (data.id === id || !data.id) && isEnd(data) && resolve(data);
        heard.add(hear);
      });
      return Promise.race([end, lull(outcome)]).finally(() => heard.delete(hear));
    },
  };
}

/**
 * The app's own connection, had by getting in before it, and how it was configured; `rewrite` may change that. Once somebody has
 * signed in.
 */
export async function overhear(kit, rewrite = () => {}) {
  const ports = [];
  for (const { prototype } of [Worker, MessagePort]) {
    const { postMessage } = prototype;
    prototype.postMessage = function (message, ...rest) {
      if (message?.type === "configure") {
        rewrite(message);
        ports.push([this, structuredClone(message)]);
      }
      return Reflect.apply(postMessage, this, [message, ...rest]);
    };
  }
  await kit.signedIn;
  return ports.map(([port, configured]) => ({ ...begin(port, kit), configured }));
}
