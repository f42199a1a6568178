// A request that the worker sends: its answer, out of messages.

import { withTraits } from "../responses.js";
import { fromFailure } from "./protocol.js";
import { createReceiver, createSender } from "./streams.js";

const { Response: NativeResponse } = globalThis;

const READERS = ["arrayBuffer", "blob", "bytes", "formData", "json", "text"];

// The connection of `link` sends messages, gives the number of a new call and hands on what comes for it.
export async function remoteFetch(link, mark, { message, signal, readBody }) {
  const { body, stream } = await readBody();
  // It may be another one by now.
  const connection = link.connection ?? (await link.open(signal));
  signal?.throwIfAborted();
  const { post } = connection;
  return new Promise((resolve, reject) => {
    const end = (reason) => {
      connection.forget(id);
      signal?.removeEventListener("abort", onAbort);
      // Of a request that is answered, nobody wants the rest.
      sender?.cancel(reason);
    };
    const leave = () => {
      end();
      post({ type: "abort", id });
    };
    const fail = (error) => {
      end(error);
      reject(error);
      receiver?.fail(error);
    };
    let receiver;
    const on = {
      response({ body, ...answer }) {
        const { stream, ...rest } = body?.[0] === "stream" ? createReceiver(post, id, leave, signal) : {};
        receiver = rest;
        if (!stream) end();
        const failure = () => (signal?.aborted ? { error: signal.reason } : receiver.failure?.());
        resolve(toResponse(answer, stream ?? body?.[1] ?? null, failure));
      },
      failed: ({ error }) => fail(fromFailure(error)),
      chunk: (message) => receiver?.chunk(message),
      end() {
        end();
        receiver.end();
      },
      broken(message) {
        end();
        receiver.broken(message);
      },
      pull: () => sender?.pull(),
      // The connection is gone.
      lost: fail,
    };
    const id = connection.enter(on);
    const onAbort = () => {
      post({ type: "abort", id });
      fail(signal.reason);
    };
    signal?.addEventListener("abort", onAbort);
    const sender = stream ? createSender(post, id, stream) : null;
    post({ type: "fetch", id, mark, ...message, body }, body?.[0] === "bytes" ? [body[1].buffer] : []);
    sender?.run(false);
  });
}

// `failure` holds what has become of the body, if it has broken off.
function toResponse({ status, statusText, headers, url, redirected, kind }, body, failure) {
  const traits = { url, redirected, type: kind, ...(body && readersOf(failure)) };
  try {
    return withTraits(new NativeResponse(body, { status, statusText, headers }), traits);
  } catch {
    // Only a browser makes one of this status, or with this body.
    const response = new NativeResponse(body, { statusText, headers });
    return withTraits(response, { ...traits, status, ok: status >= 200 && status < 300 });
  }
}

// The native ones fail with errors of their own, whatever it was that broke the body.
function readersOf(failure) {
  const entries = READERS.map((name) => [name, NativeResponse.prototype[name]]).filter(([, read]) => read);
  const wrap = ([name, read]) => ({
    async [name]() {
      const isUsed = this.bodyUsed;
      const check = () => {
        const broken = isUsed ? null : failure();
        if (broken) throw broken.error;
      };
      check();
      try {
        return await read.call(this);
      } catch (error) {
        check();
        throw error;
      }
    },
  });
  return Object.assign({}, ...entries.map(wrap));
}
