// Sends streams natively and through a worker, and gives what became of them. Must be served over HTTP/2: see http2.mjs.

import { createAuth } from "/pkg/worker.js";

const isolation = new URLSearchParams(location.search).get("isolation");
const nativeFetch = globalThis.fetch.bind(globalThis);
const say = (key) => nativeFetch(`/say?${key}`);
const when = (key) => nativeFetch(`/when?${key}`);

const CHUNK = new Uint8Array(2 ** 16);
const COUNT = 512;
// In these many round trips to the server all would have been sent.
const ROUNDS = 60;

const post = (body, more) => ({ method: "POST", body, duplex: "half", ...more });
const failed = async (call) => {
  try {
    return `${(await (await call).text()).length} bytes`;
  } catch (error) {
    return error?.name ?? error;
  }
};

const SCENES = {
  async "piece by piece"(send, id) {
    let controller;
    const answer = send(`/echo/${id}`, post(new ReadableStream({ start: (one) => void (controller = one) })));
    for (const [i, letter] of ["a", "b", "c"].entries()) {
      controller.enqueue(new TextEncoder().encode(letter));
      await when(`got ${id} ${i + 1}`);
    }
    controller.close();
    const response = await answer;
    return [response.headers.get("x-token"), await response.text()];
  },

  async "a server that does not read"(send, id) {
    let count = 0;
    const source = {
      pull(controller) {
        if (count++ < COUNT) controller.enqueue(CHUNK.slice());
        else controller.close();
      },
    };
    const answer = send(`/echo/${id}?hold`, post(new ReadableStream(source, { highWaterMark: 0 })));
    await when(`arrived ${id}`);
    for (let i = 0; i < ROUNDS; i++) await say("nothing");
    const taken = count < COUNT / 4 ? "little" : count;
    await say(`go ${id}`);
    await (await answer).text();
    const received = Number(await (await nativeFetch(`/received?${id}`)).text());
    return [taken, received === COUNT * CHUNK.length ? "all" : received];
  },

  async "a source that breaks"(send, id) {
    const source = { pull: (controller) => controller.error(new RangeError("mine")) };
    return failed(send(`/echo/${id}`, post(new ReadableStream(source, { highWaterMark: 0 }))));
  },

  async "an abort that cancels the source"(send, id) {
    const controller = new AbortController();
    let cancelled;
    const isCancelled = new Promise((resolve) => (cancelled = resolve));
    const body = new ReadableStream({ pull: (one) => one.enqueue(CHUNK.slice()), cancel: cancelled });
    const answer = failed(send(`/echo/${id}?hold`, post(body, { signal: controller.signal })));
    await when(`arrived ${id}`);
    controller.abort("enough");
    await when(`broken ${id}`);
    return [await answer, await isCancelled];
  },

  async "an answer that comes before the end"(send, id) {
    const response = await send(`/echo/${id}?refuse`, post(new ReadableStream({ pull: (one) => one.enqueue(CHUNK.slice()) })));
    return [response.status, await response.text()];
  },

  async "a chunk that is no bytes"(send, id) {
    return failed(send(`/echo/${id}`, post(new ReadableStream({ pull: (one) => one.enqueue("text") }))));
  },

  async "a stream in a Request"(send, id) {
    const request = new Request(`/echo/${id}`, post(new Response("in a Request").body));
    const response = await send(request);
    return [await response.text(), request.bodyUsed];
  },

  async "wrong uses"(send, id) {
    const used = new Response("x").body;
    used.getReader();
    const stream = () => new Response("x").body;
    return Promise.all([
      failed(send(`/echo/${id}`, post(used))),
      failed(send(`/echo/${id}`, { method: "POST", body: stream() })),
      failed(send(`/echo/${id}`, post(stream(), { keepalive: true }))),
      failed(send(`/echo/${id}`, post(stream(), { method: "GET" }))),
      failed(send(`/echo/${id}`, post(stream(), { mode: "no-cors" }))),
    ]);
  },
};

// A scene that takes longer, in milliseconds, hangs.
const LIMIT = 3000;

function inTime(played) {
  const late = new Promise((resolve) => setTimeout(resolve, LIMIT, "hangs"));
  return Promise.race([late, played.catch((error) => `${error}`)]);
}

async function run() {
  const auth = createAuth({ isolation, name: `${performance.timeOrigin}`, attach: { to: ["/echo"] } });
  await auth.adopt({ access_token: "canary-token-7Qx", expires_in: 3600 });
  const [native, ours] = [{}, {}];
  for (const [name, scene] of Object.entries(SCENES)) {
    const id = name.replaceAll(" ", "-");
    native[name] = await inTime(scene(nativeFetch, `${id}-n`));
    ours[name] = await inTime(scene(auth.fetch, `${id}-o`));
  }
  return { native, ours };
}

globalThis.done = run();
