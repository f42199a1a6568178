// An `Auth` whose session is in a worker, and what a page does with it: sends and receives long bodies, slowly where that is wanted.
import { AuthError, createAuth } from "/pkg/worker.js";

Object.assign(window, { AuthError, createAuth, begin, connect, download, upload, uploadFile, parallel, pause });

const MB = 2 ** 20;

async function begin(isolation, name) {
  window.auth = createAuth({ tokenUrl: "/api/token", attach: { to: ["/api"] }, isolation, name });
  await auth.login({ username: "ann", password: "secret" });
  return auth.session.isolation;
}

/** As long as so many requests take, one after the other. */
async function pause(count) {
  for (let i = 0; i < count; i++) await (await auth.fetch(`/api/number?n=${i}`)).text();
}

/** Reads all of it, with a pause after the first ten megabytes. */
async function download(mb) {
  const { body } = await auth.fetch(`/api/download?mb=${mb}`);
  let [length, isOrdered, isPaused] = [0, true, false];
  for await (const chunk of chunksOf(body)) {
    const at = (index) => ((length + index) >> 20) & 255;
    if (chunk[0] !== at(0) || chunk.at(-1) !== at(chunk.length - 1)) isOrdered = false;
    length += chunk.length;
    if (isPaused || length < 10 * MB) continue;
    isPaused = true;
    await pauseIn(length);
  }
  return { length, isOrdered };
}

async function* chunksOf(body) {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Sends a stream that is made while it is sent, of which `window.made` says how much; gives the server's answer. */
async function upload(mb) {
  let length = 0;
  const body = new ReadableStream(
    {
      pull(controller) {
        const chunk = new Uint8Array(64 * 1024).fill((length >> 20) & 255);
        if (length === mb * MB) return controller.close();
        length += chunk.length;
        window.made = length;
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
  return (await auth.fetch("/api/upload", { method: "POST", body, duplex: "half" })).json();
}

async function uploadFile() {
  const [file] = document.querySelector("input").files;
  return (await auth.fetch("/api/upload", { method: "POST", body: file })).json();
}

async function parallel(count) {
  const answers = await Promise.all(Array.from({ length: count }, (_, n) => auth.fetch(`/api/number?n=${n}`).then((answer) => answer.json())));
  return { own: answers.filter(({ number }, n) => number === `${n}`).length, tokens: [...new Set(answers.map(({ token }) => token))] };
}

/** A connection of its own to the worker, to say anything on. */
function connect(isolation, name) {
  const script = ["/pkg/jotpass_worker.js", { type: "module", name: `${location.origin}/pkg/jotpass_bg.wasm jotpass:${name}` }];
  const port = isolation === "worker" ? new Worker(...script) : new SharedWorker(...script).port;
  const waiting = [];
  const own = [];
  port.onmessage = ({ data }) => {
    own.push(data);
    for (const { type, id, resolve } of waiting) if (data.type === type && data.id === id) resolve(data);
  };
  const say = (message) => port.postMessage(message);
  return {
    heard: own,
    say,
    /** Says it and waits for an answer of this type. */
    ask: (message, type) =>
      new Promise((resolve) => {
        waiting.push({ type, id: message.id, resolve });
        say(message);
      }),
  };
}
