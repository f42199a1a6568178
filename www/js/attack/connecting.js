/** Attempts to reach the session a second time: by Jotpass, and by the worker's own protocol. */

import { entry } from "../home.js";

const { createAuth } = await import(entry);

export const connecting = [
  {
    name: "Open the session once more, allowing more",
    code: "createAuth({ attach: { to: […] } })",
    async run({ options, elsewhere, answer, outcome }) {
      const to = [elsewhere ?? "https://elsewhere.invalid", ...options.attach.to];
      const second = createAuth({ ...options, attach: { ...options.attach, to } });
      const words = await outcome(second.ready, second.token());
      if (elsewhere) await answer(second.fetch(`${elsewhere}/mirror`));
      second.close();
      return words;
    },
  },
  {
    name: "Speak to the shared worker itself",
    code: "new SharedWorker(jotpass_worker.js)",
    async run({ loot, name, options, elsewhere }) {
      if (!globalThis.SharedWorker) return "no shared worker in this browser";
      const { ask, close } = connect(name, loot);
      const { type, error } = await ask({ type: "configure", version: 1, options, base: location.href, lock: null });
      if (type !== "configured") {
        close();
        return `refused: ${error?.code}`;
      }
      const init = { method: "GET", headers: [] };
      const urls = [elsewhere ?? "https://elsewhere.invalid", "/api/token/refresh", "/api/careless/mirror", "/api/careless/moved"];
      for (const url of urls) {
        await ask({ type: "fetch", id: nextId++, url: new URL(url, location.href).href, init, body: null });
      }
      await ask({ type: "refresh", id: nextId++ });
      close();
      return undefined;
    },
  },
];

let nextId = 1;

/** In milliseconds. */
const patience = 2000;

function connect(name, loot) {
  const { port } = new SharedWorker("/pkg/jotpass_worker.js", {
    type: "module",
    name: `${location.origin}/pkg/jotpass_bg.wasm jotpass:${name}`,
  });
  const hearing = new Set();
  port.onmessage = ({ data }) => {
    loot.take(data);
    for (const hear of hearing) hear(data);
  };
  /** Gives what ends the call; the worker need not answer a thief. */
  const ask = (message) =>
    new Promise((resolve) => {
      const end = (answer) => {
        hearing.delete(hear);
        clearTimeout(timer);
        resolve(Object(answer));
      };
      const hear = (answer) => {
        const { type, id } = answer;
        if (type === "chunk") port.postMessage({ type: "pull", id });
        const isWhole = type === "response" && answer.body?.[0] !== "stream";
        const isLast = isWhole || /^(configured|refused|settled|failed|end|broken)$/.test(type);
        if (id === message.id && isLast) end(answer);
      };
      const timer = setTimeout(end, patience, null);
      hearing.add(hear);
      port.postMessage(message);
    });
  const close = () => {
    port.postMessage({ type: "close" });
    port.close();
  };
  return { ask, close };
}
