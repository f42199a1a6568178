/** Attempts that patch what scripts share and listen, while the session calls and renews. */

import { entry } from "../home.js";

const ofRequests = ({ on }) => {
  on(window, "fetch", "Headers", "Request", "XMLHttpRequest");
  on(Headers.prototype, "set", "append");
  on(XMLHttpRequest.prototype, "setRequestHeader");
};
const ofAnswers = ({ on }) => {
  on(window, "Response", "TextDecoder");
  on(Response.prototype, "text", "json", "arrayBuffer", "clone");
  on(JSON, "parse", "stringify");
  on(TextDecoder.prototype, "decode");
  on(Promise.prototype, "then");
};
const ofWorkers = ({ on }) => {
  on(window, "Worker", "SharedWorker", "MessageChannel");
  on(Worker.prototype, "postMessage", "onmessage");
  on(MessagePort.prototype, "postMessage", "onmessage");
  on(MessageEvent.prototype, "data");
};
const ofTabs = ({ on }) => {
  on(window, "BroadcastChannel");
  on(BroadcastChannel.prototype, "postMessage");
  on(window, "CustomEvent");
};

/** Patches, lets the session work, and undoes the patches. */
const listen = (...patches) =>
  async function run({ spy, work }) {
    for (const patch of patches) patch(spy);
    await work();
  };

export const listening = [
  { name: "Listen to requests", code: "fetch, Headers, Request patched", run: listen(ofRequests) },
  { name: "Listen to answers", code: "Response, JSON, TextDecoder patched", run: listen(ofAnswers) },
  { name: "Listen to the words with a worker", code: "MessagePort, Worker patched", run: listen(ofWorkers) },
  {
    name: "Listen to what tabs tell each other",
    code: "BroadcastChannel",
    async run({ loot, name, spy, work }) {
      const channel = new BroadcastChannel(`jotpass:${name}`);
      channel.onmessage = ({ data }) => loot.take(data);
      ofTabs(spy);
      await work();
      channel.close();
    },
  },
  {
    name: "Load Jotpass afresh among patches, and read its memory",
    code: "import(), WebAssembly.Memory",
    async run({ loot, options, outcome, spy }) {
      for (const patch of [ofRequests, ofAnswers, ofWorkers, ofTabs]) patch(spy);
      spy.on(SubtleCrypto.prototype, "encrypt", "decrypt");
      const memories = [];
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...args) => {
        const made = await instantiate(...args);
        memories.push(...Object.values((made.instance ?? made).exports).filter((value) => value instanceof WebAssembly.Memory));
        return made;
      };
      try {
        const { createAuth } = await import(`${entry}?again=${Math.random()}`);
        const second = createAuth(options);
        const words = await outcome(second.ready, second.fetch("/api/something"));
        loot.take(memories);
        second.close();
        return words;
      } finally {
        WebAssembly.instantiate = instantiate;
      }
    },
  },
];
