// The page's side of a worker that believes all it is told: see naive_worker.js.

export function createAuth(options) {
  const { port } = new SharedWorker("/attacks/pages/naive_worker.js", {
    type: "module",
    name: `${location.origin}/pkg/jotpass_bg.wasm jotpass:${new URL(options.tokenUrl, location.href)}`,
  });
  const calls = new Map();
  let lastId = 0;
  port.onmessage = ({ data }) => calls.get(data.id)?.(data);
  const ask = (message) =>
    new Promise((resolve) => {
      calls.set(++lastId, resolve);
      port.postMessage({ ...message, id: lastId });
    });
  const { tokenUrl, refresh, attach } = options;
  port.postMessage({ type: "configure", version: 1, options: { tokenUrl, refresh, attach }, base: location.href, lock: null });
  return {
    ready: Promise.resolve(),
    login: (credentials) => ask({ type: "login", credentials: Object.entries(credentials).flatMap((pair) => [...pair, true]) }),
    refresh: () => ask({ type: "refresh" }),
    fetch: async (url) => new Response((await ask({ type: "fetch", url, init: {}, body: null })).text),
    close() {},
  };
}
