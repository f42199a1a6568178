// Bodies as messages, in either direction: who sends may be so many chunks ahead of who receives, and no more, so that a body of
// any length takes the memory of a few chunks.

import { WINDOW, fromFailure, toFailure } from "./protocol.js";

// A body of no more bytes that comes in so many milliseconds travels as one.
const [SMALL, MOMENT] = [65_536, 2];

// Sends what `stream` gives as the body of the call `id`, each chunk as `sift` gives it, who may also hold some back. `run` settles
// at the end. `pull` is for the receiver's messages.
export function createSender(post, id, stream, sift = (chunk) => chunk) {
  const reader = stream.getReader();
  // What has been asked for and not been sent.
  const parts = [];
  let credit = WINDOW;
  let isGivenUp = false;
  let go;

  const read = async () => {
    const { done, value } = await reader.read();
    if (!done && !(value instanceof Uint8Array)) throw new TypeError("A chunk of the body is no Uint8Array");
    return { done, bytes: sift(value) ?? NOTHING };
  };
  // All of a body that is small and there; null of any other, which is to be run.
  const whole = async () => {
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, MOMENT)));
    try {
      for (let size = 0; size <= SMALL; ) {
        parts.push(read());
        const part = await Promise.race([parts.at(-1), late]);
        if (!part) return null;
        size += part.bytes.length;
        if (part.done) return join(await Promise.all(parts), size);
      }
    } catch {
      // It is said where it is run.
    } finally {
      clearTimeout(timer);
    }
    return null;
  };
  const send = (bytes, isOurs) => {
    if (!bytes.length) return;
    credit--;
    // A buffer that somebody else has a part of is not ours to give away.
    const own = isOurs && bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    post({ type: "chunk", id, bytes: own }, [own.buffer]);
  };
  const run = async (isOurs) => {
    try {
      for (;;) {
        while (credit <= 0 && !isGivenUp) await new Promise((resolve) => (go = resolve));
        const { done, bytes } = await (parts.shift() ?? read());
        if (isGivenUp) return;
        send(bytes, isOurs);
        if (done) return post({ type: "end", id });
      }
    } catch (error) {
      if (isGivenUp) return;
      reader.cancel(error).catch(() => {});
      post({ type: "broken", id, error: toFailure(error) });
    }
  };
  return {
    whole,
    run,
    pull() {
      credit++;
      go?.();
    },
    // Nothing more is said.
    cancel(reason) {
      isGivenUp = true;
      go?.();
      reader.cancel(reason).catch(() => {});
    },
  };
}

const NOTHING = new Uint8Array();

function join(parts, size) {
  const all = new Uint8Array(size);
  let at = 0;
  for (const { bytes } of parts) {
    all.set(bytes, at);
    at += bytes.length;
  }
  return all;
}

// Nobody may read it any more, so nobody wants the rest of it.
const abandoned = globalThis.FinalizationRegistry && new FinalizationRegistry((leave) => leave());

// The stream of what is sent to us as the body of the call `id`, and those whom its messages are for. `leave` is called should
// nobody want the rest of it; what `signal` aborts is read no further.
export function createReceiver(post, id, leave, signal) {
  const chunks = [];
  let isEnded = false;
  let failure;
  let go;

  const source = {
    type: "bytes",
    async pull(controller) {
      while (!chunks.length && !isEnded) await new Promise((resolve) => (go = resolve));
      signal?.throwIfAborted();
      if (chunks.length) {
        if (!isEnded) post({ type: "pull", id });
        return controller.enqueue(chunks.shift());
      }
      if (failure) throw failure.error;
      controller.close();
      // One that waits for bytes gets none.
      controller.byobRequest?.respond(0);
    },
    cancel() {
      end();
      leave();
    },
  };
  const end = (error) => {
    if (isEnded) return;
    isEnded = true;
    failure = error;
    abandoned?.unregister(chunks);
    go?.();
  };
  // Not the stream: a browser that reads it keeps what it reads from, but not the object that stands for the stream.
  abandoned?.register(source, leave, chunks);
  return {
    stream: streamOf(source),
    failure: () => failure,
    // One who sends more than was asked for is no more listened to.
    chunk({ bytes }) {
      if (isEnded || !(bytes instanceof Uint8Array) || !bytes.length) return;
      if (chunks.length >= WINDOW) return void (chunks.length = 0), end({ error: new TypeError("More than was asked for") });
      chunks.push(bytes);
      go?.();
    },
    end: () => end(),
    broken: ({ error }) => end({ error: fromFailure(error) }),
    // What has come is of no use any more.
    fail(error) {
      chunks.length = 0;
      end({ error });
    },
  };
}

// One of bytes, where there are such. The very object is what the stream keeps.
function streamOf(source) {
  try {
    return new ReadableStream(source, { highWaterMark: 0 });
  } catch {
    source.type = undefined;
    return new ReadableStream(source, { highWaterMark: 0 });
  }
}
