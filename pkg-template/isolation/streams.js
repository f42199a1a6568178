// Bodies as messages, in either direction: who sends may be so many chunks ahead of who receives, and no more, so that a body of
// any length takes the memory of a few chunks.

import { WINDOW, fromFailure, toFailure } from "./protocol.js";

// Sends what `reader` reads as the body of the call `id`, each chunk as `sift` gives it, who may also hold some back. Settles at
// the end. `pull` is for the receiver's messages.
export function createSender(post, id, stream, sift = (chunk) => chunk) {
  const reader = stream.getReader();
  let credit = WINDOW;
  let go;

  const send = (bytes, isOurs) => {
    if (!bytes?.length) return;
    credit--;
    // A buffer that somebody else has a part of is not ours to give away.
    const own = isOurs && bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    post({ type: "chunk", id, bytes: own }, [own.buffer]);
  };
  const run = async (isOurs) => {
    try {
      for (;;) {
        while (credit <= 0) await new Promise((resolve) => (go = resolve));
        const { done, value } = await reader.read();
        if (!done && !(value instanceof Uint8Array)) throw new TypeError("A chunk of the body is no Uint8Array");
        send(sift(value), isOurs);
        if (done) return post({ type: "end", id });
      }
    } catch (error) {
      reader.cancel(error).catch(() => {});
      post({ type: "broken", id, error: toFailure(error) });
    }
  };
  return {
    run,
    pull() {
      credit++;
      go?.();
    },
    cancel: (reason) => reader.cancel(reason).catch(() => {}),
  };
}

// The stream of what is sent to us as the body of the call `id`, and those whom its messages are for. `leave` is called should
// nobody want the rest of it.
export function createReceiver(post, id, leave) {
  const chunks = [];
  let isEnded = false;
  let failure;
  let go;

  const source = {
    type: "bytes",
    async pull(controller) {
      while (!chunks.length && !isEnded) await new Promise((resolve) => (go = resolve));
      if (chunks.length) {
        post({ type: "pull", id });
        return controller.enqueue(chunks.shift());
      }
      if (failure) throw failure.error;
      controller.close();
      // One that waits for bytes gets none.
      controller.byobRequest?.respond(0);
    },
    cancel: leave,
  };
  const end = (error) => {
    if (isEnded) return;
    isEnded = true;
    failure = error;
    go?.();
  };
  return {
    stream: new ReadableStream(source, { highWaterMark: 0 }),
    // One who sends more than was asked for is no more listened to.
    chunk({ bytes }) {
      if (isEnded || !(bytes instanceof Uint8Array) || !bytes.length) return;
      if (chunks.length > WINDOW) return void (chunks.length = 0), end({ error: new TypeError("More than was asked for") });
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
